from datetime import date

import pytest

from anpei.values import identifiers as ids

TODAY = date(2026, 11, 24)


def refused_code(parse, *args, **kwargs) -> str:
    with pytest.raises(ids.IdentifierError) as refused:
        parse(*args, **kwargs)
    return refused.value.code


def test_resident_id_tells_birth_date_and_sex() -> None:
    assert ids.parse_resident_id("110000 19900101 0013", today=TODAY) == ids.ResidentId(
        "110000199001010013", date(1990, 1, 1), ids.Sex.MALE
    )
    assert ids.parse_resident_id("11010119900307002x", today=TODAY).sex is ids.Sex.FEMALE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("11000019900101001", "resident_id.format"),
        ("1100001990010100１3", "resident_id.format"),
        ("110000199001010014", "resident_id.checksum"),
        ("110000199013010010", "resident_id.birth_date"),
        ("110000203001010012", "resident_id.birth_date"),
    ],
)
def test_resident_id_is_refused_with_the_part_that_is_wrong(text: str, code: str) -> None:
    assert refused_code(ids.parse_resident_id, text, today=TODAY) == code


def test_uscc_is_checked() -> None:
    assert ids.parse_uscc("91990000ma0000007x") == "91990000MA0000007X"
    assert refused_code(ids.parse_uscc, "91990000MA00000071") == "uscc.checksum"
    assert refused_code(ids.parse_uscc, "9199") == "uscc.format"


def test_bank_card_with_a_failed_sum_is_a_warning() -> None:
    assert ids.parse_bank_card("6200 0000 0000 0005") == ids.BankCard("6200000000000005", checksum_ok=True)
    assert ids.parse_bank_card("6200000000000006").checksum_ok is False
    assert refused_code(ids.parse_bank_card, "62000") == "bank_card.format"


@pytest.mark.parametrize("text", ["13800001234", "+86 138-0000-1234", "138 0000 1234"])
def test_mobile_is_eleven_digits(text: str) -> None:
    assert ids.parse_mobile(text) == "13800001234"


@pytest.mark.parametrize(
    "text", ["", "12345", "0571-88001234", "+852 5123 4567", "13800001234 ext 5", "电话"]
)
def test_mobile_refuses_what_no_message_would_reach(text: str) -> None:
    assert refused_code(ids.parse_mobile, text) == "mobile.invalid"


def test_receipt_code_number_and_check_have_fixed_lengths() -> None:
    assert ids.parse_receipt_code("11060126") == "11060126"
    assert ids.parse_receipt_number("00000 00001") == "0000000001"
    assert ids.parse_receipt_check("A1B2C3") == "a1b2c3"
    assert refused_code(ids.parse_receipt_code, "1106012") == "receipt_code.format"
    assert refused_code(ids.parse_receipt_number, "1") == "receipt_number.format"
    assert refused_code(ids.parse_receipt_check, "a1b2c_") == "receipt_check.format"


def test_masks_show_only_what_a_person_needs_to_recognise() -> None:
    assert [ids.mask_name(name) for name in ("张三丰", "John", "")] == ["张*", "J*", ""]
    assert ids.mask_id("110000199001010013") == "110***********0013"
    assert ids.mask_id("E12345678") == "*******78"
    assert ids.mask_phone("13800001234") == "138****1234"
    assert ids.mask_phone("+8613800001234") == "+86138****1234"
    assert ids.mask_phone("88001234") == "******34"
    assert ids.mask_card("6200000000000005") == "****0005"
    assert ids.mask_card("12") == "**"
