"""What the shown customers asked and read, and the new contracts whose holders are called: the last days of the demo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.clock import LOCAL
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.demo.house import House
from anpei.disclosure import actions as disclosure
from anpei.disclosure.catalogue import script
from anpei.disclosure.models import ReadThrough
from anpei.disclosure.queries import DELIVERY
from anpei.enquiries import actions as enquiries
from anpei.enquiries.actions import About
from anpei.enquiries.models import Enquiry
from anpei.parties.models import Party
from anpei.policies import actions as policies
from anpei.policies.models import Policy
from anpei.products.models import ProductVersion

ASKED = ("我的案子到哪一步了", "拒赔要不要写理由", "手里的钢板明年要取，到时候还赔吗")
REPLY = "取钢板那天您有保障、医生写明是这次受伤要取的，就可以报。快到时间前给我打电话，我先帮您看保单。"
READ_SECONDS = {"covered": 48, "not_covered": 96, "claim": 22, "keep": 17, "examples": 41, "rights": 15}
LONG_YEARS = 20
ON_THE_WAY = timedelta(days=4)
RECEIVED = 3


def play(
    *,
    shown: Sequence[Claim],
    holders: Sequence[Party],
    versions: Sequence[ProductVersion],
    house: House,
    end: datetime,
) -> None:
    """Questions answered at once, handed over, answered by a person and kept; readings; contracts received."""
    by_code = {version.product.code: version for version in versions}
    with clock.at(end - timedelta(days=2, hours=6)):
        asked = [_asks(claim) for claim in shown[:3]]
        _reads(holders, by_code, house)
        contracts = _contracts(holders[:5], by_code["qc_term_life"], house, end.date())
    _deliver(house, end.date())
    with clock.at(end - timedelta(days=1, hours=7)):
        _answers([one for row in asked for one in row if one.person is not None][:1], house)
        _calls(contracts, house)


def _asks(claim: Claim) -> list[Enquiry]:
    person = claim.insured
    if person is None:
        return []
    about = About(claim=claim, full=True, policy=claim.policy, party=person, phone_hash=person.phone_hash)
    return [
        enquiries.ask(question, about=about, by=person.actor, unit=claim.unit, language="zh-hans")
        for question in ASKED
    ]


def _answers(waiting: list[Enquiry], house: House) -> None:
    for enquiry in waiting:
        assert enquiry.person is not None  # chosen because somebody has it
        replied = enquiries.reply(enquiry, text=REPLY, by=enquiry.person.actor)
        enquiries.promote(
            replied,
            title="取钢板的费用",
            plain_zh="取钢板那天有保障、医生写明是原来受伤要取的，可以报；快到时间前先打给我们，一起看保单。",
            plain_en="Taking a plate out is covered if you are insured that day and the doctor names the earlier injury.",
            asks="取钢板还赔吗\n二次手术取内固定能报吗",
            by=house.staff["ren"].actor,
            tags="住院,意外",
        )


def _reads(holders: Sequence[Party], versions: dict[str, ProductVersion], house: House) -> None:
    by_phone = _reading(versions["qc_accident"], holders[0], by=holders[0].actor, house=house)
    disclosure.ask(by_phone, question="没用医保赔几成", by=holders[0].actor)
    disclosure.acknowledge(by_phone, said={"read": True, "exclusions": True}, by=holders[0].actor)
    agent = house.staff["agent"]
    for number, holder in enumerate(holders[1:3]):
        shown = _reading(versions["qc_million_medical"], holder, by=agent.actor, house=house)
        if number == 0:
            disclosure.acknowledge(shown, said={"read": True, "exclusions": True}, by=holder.actor)


def _reading(version: ProductVersion, person: Party, *, by: Actor, house: House) -> ReadThrough:
    reading = disclosure.begin(
        version,
        language="zh-hans",
        by=by,
        unit=house.staff["agent"].unit,
        party=person,
        phone_hash=person.phone_hash,
        reader=person.name,
    )
    disclosure.note_seconds(reading, seconds=READ_SECONDS)
    return reading


def _contracts(
    holders: Sequence[Party], version: ProductVersion, house: House, last_day: date
) -> list[Policy]:
    """New contracts of twenty years. Three were received some days ago: each has a call to come inside the cooling-off
    period. The others are still on their way."""
    made = []
    by = house.staff["ren"].actor
    for number, holder in enumerate(holders, start=1):
        received = number <= RECEIVED
        starts_on = last_day - timedelta(days=6 + 4 * number if received else 2)
        policy = policies.issue(
            number=f"QCT{starts_on:%Y%m%d}{number:03d}",
            product_version=version,
            policyholder=holder,
            unit=house.staff["agent"].unit,
            starts_on=starts_on,
            ends_on=starts_on.replace(year=starts_on.year + LONG_YEARS, day=min(starts_on.day, 28)),
            premium_fen=180_000,
            by=by,
        )
        if received:
            disclosure.deliver(policy, way="app", received_on=starts_on + timedelta(days=2), by=by)
            made.append(policy)
    return made


def _deliver(house: House, last_day: date) -> None:
    """Contracts reach their holders within days; the newest are still on their way."""
    by = house.staff["ren"].actor
    waiting = Clock.objects.filter(rule_id=DELIVERY, subject="policy", state=ClockState.RUNNING)
    issued = Policy.objects.filter(pk__in=waiting.values("subject_id"), issued_on__lt=last_day - ON_THE_WAY)
    for policy in issued.order_by("issued_on", "id"):
        received_on = policy.issued_on + timedelta(days=3)
        with clock.at(datetime.combine(received_on, time(11), LOCAL)):
            disclosure.deliver(policy, way="app", received_on=received_on, by=by)


def _calls(contracts: list[Policy], house: House) -> None:
    """One call all clear, one with a problem, one still to be made."""
    answers = dict.fromkeys(script().codes, "yes")
    by = house.staff["ren"].actor
    first, second, *_rest = [policy.return_visit for policy in contracts]
    disclosure.return_visit(first, answers=answers, problem="", by=by)
    disclosure.return_visit(
        second, answers={**answers, "loss": "no"}, problem="不知道提前退保会有损失，想再听人讲一遍。", by=by
    )
