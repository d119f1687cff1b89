"""Identifiers of persons, companies, accounts and receipts: checked on the way in, masked on the way out."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers
from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from anpei.values.errors import BadValue

_SEPARATORS = re.compile(r"[\s\-]")
_EARLIEST_BIRTH_YEAR = 1850  # older dates on a living document are typing errors
_RESIDENT_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_BANK_CARD_SHAPE = re.compile(r"[0-9]{13,19}")
_RECEIPT_CODE_SHAPE = re.compile(r"[0-9]{8}")
_RECEIPT_NUMBER_SHAPE = re.compile(r"[0-9]{10}")
_RECEIPT_CHECK_SHAPE = re.compile(r"[0-9a-z]{6}")


class IdentifierError(BadValue):
    """Codes: <kind>.format, <kind>.checksum, resident_id.birth_date, mobile.invalid; kinds.

    Resident_id, uscc, bank_card, receipt_*.
    """


class Sex(StrEnum):
    """Sex as the resident ID encodes it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True)
class ResidentId:
    """A checked resident identity number (居民身份证, GB 11643) and what it says by itself."""

    number: str
    born_on: date
    sex: Sex


@dataclass(frozen=True)
class BankCard:
    """A card number of plausible shape. `checksum_ok` false is a warning only.

    Some genuine old cards fail Luhn.
    """

    number: str
    checksum_ok: bool


def parse_resident_id(text: str, *, today: date) -> ResidentId:
    """Check shape, check digit and a birth date not after `today`.

    The region is not looked up: counties are merged and renumbered, and nobody is turned away because a
    table is old.
    """
    number = _compact(text).upper()
    if not _RESIDENT_ID_SHAPE.fullmatch(number):
        raise IdentifierError("resident_id.format", "A resident ID has 17 digits and a digit or X.")
    if ric.calc_check_digit(number) != number[-1]:
        raise IdentifierError("resident_id.checksum", "The check digit of the resident ID does not match.")
    try:
        born_on = ric.get_birth_date(number)
    except ValidationError:
        raise IdentifierError("resident_id.birth_date", "The resident ID contains no valid date.") from None
    if born_on > today or born_on.year < _EARLIEST_BIRTH_YEAR:
        raise IdentifierError("resident_id.birth_date", "The birth date in the resident ID cannot be right.")
    return ResidentId(number, born_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def parse_uscc(text: str) -> str:
    """Unified social credit code (统一社会信用代码, GB 32100), compact and upper case, check digit
    verified.
    """
    number = _compact(text).upper()
    try:
        return uscc.validate(number)
    except ValidationError as error:
        code = "uscc.checksum" if type(error).__name__ == "InvalidChecksum" else "uscc.format"
        raise IdentifierError(code, "The social credit code is not valid.") from None


def parse_bank_card(text: str) -> BankCard:
    """Bank card or account number of 13 to 19 digits; a failed Luhn sum is reported, not refused."""
    number = _compact(text)
    if not _BANK_CARD_SHAPE.fullmatch(number):
        raise IdentifierError("bank_card.format", "A bank card number has 13 to 19 digits.")
    return BankCard(number, checksum_ok=luhn.is_valid(number))


def parse_mobile(text: str) -> str:
    """Mainland mobile number as 11 digits; "+86", blanks and hyphens are accepted."""
    try:
        parsed = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise IdentifierError("mobile.invalid", "This is not a mobile number.") from None
    is_mobile = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
    if parsed.country_code != 86 or parsed.extension or not is_mobile:
        raise IdentifierError("mobile.invalid", "This is not a mobile number of mainland China.")
    return str(parsed.national_number)


def parse_phone(text: str) -> str:
    """Any mainland number in national form: a mobile as 11 digits, a landline with its area code ("02886001234")."""
    try:
        parsed = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise IdentifierError("phone.invalid", "This is not a phone number.") from None
    if parsed.country_code != 86 or parsed.extension or not phonenumbers.is_possible_number(parsed):
        raise IdentifierError("phone.invalid", "This is not a phone number of mainland China.")
    national = str(parsed.national_number)
    is_mobile = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
    return national if is_mobile else f"0{national}"


def parse_receipt_code(text: str) -> str:
    """Code of an electronic medical receipt (医疗收费电子票据代码): 8 digits."""
    return _exact(_RECEIPT_CODE_SHAPE, _compact(text), "receipt_code.format", "A receipt code has 8 digits.")


def parse_receipt_number(text: str) -> str:
    """Number of an electronic medical receipt: 10 digits; unique together with the code."""
    return _exact(
        _RECEIPT_NUMBER_SHAPE, _compact(text), "receipt_number.format", "A receipt number has 10 digits."
    )


def parse_receipt_check(text: str) -> str:
    """Check code (校验码) of an electronic medical receipt: 6 letters or digits, lower case."""
    return _exact(
        _RECEIPT_CHECK_SHAPE,
        _compact(text).lower(),
        "receipt_check.format",
        "A check code has 6 letters or digits.",
    )


def mask_name(name: str) -> str:
    """First character only, the length hidden: 张三丰 → 张*."""
    return f"{name[0]}*" if name else ""


def mask_id(number: str) -> str:
    """First 3 and last 4 (the first 6 would reveal the area); shorter documents show the last 2 only."""
    if len(number) < 12:
        return _star_out(number, first=0, last=2)
    return _star_out(number, first=3, last=4)


def mask_phone(number: str) -> str:
    """138****1234; numbers shorter than a mobile show the last 2 only."""
    if len(number) < 11:
        return _star_out(number, first=0, last=2)
    return _star_out(number, first=len(number) - 8, last=4)


def mask_card(number: str) -> str:
    """Last 4 only, the length hidden: ****0005."""
    return f"****{number[-4:]}" if len(number) > 4 else "*" * len(number)


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text)


def _exact(shape: re.Pattern[str], value: str, code: str, message: str) -> str:
    if not shape.fullmatch(value):
        raise IdentifierError(code, message)
    return value


def _star_out(text: str, *, first: int, last: int) -> str:
    hidden = max(len(text) - first - last, 0)
    return text[:first] + "*" * hidden + text[first + hidden :]
