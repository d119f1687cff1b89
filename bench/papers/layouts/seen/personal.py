"""Appraisals, deaths, relationships and claim forms, as the reader was developed on."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese
from bench.papers.facts import Facts
from bench.papers.layouts import Layout
from bench.papers.layouts.seen.forms import cells, sections


def household(f: Facts) -> Sheet:
    return cells(
        "常住人口登记卡",
        (
            (("姓名", "name"), ("户主或与户主关系", "relation")),
            (("性别", "sex"), ("民族", "nation")),
            (("出生日期", "born_on"), ("户号", "household_number")),
            (("公民身份证件编号", "number"),),
            (("登记日期", "issued_on"),),
        ),
        chinese,
    )(f)


def appraisal_with_grade(layout: Layout) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = layout(f)
        s.wrapped(
            90,
            700,
            f"鉴定意见：被鉴定人{f['name']}的损伤构成{'一二三四五六七八九十'[f['grade'] - 1]}级伤残。",
            1060,
        )
        return s

    return draw


LAYOUTS: dict[str, list[Layout]] = {
    "disability_appraisal": [
        appraisal_with_grade(
            sections(
                "司法鉴定意见书",
                (
                    (("编号", "number"),),
                    (("委托人", "client"),),
                    (("被鉴定人", "name"), ("性别", "sex")),
                    (("身份证号码", "id_number"),),
                ),
                (("鉴定机构", "institution"),),
                (("鉴定日期", "appraised_on"),),
            )
        ),
        cells(
            "伤残评定报告",
            (
                (("报告编号", "number"),),
                (("被鉴定人", "name"), ("伤残等级", "grade_text")),
                (("身份证号", "id_number"),),
                (("评定机构", "institution"),),
                (("评定日期", "appraised_on"),),
            ),
            chinese,
        ),
    ],
    "death_certificate": [
        cells(
            "居民死亡医学证明（推断）书",
            (
                (("死者姓名", "name"), ("性别", "sex")),
                (("证件号码", "number"),),
                (("出生日期", "born_on"), ("死亡日期", "died_on")),
                (("死亡地点", "place"), ("死亡原因", "cause")),
                (("填发单位", "authority"), ("填发日期", "issued_on")),
            ),
            chinese,
        ),
        sections(
            "死亡证明",
            ((("姓名", "name"), ("性别", "sex")), (("身份证号码", "number"),), (("死亡时间", "died_on"),)),
            (("死亡原因", "cause"),),
            (("出具单位", "authority"), ("开具日期", "issued_on")),
        ),
    ],
    "relationship_proof": [
        household,
        sections(
            "亲属关系证明",
            (
                (("姓名", "name"), ("性别", "sex")),
                (("公民身份号码", "number"),),
                (("关系人", "other_name"), ("关系", "relation")),
            ),
            (),
            (("开具日期", "issued_on"),),
        ),
    ],
    "claim_form": [
        cells(
            "人身保险理赔申请书",
            (
                (("保单号码", "policy_number"),),
                (("被保险人", "insured"), ("联系电话", "phone")),
                (("证件号码", "id_number"),),
                (("出险日期", "happened_on"), ("申请金额", "amount")),
                (("出险地点", "place"),),
                (("出险经过", "cause"),),
                (("开户银行", "bank"),),
                (("银行账号", "account"),),
                (("户名", "account_holder"), ("申请日期", "signed_on")),
            ),
            chinese,
        ),
        sections(
            "保险金给付申请书",
            (
                (("保险合同号", "policy_number"),),
                (("被保险人", "insured"), ("与被保险人关系", "relation")),
                (("身份证号码", "id_number"),),
                (("手机号码", "phone"), ("事故日期", "happened_on")),
                (("开户行", "bank"),),
                (("账号", "account"),),
            ),
            (("事故经过", "cause"),),
            (("申请人", "applicant"), ("申请日期", "signed_on")),
        ),
    ],
}
