"""What a cause can point at: found by words, known by its key, called by its title, compared with what it was.

A key is stored with the cause:

- rule: id of a clock rule (``claim.notify``);
- letter: ``message:`` and a template of ``library/messages``, or ``file:`` and a letter of ``library/letters``;
- clause: product code / version / number of the clause;
- person: ``staff:`` and a user name, or ``role:`` and a role;
- product: its code.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.roles import ROLES
from anpei.clocks.rules import ClockRule
from anpei.complaints.models import Cause, Complaint, PointsAt
from anpei.core import clock
from anpei.core.errors import Invalid
from anpei.deadlines.catalogue import clock_set
from anpei.messages import templates
from anpei.messages.models import Wording, WordingState
from anpei.products import queries as products
from anpei.products.models import Product, ProductVersion
from anpei.terms.product import Clause
from anpei.values.dates import day_start, local_date

OFFERED = 12
MESSAGE, FILE, STAFF, ROLE = "message:", "file:", "staff:", "role:"
LETTER_FILES: dict[str, Promise | str] = {
    "supplement": gettext_lazy("Letter: what is missing, asked for once"),
    "decision": gettext_lazy("Letter: the decision"),
    "complaint": gettext_lazy("Letter: the answer to a complaint"),
    "disclosure": gettext_lazy("Letter: the product in plain words"),
}


@dataclass(frozen=True)
class Target:
    """One thing a cause can point at. ``mark`` differs once the thing has changed; ``row`` is its id, where it has one."""

    key: str
    title: str
    note: str
    mark: str = ""
    row: int = 0
    words: str = ""  # what else it is found by

    def fits(self, wanted: Collection[str]) -> bool:
        text = f"{self.title} {self.note} {self.key} {self.words}".casefold()
        return all(word in text for word in wanted)


@dataclass(frozen=True)
class Change:
    """The thing is not what it was when the cause was named. ``at`` is None where only the difference is known."""

    at: datetime | None
    version: str


def search(points_at: str, text: str, *, complaint: Complaint, most: int = OFFERED) -> list[Target]:
    """What fits the words in either language, at most so many and one more, so that it shows whether there are more.

    Clauses are looked for in the contract the complaint is about, else in products named by one of the words.
    """
    wanted = text.casefold().split()
    found: list[Target] = []
    for one in _SHELVES[PointsAt(points_at)].offered(wanted, complaint):
        found.append(one)
        if len(found) > most:
            break
    return found


def get(points_at: str, key: str) -> Target | None:
    """The thing of a key; None where there is none."""
    return _SHELVES[PointsAt(points_at)].named([key]).get(key)


def picked(points_at: str, key: str) -> Target:
    """The thing somebody picked. Invalid beside ``reference`` where nothing or something unknown was picked."""
    if not key.strip():
        raise Invalid(fields={"reference": _("Please pick what it points at from the list.")})
    found = get(points_at, key.strip())
    if found is None:
        raise Invalid(fields={"reference": _("There is no such entry. Please pick one from the list.")})
    return found


def only(points_at: str, text: str, *, complaint: Complaint) -> str:
    """The key of what was typed: a key, a whole title, or words that fit one thing alone. Invalid beside ``reference``."""
    if not text.strip() or get(points_at, text.strip()) is not None:
        return text.strip()
    found = search(points_at, text, complaint=complaint)
    titled = [one for one in found if one.title.casefold() == text.strip().casefold()]
    if len(titled or found) == 1:
        return (titled or found)[0].key
    if not found:
        raise Invalid(fields={"reference": _("Nothing fits these words. Please try fewer or others.")})
    raise Invalid(fields={"reference": _("Several fit these words. Please pick one from the list.")})


def targets(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Target]:
    """The things of many (points at, key) pairs. What is gone since is called by its key."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for points_at, key in pairs:
        if points_at:
            by_kind[points_at].append(key)
    found: dict[tuple[str, str], Target] = {}
    for points_at, keys in by_kind.items():
        named = _SHELVES[PointsAt(points_at)].named(keys)
        found |= {(points_at, key): named.get(key) or Target(key, key, "") for key in keys}
    return found


def changes(causes: Iterable[Cause]) -> dict[int, Change]:
    """What changed after its cause was named, by id of the cause. The statements do not grow with the causes."""
    by_kind: dict[str, list[Cause]] = defaultdict(list)
    for cause in causes:
        if cause.points_at:
            by_kind[cause.points_at].append(cause)
    found: dict[int, Change] = {}
    for points_at, some in by_kind.items():
        found |= _SHELVES[PointsAt(points_at)].changed(some)
    return found


def change_of(cause: Cause) -> Change | None:
    return changes([cause]).get(cause.pk)


@dataclass(frozen=True)
class _Shelf:
    offered: Callable[[list[str], Complaint], Iterator[Target]]
    named: Callable[[Collection[str]], dict[str, Target]]
    changed: Callable[[list[Cause]], dict[int, Change]]


# ---- rules ------------------------------------------------------------------------------------------------------------


def _rules() -> Iterator[Target]:
    on = clock.today()
    for rule in clock_set().rules:
        if rule.is_valid_on(on):
            yield _rule(rule)


def _rule(rule: ClockRule) -> Target:
    title = rule.name.in_language(_language())
    return Target(
        rule.rule_id,
        title,
        rule.basis.in_language(_language()),
        _mark(rule.model_dump_json()),
        words=f"{rule.name.zh} {rule.name.en}",
    )


def _offered_rules(wanted: list[str], _complaint: Complaint) -> Iterator[Target]:
    return (one for one in _rules() if one.fits(wanted))


def _named_rules(keys: Collection[str]) -> dict[str, Target]:
    return {one.key: one for one in _rules() if one.key in keys}


def _changed_rules(causes: list[Cause]) -> dict[int, Change]:
    now = {rule.rule_id: rule for rule in clock_set().rules if rule.is_valid_on(clock.today())}
    found = {}
    for cause in causes:
        rule = now.get(cause.reference)
        if rule is not None and _mark(rule.model_dump_json()) != cause.mark:
            dated = rule.valid_from > local_date(cause.watched_from)
            found[cause.pk] = Change(day_start(rule.valid_from) if dated else None, "")
    return found


# ---- letters ----------------------------------------------------------------------------------------------------------


def _messages(names: Collection[str]) -> Iterator[Target]:
    in_use = dict(
        Wording.objects.filter(template__in=names, state=WordingState.IN_USE).values_list(
            "template", "version"
        )
    )
    for name in names:
        both = templates.titles(name)
        version = in_use.get(name, 0)
        note = _("message, version %(n)d") % {"n": version} if version else _("message, as shipped")
        yield Target(
            MESSAGE + name, templates.title(name), note, str(version), words=f"{both['zh-hans']} {both['en']}"
        )


def _letter_files() -> Iterator[Target]:
    for name, title in LETTER_FILES.items():
        with translation.override("zh-hans"):
            words = str(title)
        yield Target(FILE + name, str(title), f"{name}.typ", _file_mark(name), words=words)


@cache
def _file_mark(name: str) -> str:
    return _mark((files("anpei.library") / "letters" / f"{name}.typ").read_text(encoding="utf-8"))


def _offered_letters(wanted: list[str], _complaint: Complaint) -> Iterator[Target]:
    yield from (one for one in _letter_files() if one.fits(wanted))
    yield from (one for one in _messages(list(templates.catalogue())) if one.fits(wanted))


def _named_letters(keys: Collection[str]) -> dict[str, Target]:
    names = [key.removeprefix(MESSAGE) for key in dict.fromkeys(keys) if key.startswith(MESSAGE)]
    found = {one.key: one for one in _letter_files() if one.key in keys}
    return found | {one.key: one for one in _messages([n for n in names if n in templates.catalogue()])}


def _changed_letters(causes: list[Cause]) -> dict[int, Change]:
    found = {}
    published = Wording.objects.filter(
        template__in={cause.reference.removeprefix(MESSAGE) for cause in causes},
        state__in=(WordingState.IN_USE, WordingState.REPLACED),
        published_at__gt=min(cause.watched_from for cause in causes),
    ).order_by("published_at", "version")
    rows = list(published)
    for cause in causes:
        name = cause.reference.removeprefix(MESSAGE)
        for row in rows:
            if row.template == name and row.published_at and row.published_at > cause.watched_from:
                found[cause.pk] = Change(row.published_at, str(row.version))
        file = cause.reference.removeprefix(FILE)
        if file in LETTER_FILES and _file_mark(file) != cause.mark:
            found[cause.pk] = Change(None, "")
    return found


# ---- products and their clauses -----------------------------------------------------------------------------------------


def _products(found: models.QuerySet[Product]) -> Iterator[Target]:
    rows = ProductVersion.objects.filter(product__in=found).order_by("valid_from", "pk")
    latest = {row.product_id: row for row in rows}
    for product in found.order_by("code"):
        version = latest.get(product.pk)
        if version is not None:
            note = f"{product.code} {version.version}"
            words = f"{product.name} {product.name_en}"
            yield Target(product.code, product.label, note, version.version, version.pk, words)


def _offered_products(wanted: list[str], _complaint: Complaint) -> Iterator[Target]:
    return (one for one in _products(Product.objects.all()) if one.fits(wanted))


def _named_products(keys: Collection[str]) -> dict[str, Target]:
    return {one.key: one for one in _products(Product.objects.filter(code__in=keys))}


def _changed_products(causes: list[Cause]) -> dict[int, Change]:
    found = {}
    newer = _newer({cause.reference for cause in causes}, causes)
    for cause in causes:
        for version in newer:
            if version.product.code == cause.reference and version.published_at > cause.watched_from:
                found[cause.pk] = Change(version.published_at, version.version)
    return found


def _newer(codes: Collection[str], causes: list[Cause]) -> list[ProductVersion]:
    """Versions of these products published after the first of the causes was named, oldest first."""
    since = min(cause.watched_from for cause in causes)
    rows = ProductVersion.objects.filter(product__code__in=codes, published_at__gt=since)
    return list(rows.select_related("product").order_by("published_at", "pk"))


def _clauses(version: ProductVersion) -> Iterator[Target]:
    for clause in products.terms(version).clauses:
        yield Target(
            f"{version.product.code}/{version.version}/{clause.number}",
            f"{clause.number} {clause.title_in(_language())}",
            f"{version.product.label} {version.version}",
            _clause_mark(clause),
            version.pk,
            f"{version.product.name} {version.product.name_en} {clause.title} {clause.title_en or ''} {clause.text}",
        )


def _clause_mark(clause: Clause) -> str:
    return _mark(clause.model_dump_json())


def _offered_clauses(wanted: list[str], complaint: Complaint) -> Iterator[Target]:
    for version in _versions_for(wanted, complaint):
        yield from (one for one in _clauses(version) if one.fits(wanted))


def _versions_for(wanted: list[str], complaint: Complaint) -> list[ProductVersion]:
    """The version of the contract complained about; without a contract, the newest of each product that is named."""
    claim, policy = complaint.claim, complaint.policy
    version = claim.product_version if claim else policy.product_version if policy else None
    if version is not None:
        return [version]
    named = Q()
    for word in wanted:
        named |= Q(product__name__icontains=word) | Q(product__name_en__icontains=word)
        named |= Q(product__code__icontains=word)
    if not named:
        return []
    rows = ProductVersion.objects.filter(named).select_related("product").order_by("valid_from", "pk")
    return list({row.product_id: row for row in rows}.values())


def _named_clauses(keys: Collection[str]) -> dict[str, Target]:
    wanted = Q()
    for key in keys:
        code, _slash, rest = key.partition("/")
        wanted |= Q(product__code=code, version=rest.partition("/")[0])
    rows = ProductVersion.objects.filter(wanted).select_related("product") if wanted else []
    return {one.key: one for version in rows for one in _clauses(version) if one.key in keys}


def _changed_clauses(causes: list[Cause]) -> dict[int, Change]:
    found = {}
    newer = _newer({cause.reference.partition("/")[0] for cause in causes}, causes)
    for cause in causes:
        code, _version, number = cause.reference.split("/", 2)
        for version in newer:
            if version.product.code != code or version.published_at <= cause.watched_from:
                continue
            clause = next((one for one in products.terms(version).clauses if one.number == number), None)
            if clause is None or _clause_mark(clause) != cause.mark:
                found[cause.pk] = Change(version.published_at, version.version)
    return found


# ---- people -------------------------------------------------------------------------------------------------------------


def _roles() -> Iterator[Target]:
    for role in ROLES.values():
        with translation.override("zh-hans"):
            words = str(role.name)
        yield Target(ROLE + role.code, str(role.name), _("everybody of this role"), words=words)


def _person(one: Staff) -> Target:
    note = f"{one.role_class.name} · {one.unit.label}"
    return Target(STAFF + one.username, one.display_name, note, row=one.pk, words=one.employee_no)


def _people() -> models.QuerySet[Staff]:
    return Staff.objects.select_related("unit").order_by("unit__path", "username")


def _offered_people(wanted: list[str], _complaint: Complaint) -> Iterator[Target]:
    yield from (one for one in _roles() if one.fits(wanted))
    rows = _people().filter(is_active=True)
    for word in wanted:
        rows = rows.filter(
            Q(display_name__icontains=word)
            | Q(username__icontains=word)
            | Q(employee_no__icontains=word)
            | Q(unit__name__icontains=word)
            | Q(unit__name_en__icontains=word)
        )
    yield from map(_person, rows[: OFFERED + 1])


def _named_people(keys: Collection[str]) -> dict[str, Target]:
    usernames = [key.removeprefix(STAFF) for key in keys if key.startswith(STAFF)]
    found = {one.key: one for one in _roles() if one.key in keys}
    return found | {STAFF + one.username: _person(one) for one in _people().filter(username__in=usernames)}


def _unchanged(_causes: list[Cause]) -> dict[int, Change]:
    """A person has no versions: whether their work changed, somebody says and somebody else sees."""
    return {}


_SHELVES = {
    PointsAt.RULE: _Shelf(_offered_rules, _named_rules, _changed_rules),
    PointsAt.LETTER: _Shelf(_offered_letters, _named_letters, _changed_letters),
    PointsAt.CLAUSE: _Shelf(_offered_clauses, _named_clauses, _changed_clauses),
    PointsAt.PERSON: _Shelf(_offered_people, _named_people, _unchanged),
    PointsAt.PRODUCT: _Shelf(_offered_products, _named_products, _changed_products),
}


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _language() -> str:
    return get_language() or "zh-hans"
