"""The middle of a case: registered, looked into, its expenses entered, cover reviewed, calculated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from anpei.claims import actions as claims
from anpei.claims.models import Care
from anpei.core import clock
from anpei.deadlines import queries as running_clocks
from anpei.demo import names, papers
from anpei.demo.outcome import Money
from anpei.documents import queries as documents
from anpei.engine.coverage import Answer
from anpei.settlement import actions as settlement
from anpei.surveys import actions as surveys
from anpei.surveys.models import SurveyKind
from anpei.terms.papers import PaperKind
from anpei.values.dates import local_date


class Assessment(Money):
    def _assess(self) -> Iterator[datetime]:
        yield self._at_desk(self.source.randrange(1, 10))
        claims_handler = self._handler().actor
        if "complex" in self.plan.extras:
            self._declare_complex()
        if "survey" in self.plan.extras or "investigation" in self.plan.extras:
            yield from self._survey()
        settlement.register_case(self._fresh(), by=claims_handler)
        if "advance" in self.plan.extras:
            yield from self._advance()
        if "delay" in self.plan.extras:
            self._announce_delay()
        yield self._at_desk(1)
        self._enter_receipts()
        self._rate_injuries()
        self._list_things()
        if self.plan.stop == "assessing":
            return
        yield self._at_desk(self.source.randrange(1, 24))
        self._review_cover()
        if self._needs_no_run():
            return
        self._assess_facts()
        settlement.calculate(self._fresh(), by=claims_handler)

    def _declare_complex(self) -> None:
        simple = running_clocks.find(
            rule="life.determination.simple", subject="claim", subject_id=self.claim.pk
        )
        if simple is not None and self.now < simple.due_at:
            claims.declare_complex(
                self._fresh(), reason="涉及两家医院的就诊记录，需要逐一核对", by=self._handler().actor
            )

    def _survey(self) -> Iterator[datetime]:
        investigation = "investigation" in self.plan.extras
        surveyor = self.house.of_role("surveyor", self.claim.unit)[0]
        survey = surveys.order(
            self._fresh(),
            kind=SurveyKind.INVESTIGATION if investigation else SurveyKind.SURVEY,
            reason="金额较大，请到医院核对住院记录" if not investigation else "两份病历的日期不一致，请核实",
            questions="住院日期、主治医生、费用清单是否一致？",
            assignee=surveyor,
            by=self._handler().actor,
        )
        if self.plan.stop == "accepted":
            return
        yield self._at_desk(self.source.randrange(18, 30))
        surveys.start(survey, by=surveyor.actor)
        surveys.add_photo(
            survey,
            content=papers.picture("other"),
            place=self.plan.hospital,
            latitude="30.123456",
            longitude="120.654321",
            caption="病案室，住院登记",
            by=surveyor.actor,
        )
        surveys.add_statement(
            survey,
            person="主治医生",
            role="医生",
            text="患者确因此次情况住院，治疗经过与病历一致。",
            by=surveyor.actor,
        )
        yield self._at_desk(3)
        surveys.submit_report(
            survey,
            findings="住院记录、费用清单与提交的材料一致，未见异常。",
            conclusion="confirmed",
            by=surveyor.actor,
        )

    def _advance(self) -> Iterator[datetime]:
        advance = settlement.propose_advance(
            self._fresh(),
            amount_fen=max(100_000, self.plan.cost_fen // 4),
            reason="住院押金票据已核实，这部分一定要赔",
            by=self._handler().actor,
        )
        yield self._at_desk(2)
        self._set_payee()
        settlement.approve_advance(advance, by=self.house.of_role("approver", self.claim.unit)[0].actor)
        yield self._wait(self.now + timedelta(minutes=10))

    def _announce_delay(self) -> None:
        row = running_clocks.promised(subject="claim", subject_id=self.claim.pk)
        if row is None:
            return
        promised = running_clocks.promised_on(row)
        if promised < row.due_on:
            claims.announce_delay(
                self._fresh(),
                new_date=row.due_on,
                reason="医院的结算单要到下周才能核对完，不是您的问题",
                by=self._handler().actor,
            )

    def _enter_receipts(self) -> None:
        plan = self.plan
        if not plan.cost_fen:
            return
        inpatient = plan.care == Care.INPATIENT
        social_bp = self.source.choice((0, 3500, 4500, 5500)) if plan.insured.member.social_insured else 0
        social = plan.cost_fen * social_bp // 10_000
        day = plan.event_on or clock.today()
        out = min(day + timedelta(days=plan.days), clock.today())
        settlement.add_receipt(
            self._fresh(),
            form=settlement.ReceiptForm(
                setting="inpatient" if inpatient else "outpatient",
                issued_on=out if inpatient else day,
                admitted_on=day if inpatient else None,
                discharged_on=out if inpatient else None,
                total_fen=plan.cost_fen,
                social_fen=social,
                social_settled=social > 0,
                code="99060126",
                number=self.claim.number[-10:],
                hospital=plan.hospital,
                lines=self._lines("inpatient" if inpatient else "outpatient"),
            ),
            by=self._handler().actor,
        )
        if plan.ending == "reduced":
            self._exclude_companion()

    def _rate_injuries(self) -> None:
        appraisal = next(
            (
                paper
                for paper in documents.papers_of(self.claim)
                if paper.item is not None and paper.item.kind == PaperKind.DISABILITY_APPRAISAL
            ),
            None,
        )
        for item, grade in self.plan.injuries:
            settlement.add_injury(
                self._fresh(),
                item=item,
                grade=grade,
                appraised_on=local_date(self.plan.reported_at) - timedelta(days=3),
                paper=appraisal,
                by=self._handler().actor,
            )

    def _list_things(self) -> None:
        for form in self.plan.things:
            settlement.enter_loss_item(self._fresh(), form=form, by=self._handler().actor)

    def _assess_facts(self) -> None:
        """What the papers say, each table read from the first paper of the case that could say it."""
        if not self.plan.facts:
            return
        paper = documents.papers_of(self.claim).first()
        rows = [f"{table}.0" for table in ("illnesses", "claimants") if self.plan.facts.get(table)]
        rows += ["motor.vehicles.0", "motor.victims.0"] if "motor" in self.plan.facts else []
        settlement.assess_facts(
            self._fresh(),
            facts=self.plan.facts,
            sources=dict.fromkeys(rows, paper.pk) if paper else {},
            by=self._handler().actor,
        )

    def _lines(self, setting: str) -> list[settlement.LineForm]:
        total, shares = self.plan.cost_fen, names.EXPENSES[setting]
        companion = min(24_000, total // 10) if self.plan.ending == "reduced" else 0
        lines, left = [], total - companion
        for item, category, nrdl_class, first_pay_bp, share in shares[1:]:
            amount = (total - companion) * share // 100
            left -= amount
            lines.append(settlement.LineForm(item, category, amount, nrdl_class, first_pay_bp))
        item, category, nrdl_class, first_pay_bp, _share = shares[0]
        lines.insert(0, settlement.LineForm(item, category, left, nrdl_class, first_pay_bp))
        if companion:
            lines.append(settlement.LineForm("陪护费", "other", companion, "C"))
        return lines

    def _exclude_companion(self) -> None:
        line = self.claim.receipts.get().lines.get(item="陪护费")
        settlement.exclude_line(
            line,
            clause=self._clause_of("non_medical_cost"),
            reason="陪护不是治疗；有医生的护理医嘱可以赔",
            by=self._handler().actor,
        )

    def _review_cover(self) -> None:
        claim, by = self._fresh(), self._handler().actor
        answers: dict[str, Answer] = {exclusion.fact: "no" for exclusion in self._terms().exclusions}
        if self.plan.ending == "reduced" and "non_medical_cost" in answers:
            answers["non_medical_cost"] = "part"
        if self.plan.ending == "refuse":
            answers[self._ground().fact] = "yes"
        review = claims.review_coverage(claim, answers=answers, by=by)
        for leaf in _open_leaves(review.tree):
            review = claims.override_condition(
                review, condition=leaf, outcome="pass", reason="已向客户和医院核实", by=by
            )
        claims.confirm_coverage(review, by=by)

    def _needs_no_run(self) -> bool:
        return self.plan.ending == "refuse"


def _open_leaves(tree: dict[str, object]) -> Iterator[str]:
    children = tree.get("children") or []
    if not children and tree["outcome"] == "unknown":
        yield str(tree["name"])
    for child in children:  # type: ignore[attr-defined]
        yield from _open_leaves(child)
