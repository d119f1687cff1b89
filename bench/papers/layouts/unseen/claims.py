"""What a customer fills in: a life insurer's form with boxes to tick, and a property insurer's notice of claim."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, loose, money
from bench.papers.facts import Facts
from bench.papers.facts.values import digits
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import PEN_BLUE, boxed, chance, folded, option, prose, row, width


def _band(s: Sheet, y: float, text: str) -> float:
    s.pen.rectangle((60, y, 1180, y + 42), fill=(226, 230, 236), outline=(60, 60, 64), width=2)
    s.text(72, y + 21, text, 20, anchor="lm", bold=True)
    return y + 42


def _hand(s: Sheet, x: float, y: float, text: str, size: int = 25) -> None:
    s.serif = True
    s.text(x, y, text, size, PEN_BLUE, anchor="lm")
    s.serif = False


def personal(f: Facts) -> Sheet:
    s, drawn = Sheet(1240, 1754), chance(f)
    s.title("个人人身保险理赔申请书", 50, 38)
    s.text(60, 116, "填写说明：请用黑色或蓝色签字笔填写，字迹清晰，不得涂改；“□”内打“√”。", 17)
    y = _band(s, 146, "一、保险合同及被保险人信息")

    def filled(y: float, cells: tuple[tuple[float, str, str], ...], height: float = 64) -> float:
        x = 60.0
        for wide, label, value in cells:
            end = width(s, label, 20) + 24
            row(s, x, y, height, [(end, label), (wide - end, "")], 20)
            if value:
                lines = folded(s, value, wide - end - 24, 24)
                for index, line in enumerate(lines):
                    _hand(s, x + end + 10, y + height / 2 + (index - (len(lines) - 1) / 2) * 32, line, 24)
            x += wide
        return y + height

    y = filled(y, ((1120, "保险合同号", f["policy_number"]),))
    y = filled(y, ((420, "被保险人姓名", f["insured"]), (700, "联系电话", f["phone"])))
    row(s, 60, y, 64, [(164, "证件号码"), (956, "")], 20)
    boxed(s, 240, y + 11, f["id_number"], 32, 22, PEN_BLUE)
    y += 64
    y = _band(s, y, "二、申请人信息")
    y = filled(y, ((420, "申请人姓名", f["applicant"]), (700, "与被保险人关系", f["relation"])))
    y = _band(s, y, "三、申请类型（可多选）")
    kinds = ("门诊医疗", "住院医疗", "住院津贴", "重大疾病", "意外伤残", "身故")
    chosen = "住院医疗" if "住院" in f["cause"] else "门诊医疗"
    y = row(s, 60, y, 54, [(1120, "　".join(option(kind, kind == chosen) for kind in kinds), "c")], 21)
    y = _band(s, y, "四、事故信息")
    y = filled(y, ((500, "出险日期", loose(f["happened_on"])), (620, "申请金额", f"{money(f['amount'])}元")))
    y = filled(y, ((1120, "出险地点", f["place"]),))
    y = filled(y, ((1120, "出险原因及经过", f["cause"]),), 190)
    y = row(
        s,
        60,
        y,
        50,
        [(1120, "是否已从其他途径获得赔付：√否　□是（□基本医疗保险　□其他商业保险　□其他）")],
        19,
    )
    y = _band(s, y, "五、保险金领取账户（须为领款人本人账户）")
    y = filled(y, ((420, "户　名", f["account_holder"]), (700, "开户银行", f["bank"])))
    row(s, 60, y, 64, [(164, "银行账号"), (956, "")], 20)
    boxed(s, 240, y + 11, f["account"], 32, 22, PEN_BLUE)
    y += 64
    y = _band(s, y, "六、声明与授权")
    y = prose(
        s,
        70,
        y + 10,
        "1.本人声明以上填写内容及所提供的资料均真实、完整，如有虚假，愿承担由此引起的法律责任。2.本人授权保险公司向医疗机构、"
        "公安机关、社会保险机构等查询、复制与本次理赔有关的资料。3.本人同意保险公司为处理本次理赔，在必要范围内处理本人提供的个人信息，"
        "其中健康信息、账户信息属于敏感个人信息，本人已知悉处理的必要性及影响。4.保险公司受理本申请，不视为承诺给付保险金。",
        1100,
        18,
        1.6,
    )
    s.text(72, y + 50, "申请人签名：", 22)
    _hand(s, 210, y + 64, f.get("applicant", ""), 32)
    s.text(700, y + 50, "申请日期：", 22)
    _hand(s, 820, y + 64, chinese(f["signed_on"]), 26)
    row(s, 60, 1640, 56, [(1120, f"公司填写：受理机构 样本中心支公司　受理号 {digits(drawn, 10)}")], 18)
    return s


def motor(f: Facts) -> Sheet:
    """A one-page notice: sentences with gaps, the account below."""
    s, drawn = Sheet(1240, 1600, (254, 253, 248), serif=True), chance(f)
    s.title("样本财产保险股份有限公司", 60, 28)
    s.title("机动车辆保险索赔申请书", 108, 40)
    s.text(1170, 180, f"报案编号：{digits(drawn, 16)}", 20, anchor="ra")

    def gap(x: float, y: float, label: str, value: str, until: float) -> None:
        end = s.text(x, y, label, 24)
        s.text(end + 14, y - 2, value, 25, PEN_BLUE)
        s.line(end + 4, y + 36, until, y + 36)

    gap(80, 240, "被保险人", f["insured"], 560)
    gap(600, 240, "保险单号", f["policy_number"], 1160)
    gap(80, 306, "证件号码", f["id_number"], 560)
    gap(600, 306, "联系电话", f["phone"], 1160)
    gap(80, 372, "出险时间", f"{loose(f['happened_on'])}{drawn.randrange(7, 21)}时许", 560)
    gap(600, 372, "索赔人", f["applicant"], 1160)
    gap(80, 438, "出险地点", f["place"], 1160)
    s.text(80, 510, "出险经过及损失情况（请如实填写）", 24)
    s.pen.rectangle((80, 556, 1160, 800), outline=(60, 60, 64), width=2)
    used = folded(s, f["cause"], 1020, 27)
    for index, line in enumerate(used):
        s.text(104, 580 + index * 48, line, 27, PEN_BLUE)
    gap(80, 840, "现向贵公司申请赔偿人民币", f"{money(f['amount'], grouped=True)}元", 820)
    s.text(80, 916, "赔款请划入下列账户：", 24)
    gap(120, 972, "收款人户名", f["account_holder"], 560)
    gap(600, 972, "开户行", f["bank"], 1160)
    gap(120, 1038, "账　　号", f["account"], 1160)
    prose(
        s,
        80,
        1116,
        "　　本人（单位）兹声明所填写的内容全部属实，没有任何虚假和隐瞒，否则愿放弃本保险单项下的一切权利并承担相应的法律责任。",
        1080,
        23,
        1.7,
    )
    gap(620, 1270, "索赔人签章", f.get("applicant", ""), 1160)
    gap(620, 1336, "日　　期", chinese(f["signed_on"]), 1160)
    s.text(
        80, 1500, "提示：本申请书所列信息仅用于理赔处理。请同时提交驾驶证、行驶证、事故证明及损失凭证。", 19
    )
    return s


LAYOUTS: dict[str, list[Layout]] = {"claim_form": [personal, motor]}
