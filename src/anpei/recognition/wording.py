"""What is said about a finding, in both languages: about the picture or the paper, never the person, and how to mend it.

``{…}`` is filled from a finding's detail; amounts in fen are written in yuan.
"""

from __future__ import annotations

from anpei.recognition.reading import Finding
from anpei.terms.base import Text
from anpei.values.money import format_yuan

FINDINGS: dict[str, Text] = {
    "picture.blurred": Text(
        zh="第{page}页照片有些模糊。请拿稳手机，点一下屏幕对焦后再拍一张。",
        en="The picture of page {page} is blurred. Hold the phone still, tap to focus and take it once more.",
    ),
    "picture.glare": Text(
        zh="第{page}页照片有反光，部分文字看不清。请避开灯光、关闭闪光灯后再拍一张。",
        en="Page {page} shows glare over the text. Turn away from the lamp, switch the flash off and take it once more.",
    ),
    "picture.dark": Text(
        zh="第{page}页照片偏暗。请到光线充足的地方再拍一张。",
        en="The picture of page {page} is dark. Please take it once more in better light.",
    ),
    "picture.cut": Text(
        zh="第{page}页的边缘没有拍全。请把整张材料放进画面后再拍一张。",
        en="A part of page {page} lies outside the picture. Please take it again with all four edges in view.",
    ),
    "picture.unreadable": Text(
        zh="第{page}页的文字无法辨认。请在明亮处对准后再拍一张，或上传电子版。",
        en="The text of page {page} cannot be made out. Please take it again in good light, or send the electronic file.",
    ),
    "page.printed": Text(
        zh="第{page}页是电子文件，文字直接取自文件本身。",
        en="Page {page} is an electronic document; its text was taken from the file itself.",
    ),
    "paper.unknown": Text(
        zh="没有认出这是哪一种理赔材料。如果确实是，请选择材料类型；也可以换一张照片。",
        en="This was not recognised as a claim paper. If it is one, choose its type; or send another picture.",
    ),
    "paper.expired": Text(
        zh="这份证件的有效期到{date}。如已换证，请提供新的证件。",
        en="This document was valid until {date}. If there is a new one, please send that.",
    ),
    "field.missing": Text(
        zh="有一项内容没有读到。请对照原件填写。",
        en="One entry could not be read. Please fill it in from the paper.",
    ),
    "check_digit.resident_id": Text(
        zh="读到的身份证号码校验不符，可能有一位读错。请对照原件核对。",
        en="The identity number as read does not add up; a digit may be misread. Please compare it with the card.",
    ),
    "check_digit.uscc": Text(
        zh="读到的统一社会信用代码校验不符，可能有一位读错。请对照原件核对。",
        en="The social credit code as read does not add up; a sign may be misread. Please compare it with the paper.",
    ),
    "check_digit.bank_card": Text(
        zh="读到的银行卡号校验不符，可能有一位读错；少数老卡也会如此。请对照卡片核对。",
        en="The card number as read does not add up; a digit may be misread, and a few old cards are like that. "
        "Please compare it with the card.",
    ),
    "check_digit.vin": Text(
        zh="车辆识别代号的校验位不符，部分国产车也会如此。请对照原件核对。",
        en="The check digit of the vehicle number does not match, as with some vehicles made in China. "
        "Please compare it with the paper.",
    ),
    "identity.differs": Text(
        zh="出生日期或性别与身份证号码不一致（号码显示为{expected}）。请对照原件核对。",
        en="Birth date or sex differs from the identity number, which says {expected}. Please compare with the card.",
    ),
    "date.future": Text(
        zh="读到的日期{date}在今天之后。请对照原件核对。",
        en="The date read, {date}, is still to come. Please compare it with the paper.",
    ),
    "date.order": Text(
        zh="读到的日期先后不一致（{earlier}在{later}之后）。请对照原件核对。",
        en="The dates read are out of order: {earlier} comes after {later}. Please compare them with the paper.",
    ),
    "date.days": Text(
        zh="住院天数（{days}天）与入院、出院日期相差的{stay}天不一致。请对照原件核对。",
        en="The stay is given as {days} days, its dates are {stay} days apart. Please compare them with the paper.",
    ),
    "sum.words": Text(
        zh="大写金额（{words}元）与小写金额（{digits}元）不一致。请对照原件核对。",
        en="The amount in words ({words} yuan) differs from that in figures ({digits} yuan). "
        "Please compare them with the paper.",
    ),
    "sum.lines": Text(
        zh="各项金额相加为{lines}元，合计为{total}元。可能有一行没有读到，请对照原件核对。",
        en="The items add up to {lines} yuan, the total says {total} yuan. A row may have been missed: please compare.",
    ),
    "sum.split": Text(
        zh="各支付项相加为{parts}元，总额为{total}元。各地票据口径可能不同，请对照原件核对。",
        en="The payments add up to {parts} yuan, the total says {total} yuan. Local forms differ: please compare.",
    ),
    "sum.row": Text(
        zh="第{row}行的单价乘数量与金额不一致。请对照原件核对。",
        en="In row {row}, price times quantity is not the amount. Please compare it with the paper.",
    ),
    "code.differs": Text(
        zh="二维码里的内容（{code}）与票面读到的不一致。请对照原件核对。",
        en="The code on the paper says {code}, which differs from what was read. Please compare it with the paper.",
    ),
    "altered.patch": Text(
        zh="这一处的底色与周围不同，可能是打印、扫描或修图留下的。请查看原件。",
        en="The background here differs from its surroundings: print, scan or retouching can do that. "
        "Please look at the original.",
    ),
}

REFUSALS: dict[str, Text] = {
    "file.empty": Text(
        zh="这个文件是空的。请重新选择文件。", en="This file is empty. Please choose it again."
    ),
    "file.type": Text(
        zh="这种文件无法打开。请上传照片（JPG、PNG、WEBP）或 PDF。",
        en="This kind of file cannot be opened. Please send a picture (JPG, PNG, WEBP) or a PDF.",
    ),
    "file.damaged": Text(
        zh="文件可能没有传完整，无法打开。请重新上传，或换一张照片。",
        en="The file seems incomplete and cannot be opened. Please send it again, or another picture.",
    ),
    "file.encrypted": Text(
        zh="这个 PDF 设有密码。请去掉密码后再上传，或把它截图上传。",
        en="This PDF is locked with a password. Please remove it and send the file again, or send pictures of it.",
    ),
    "file.too_large": Text(
        zh="图片尺寸过大。请用手机原相机拍摄，或缩小后再上传。",
        en="The picture has too many pixels. Please take it with the phone's camera, or scale it down.",
    ),
    "file.too_small": Text(
        zh="图片太小，看不清内容。请上传原图。",
        en="The picture is too small to show anything. Please send the original.",
    ),
    "file.too_many_pages": Text(
        zh="这个 PDF 超过 60 页。请分成几份上传。",
        en="This PDF has more than 60 pages. Please send it in parts.",
    ),
}

FEN = {"digits", "words", "lines", "total", "parts"}


def sentence(finding: Finding, language: str) -> str:
    """The finding said to a person; ``language`` is zh or en."""
    wording = FINDINGS[finding.code]
    detail = {
        name: format_yuan(value) if name in FEN and isinstance(value, int) else value
        for name, value in finding.detail.items()
    }
    return (wording.zh if language == "zh" else wording.en).format(**detail)


def refusal(code: str, language: str) -> str:
    """Why a file cannot be read, said to a person."""
    return REFUSALS[code].zh if language == "zh" else REFUSALS[code].en
