"""客户: persons and companies, and in a second reading of the same rows who looks after whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from anpei.accounts.masking import mask_address
from anpei.audit.actions import History, record, record_many
from anpei.core import clock
from anpei.importing import cells
from anpei.importing.columns import Column, Mask, Row, hidden
from anpei.importing.tables.base import Book, Table, apply, find_parties, mask_reference, party_column
from anpei.parties import events, queries
from anpei.parties.models import IdType, Party
from anpei.policies.models import InsuredMember, Policy
from anpei.values import identifiers

KINDS = {"person": ("个人", "自然人"), "company": ("企业", "单位", "法人", "公司")}
ID_TYPES = {
    "resident_id": ("居民身份证", "身份证"),
    "passport": ("护照",),
    "uscc": ("统一社会信用代码", "营业执照"),
    "other": ("其他", "其它证件"),
}
SEXES = {"male": ("男", "m", "男性"), "female": ("女", "f", "女性"), "unknown": ("未知", "未说明")}
LANGUAGES = {"zh-hans": ("中文", "zh", "chinese"), "en": ("英文", "english")}
MASKS: dict[str, Mask] = {
    "name": identifiers.mask_name,
    "phone": identifiers.mask_phone,
    "address": mask_address,
    "birth_on": hidden,
    "sex": hidden,
    "external_ref": mask_reference,
}
ID_COLUMN = Column(
    "id_number",
    "证件号码",
    cells.code(40, upper=True),
    "text",
    "Checked: check digit, date of birth.",
    also=("证件号", "身份证号", "身份证号码", "id_no"),
    mask=identifiers.mask_id,
)


class Customers(Table):
    code, zh, also = "customers", "客户", ("客户信息", "parties", "persons")
    about = "Persons and companies. A row is recognised by its customer number, else by its ID number."
    columns = (
        Column(
            "external_ref",
            "客户号",
            cells.code(40),
            "text",
            "The customer's number in the source system.",
            also=("customer_no", "customer_number", "客户编号", "客户号码"),
            mask=mask_reference,
        ),
        Column(
            "name",
            "姓名",
            cells.text(120),
            "text",
            "Name of the person or company.",
            True,
            ("客户姓名", "名称", "客户名称"),
            identifiers.mask_name,
        ),
        Column("party_kind", "客户类型", cells.choice(KINDS), "one of", "Person (default) or company."),
        Column(
            "id_type",
            "证件类型",
            cells.choice(ID_TYPES),
            "one of",
            "Default: resident ID card; for companies the social credit code.",
        ),
        ID_COLUMN,
        Column(
            "phone",
            "手机号",
            cells.mobile,
            "11 digits",
            "Mobile number.",
            also=("手机", "手机号码", "mobile", "联系电话"),
            mask=identifiers.mask_phone,
        ),
        Column(
            "birth_on",
            "出生日期",
            cells.past_day,
            "date",
            "Read from a resident ID where there is one.",
            also=("birthday",),
            mask=hidden,
        ),
        Column(
            "sex",
            "性别",
            cells.choice(SEXES),
            "one of",
            "Read from a resident ID where there is one.",
            mask=hidden,
        ),
        Column(
            "address",
            "地址",
            cells.text(300),
            "text",
            "Postal address.",
            also=("联系地址", "通讯地址"),
            mask=mask_address,
        ),
        Column(
            "region_code", "行政区划代码", cells.region, "6 digits", "GB/T 2260 code.", also=("地区代码",)
        ),
        Column(
            "language", "语言", cells.choice(LANGUAGES), "one of", "Language of letters; default Chinese."
        ),
        party_column(
            "guardian",
            "监护人",
            "Guardian of a child: a customer of this or an earlier import.",
            also=("监护人编号", "监护人证件号"),
        ),
    )

    def key(self, row: Row) -> str:
        if "external_ref" in row.values:
            return f"ref {row.values['external_ref']}"
        return f"id {row.values['id_number']}" if "id_number" in row.values else f"row {row.number}"

    def load(self, rows: Sequence[Row], book: Book) -> None:
        rows = [row for row in rows if _identified(row)]
        known = find_parties(
            row.values[name] for row in rows for name in ("external_ref", "id_number") if name in row.values
        )
        new: list[tuple[Row, Party]] = []
        changed: list[tuple[Row, Party, list[str]]] = []
        for row in rows:
            party = _existing(row, known)
            if row.rejected:
                continue
            if party is None:
                new.append((row, _new(row)))
            elif fields := _change(row, party):
                changed.append((row, party, fields))
        _register([pair for pair in new if not _same_id_twice(pair, new)], book)
        _save_changes(changed, book)


class Guardians(Table):
    """The guardian column of the customers, once all of them are there."""

    code, zh, about = "guardians", "监护人", Customers.about
    columns = Customers.columns

    def key(self, row: Row) -> str:
        return CUSTOMERS.key(row)

    def wants(self, row: Row) -> bool:
        return "guardian" in row.values

    def load(self, rows: Sequence[Row], book: Book) -> None:
        found = find_parties(
            row.values[name]
            for row in rows
            for name in ("external_ref", "id_number", "guardian")
            if name in row.values
        )
        outside = _outside(list(found.values()), book)
        for row in rows:
            ward = found.get(row.get("external_ref", "")) or found.get(row.get("id_number", ""))
            guardian = found.get(row.values["guardian"])
            if ward is None:
                continue  # its own row was rejected, and said why
            if guardian is None:
                row.reject("guardian", "unknown_party", name=mask_reference(row.values["guardian"]))
            elif guardian.pk == ward.pk:
                row.reject("guardian", "own_guardian")
            elif ward.guardian_id != guardian.pk and ward.pk in outside:
                row.reject("guardian", "other_unit")
            elif ward.guardian_id != guardian.pk:
                before, ward.guardian = ward.guardian_id, guardian
                ward.save(update_fields=["guardian"])
                record(
                    subject="party",
                    subject_id=ward.pk,
                    event=events.PartyCorrected(fields=["guardian"]),
                    by=book.by,
                )
                if before:
                    row.changed("guardian", old="****", new=mask_reference(row.values["guardian"]))


def _identified(row: Row) -> bool:
    """Check the identity number and take from it what it says by itself."""
    if "external_ref" not in row.values and "id_number" not in row.values:
        row.reject("external_ref", "key_missing")
        return False
    if "id_number" not in row.values:
        return True
    company = row.get("party_kind") == "company"
    kind = row.values.setdefault("id_type", IdType.USCC if company else IdType.RESIDENT)
    check = CHECKS.get(kind)
    if check is not None:
        check(row)
    return not row.rejected


def _check_resident(row: Row) -> None:
    try:
        identity = identifiers.parse_resident_id(row.values["id_number"], today=clock.today())
    except identifiers.IdentifierError:
        row.reject("id_number", "resident_id")
        return
    stated: date | None = row.get("birth_on")
    if stated is not None and stated != identity.born_on:
        row.reject("birth_on", "birth_differs")
    row.values |= {"id_number": identity.number, "birth_on": identity.born_on, "sex": str(identity.sex)}


def _check_company(row: Row) -> None:
    try:
        row.values["id_number"] = identifiers.parse_uscc(row.values["id_number"])
    except identifiers.IdentifierError:
        row.reject("id_number", "uscc")


CHECKS: dict[str, Callable[[Row], None]] = {IdType.RESIDENT: _check_resident, IdType.USCC: _check_company}


def _existing(row: Row, known: dict[str, Party]) -> Party | None:
    ref, number = row.get("external_ref"), row.get("id_number")
    by_ref = known.get(ref) if ref else None
    by_ref = by_ref if by_ref is not None and by_ref.external_ref == ref else None
    by_id = known.get(number) if number else None
    party = by_ref or by_id
    if by_ref and by_id and by_ref.pk != by_id.pk:
        row.reject("id_number", "two_people")
    elif by_id and not by_ref and ref and by_id.external_ref:
        row.reject("external_ref", "known_as", name=mask_reference(by_id.external_ref))
    elif party and party.erased_at:
        row.reject("external_ref" if ref else "id_number", "erased")
    elif party and number and party.id_hash and party.id_hash != queries.id_hash(number):
        row.reject("id_number", "id_differs")
    return party


def _values(row: Row) -> dict[str, Any]:
    plain = ("external_ref", "name", "phone", "birth_on", "sex", "address", "region_code", "language")
    return {name: row.values[name] for name in plain if name in row.values}


def _new(row: Row) -> Party:
    party = Party(kind=row.get("party_kind", "person"), **_values(row))
    _set_identity(party, row)
    _rehash(party)
    return party


def _change(row: Row, party: Party) -> list[str]:
    if "party_kind" in row.values and row.values["party_kind"] != party.kind:
        row.reject("party_kind", "kind_fixed", current=party.get_kind_display())
        return []
    fields = apply(row, party, _values(row), mask=MASKS)
    if "id_number" in row.values and not party.id_hash:
        _set_identity(party, row)
        row.changed("id_number", old="", new=identifiers.mask_id(party.id_number))
        fields += ["id_type", "id_number", "id_hash"]
    return fields


def _set_identity(party: Party, row: Row) -> None:
    if "id_number" in row.values:
        party.id_type, party.id_number = row.values["id_type"], row.values["id_number"]
        party.id_hash = queries.id_hash(party.id_number)


def _rehash(party: Party) -> None:
    party.name_hash = queries.name_hash(party.name)
    party.phone_hash = queries.phone_hash(party.phone) if party.phone else ""


def _same_id_twice(pair: tuple[Row, Party], new: list[tuple[Row, Party]]) -> bool:
    """Two rows with different customer numbers and one ID number: the second is refused."""
    row, party = pair
    if party.id_hash is None:
        return False
    first = next(other for other, one in new if one.id_hash == party.id_hash)
    if first is not row:
        row.reject("id_number", "twice_in_file", row=first.number)
    return first is not row


def _register(new: list[tuple[Row, Party]], book: Book) -> None:
    """Insert many at once, with the event that ``parties.actions.register`` writes for each."""
    made = Party.objects.bulk_create([party for _row, party in new])
    at, happened = clock.now(), events.PartyRegistered(source="import")
    record_many(History("party", party.pk, [(happened, book.by, at)]) for party in made)
    for row, _party in new:
        row.outcome = "created"


def _save_changes(changed: list[tuple[Row, Party, list[str]]], book: Book) -> None:
    outside = _outside([party for _row, party, _fields in changed], book)
    for row, party, fields in changed:
        if party.pk in outside:
            row.remarks.clear()
            row.reject("external_ref" if "external_ref" in row.values else "id_number", "other_unit")
            continue
        _rehash(party)
        party.save(update_fields=[*fields, "name_hash", "phone_hash"])
        record(
            subject="party",
            subject_id=party.pk,
            event=events.PartyCorrected(fields=sorted(fields)),
            by=book.by,
        )


def _outside(people: list[Party], book: Book) -> set[int]:
    """Those with contracts in other units only: a branch does not change another branch's customer."""
    if book.units is None:
        return set()
    ids = [party.pk for party in people]
    ties = [
        *Policy.objects.filter(policyholder__in=ids).values_list("policyholder_id", "unit_id"),
        *InsuredMember.objects.filter(party__in=ids).values_list("party_id", "policy__unit_id"),
    ]
    inside = {party for party, unit in ties if book.allows(unit)}
    return {party for party, _unit in ties} - inside


CUSTOMERS = Customers()
GUARDIANS = Guardians()
