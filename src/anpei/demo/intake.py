"""The first part of a case: the report, the first talk, the papers, until it is accepted or ends without a decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from anpei.accounts.models import Staff
from anpei.claims import actions as claims
from anpei.claims.models import Care, Channel, ChecklistItem, Claim, ItemState, Relation
from anpei.core.actor import Actor
from anpei.demo import names, papers, people, sheets
from anpei.demo.case import Case
from anpei.demo.hotline import seat_at
from anpei.documents import actions as documents
from anpei.documents.models import Origin
from anpei.parties import actions as parties
from anpei.parties.models import ConsentPurpose, LegalBasis
from anpei.terms.papers import PaperKind

PARTNER = Actor(kind="api", id="demo-hospital", name="江州大学附属医院")
DRAWN = Actor.system("demo-papers")
NOTICE_VERSION = "2026-01"
LATE_HOURS = 2  # after the report, where a case is slow


class Intake(Case):
    def _report(self) -> None:
        plan, person = self.plan, self.plan.insured.person
        reached = self._acting()
        known = plan.reporter == Relation.SELF or plan.beneficiary is not None
        other = people.person(person.number + 500_000)
        form = claims.ReportForm(
            story=plan.story,
            nature=plan.nature,
            care=plan.care,
            casualty=plan.casualty,
            event_on=plan.event_on,
            event_place=plan.place,
            cause=plan.cause,
            hospital=plan.hospital,
            diagnosis=plan.diagnosis,
            died_on=plan.died_on,
            cause_of_death=plan.cause_of_death,
            claimed_fen=plan.cost_fen or None if self.source.random() < 0.5 else None,
            reporter_name=reached.name if known else other.name,
            reporter_phone=reached.phone if known else other.phone,
            reporter_relation=plan.reporter if plan.insured.party.guardian is None else Relation.PARENT,
            insured_name=person.name,
            policy_number=plan.insured.policy.number,
            reporter=reached if known else None,
            insured=plan.insured.party,
        )
        agent = self.house.of_role("agent", plan.insured.policy.unit) or self.house.of_role("agent")
        self.claim = claims.report(
            form=form,
            channel=plan.channel,
            by=self._reporting_actor(agent[0]),
            key=self.key,
            agent=agent[0] if plan.channel == Channel.AGENT else None,
        )
        if plan.handler and self.claim.handler != self.house.staff[plan.handler]:
            leader = self.house.of_role("supervisor", self.claim.unit)[0]
            claims.assign(
                self.claim, handler=self.house.staff[plan.handler], by=leader.actor, reason="按组内分工"
            )
        self._record_legal_basis()

    def _reporting_actor(self, agent: Staff) -> Actor:
        operators = self.house.of_role("operator")
        return {
            Channel.HOTLINE: self.source.choice(operators).actor,
            Channel.AGENT: agent.actor,
            Channel.API: PARTNER,
        }.get(Channel(self.plan.channel), self._customer())

    def _record_legal_basis(self) -> None:
        party = self.plan.beneficiary.party if self.plan.beneficiary else self.plan.insured.party
        guardian = party.guardian
        for purpose in (ConsentPurpose.HEALTH_DATA, ConsentPurpose.BANK_DATA):
            for person in filter(None, (party, guardian)):
                for_a_child = person is party and guardian is not None
                parties.give_consent(
                    party=person,
                    purpose=purpose,
                    basis=LegalBasis.GUARDIAN_CONSENT if for_a_child else LegalBasis.SEPARATE_CONSENT,
                    text_version=NOTICE_VERSION,
                    channel=self.plan.channel,
                    given_by=guardian.name if guardian else "",
                    by=self._customer(),
                )

    def _answered(self) -> Iterator[datetime]:
        """Somebody calls inside the half hour that was promised, at night from the hotline; a slow case is called late."""
        if self.plan.stop == "reported" and "slow" in self.plan.extras:
            return  # nobody has called yet
        chance = Random(f"answered {self.key}")  # of its own: what follows is drawn as before
        if "slow" in self.plan.extras:
            yield self._wait(self.office.next_desk(self.now, chance, hours=LATE_HOURS))
        else:
            yield self._wait(self.now + timedelta(minutes=chance.randrange(4, 27)))
        claims.note_contact(
            self._fresh(),
            medium="call",
            text=chance.choice(names.CALLS_AFTER_DEATH if self.plan.died_on else names.CALLS),
            with_whom=self._customer().name,
            by=self._who_calls().actor,
        )

    def _who_calls(self) -> Staff:
        return self._handler() if self.office.is_open(self.now) else self.house.staff[seat_at(self.now)]

    def _first_talk(self) -> Iterator[datetime]:
        if "talk" in self.plan.extras:
            yield self._at_home()
            claims.message_from_customer(
                self._fresh(), text=self.source.choice(names.CUSTOMER_ASKS), by=self._customer()
            )
            yield self._at_desk()
            claims.write_to_customer(
                self._fresh(), text=self.source.choice(names.STAFF_ANSWERS), by=self._handler().actor
            )
        if "referral" in self.plan.extras:
            yield self._at_desk()
            claims.refer(
                self._fresh(),
                kind="fraud",
                text="同一票据号在另一家公司出现过，请协助核实。",
                by=self._handler().actor,
            )
        if self.plan.injuries:
            yield self._at_desk()
            claims.add_item(
                self._fresh(),
                kind=PaperKind.DISABILITY_APPRAISAL,
                why="按鉴定的等级计算伤残保险金",
                clause="2.2",
                by=self._handler().actor,
            )

    def _end_without_decision(self) -> Iterator[datetime]:
        yield self._at_desk(self.source.randrange(20, 90))
        ending = self.plan.ending
        if ending == "withdrawn":
            claims.withdraw(self._fresh(), by=self._customer(), note="费用不多，客户决定不申请了")
        elif ending == "misdirected":
            claims.close(
                self._fresh(),
                reason=ending,
                note="这次费用由另一家保险公司的保单承担，已告诉您他们的电话",
                by=self._handler().actor,
            )
        else:
            goes_on = (
                Claim.objects.filter(insured=self.claim.insured)
                .exclude(pk=self.claim.pk)
                .order_by("-pk")
                .first()
            )
            if goes_on is None:
                claims.withdraw(self._fresh(), by=self._customer())
                return
            claims.close(
                self._fresh(),
                reason=ending,
                note=f"同一件事已经在 {goes_on.number} 办理，材料不用再交",
                merged_into=goes_on,
                by=self._handler().actor,
            )
        if "reopened" in self.plan.extras:
            yield self._at_desk(60)
            leader = self.house.of_role("supervisor", self.claim.unit)[0]
            claims.reopen(self._fresh(), reason="客户补充了新的就诊记录，希望继续办理", by=leader.actor)

    def _hand_in(self) -> Iterator[datetime]:
        wanted = [item for item in self.claim.checklist.all() if item.state == ItemState.WANTED]
        late = self.plan.extras & {"supplement", "slow"}
        held_back = wanted[-1:] if late and len(wanted) > 2 else []
        first, *rest = [wanted[::2], wanted[1::2]]
        for batch in (first, *rest):
            batch = [item for item in batch if item not in held_back]
            if not batch:
                continue
            yield self._at_home(self.source.randrange(3, 30))
            if self.source.random() < 0.12:
                operator = self.source.choice(self.house.of_role("operator"))
                documents.receive_original(
                    self._fresh(),
                    items=batch,
                    origin=Origin.COURIER,
                    tracking=f"SF{self.source.randrange(10**9):09d}",
                    by=operator.actor,
                )
                continue
            for item in batch:
                self._upload(item, variant=int(bool(held_back) and item is batch[0]))

    def _upload(self, item: ChecklistItem, *, variant: int = 0) -> None:
        kind = item.kind
        as_pdf = not variant and kind == "itemised_bill"
        legible = None if variant else self._legible(kind)
        handed = documents.hand_in(
            self._fresh(),
            content=legible.content
            if legible
            else papers.scan(kind)
            if as_pdf
            else papers.picture(kind, variant),
            filename=f"{kind}.pdf" if as_pdf else f"IMG_{self.source.randrange(10**4):04d}.jpg",
            origin=Origin.API if self.plan.channel == Channel.API else Origin.PORTAL,
            item=item,
            by=self._customer(),
        )

        if legible:
            documents.take_reading(handed.paper, reading=legible.reading, by=DRAWN)

    def _legible(self, kind: str) -> sheets.Drawn | None:
        """A paper with real words on it, for a person who is shown to visitors; others get the drawing all share."""
        plan, person = self.plan, self.plan.insured.person
        on = plan.event_on
        if not plan.shown or plan.stop != "accepted" or plan.care != Care.INPATIENT or on is None:
            return None
        return sheets.of_stay(
            kind,
            sheets.Stay(
                name=person.name,
                id_number=plan.insured.party.id_number,
                hospital=plan.hospital,
                department="骨科",
                diagnosis=plan.diagnosis,
                admitted_on=on,
                discharged_on=on + timedelta(days=plan.days),
                number=f"{person.number:010d}",
                items=sheets.split_items(plan.cost_fen),
                fund_fen=plan.cost_fen * 4 // 10,
                account_fen=plan.cost_fen // 20,
            ),
        )

    def _formal_check(self) -> Iterator[datetime]:
        yield self._at_desk(self.source.randrange(2, 20))
        asks_again = bool(self.plan.extras & {"supplement"}) or self.plan.stop == "supplement"
        came = [item for item in self._fresh().checklist.all() if item.state == ItemState.RECEIVED]
        for position, item in enumerate(came):
            if asks_again and position == 0:
                problem, fix = self.source.choice(names.FAULTS.get(item.kind, names.OTHER_FAULTS))
                claims.check_item(item, in_order=False, problem=problem, fix=fix, by=self._handler().actor)
            else:
                claims.check_item(item, in_order=True, by=self._handler().actor)
        if asks_again:
            yield from self._supplement()
            if self.plan.stop == "supplement":
                return
        for item in self._fresh().checklist.filter(state__in=[ItemState.WANTED, ItemState.NEEDS_FIX]):
            claims.waive_item(item, reason="已有其他材料能说明，不用再交", by=self._handler().actor)
        yield self._at_desk()
        self.claim = claims.accept(self._fresh(), by=self._handler().actor)

    def _supplement(self) -> Iterator[datetime]:
        yield self._wait(self.now + timedelta(minutes=self.source.randrange(4, 40)))
        claims.send_supplement_notice(self._fresh(), by=self._handler().actor)
        if self.plan.stop == "supplement":
            return
        yield self._at_home(self.source.randrange(20, 70))
        asked = list(self._fresh().checklist.filter(state__in=[ItemState.WANTED, ItemState.NEEDS_FIX]))
        for item in asked:
            self._upload(item)
        yield self._at_desk(2)
        for item in self._fresh().checklist.filter(state=ItemState.RECEIVED):
            claims.check_item(item, in_order=True, by=self._handler().actor)
