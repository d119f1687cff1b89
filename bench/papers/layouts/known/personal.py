"""Appraisals, deaths, relationships and claim forms, in other wording, order and type."""

from __future__ import annotations

from bench.papers.drawing import chinese
from bench.papers.layouts import Layout
from bench.papers.layouts.known.forms import (
    letter,
    stacked,
    underlined,
)

LAYOUTS: dict[str, list[Layout]] = {
    "disability_appraisal": [
        letter(
            "法医临床鉴定意见书",
            lambda f: (
                f"委托单位：{f['client']}\n被鉴定人姓名：{f['name']}，性别：{f['sex']}，公民身份号码：{f['id_number']}\n鉴定意见：{f['name']}之伤残等级评定为{f['grade_text']}伤残。"
            ),
            (("鉴定机构", "institution"), ("鉴定时间", "appraised_on")),
            number="number",
        ),
        stacked(
            "人身保险伤残评定报告",
            (
                (("报告编号", "number"),),
                (("被评定人", "name"), ("性别", "sex")),
                (("证件号码", "id_number"),),
                (("评定结论", "grade_text"),),
                (("评定机构", "institution"), ("评定日期", "appraised_on")),
            ),
        ),
    ],
    "death_certificate": [
        underlined(
            "居民死亡医学证明（推断）书",
            (
                (("死者姓名", "name"), ("性别", "sex")),
                (("有效身份证件号码", "number"),),
                (("出生日期", "born_on"), ("死亡日期", "died_on")),
                (("根本死亡原因", "cause"),),
                (("签发单位", "authority"),),
                (("签发日期", "issued_on"),),
            ),
        ),
        letter(
            "死亡证明书",
            lambda f: (
                f"姓名：{f['name']}，性别：{f['sex']}，身份证号：{f['number']}\n死亡时间：{chinese(f['died_on'])}\n死亡原因：{f['cause']}"
            ),
            (("", "authority"), ("", "issued_on")),
        ),
    ],
    "relationship_proof": [
        underlined(
            "亲属关系证明",
            (
                (("姓名", "name"), ("性别", "sex")),
                (("身份证号码", "number"),),
                (("亲属姓名", "other_name"), ("与其关系", "relation")),
                (("签发日期", "issued_on"),),
            ),
        ),
        stacked(
            "常住人口登记卡",
            (
                (("姓名", "name"), ("与户主关系", "relation")),
                (("性别", "sex"), ("民族", "nation")),
                (("出生日期", "born_on"), ("户号", "household_number")),
                (("公民身份号码", "number"),),
            ),
        ),
    ],
    "claim_form": [
        underlined(
            "保险理赔申请书",
            (
                (("保险单号", "policy_number"),),
                (("被保险人姓名", "insured"), ("电话", "phone")),
                (("身份证号", "id_number"),),
                (("事故发生时间", "happened_on"), ("索赔金额", "amount")),
                (("事故地点", "place"),),
                (("出险原因", "cause"),),
                (("开户银行", "bank"),),
                (("银行卡号", "account"),),
                (("申请人姓名", "applicant"), ("填写日期", "signed_on")),
            ),
            size=26,
        ),
        stacked(
            "索赔申请书",
            (
                (("保单号", "policy_number"),),
                (("被保险人", "insured"), ("手机", "phone")),
                (("公民身份号码", "id_number"),),
                (("出险时间", "happened_on"), ("申请给付金额", "amount")),
                (("出险经过", "cause"),),
                (("领款人", "account_holder"), ("账号", "account")),
            ),
        ),
    ],
}
