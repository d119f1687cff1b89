"""The last part of a case: decided, signed, objected to, paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from anpei.accounts.models import Staff
from anpei.claims import actions as claims
from anpei.claims.actions import HeirForm
from anpei.claims.states import ClaimState
from anpei.demo import people
from anpei.demo.case import Case
from anpei.payments import actions as payments
from anpei.payments.models import InstructionState
from anpei.settlement import actions as settlement
from anpei.settlement.models import Decision, Outcome
from anpei.settlement.queries import valid_decision
from anpei.settlement.rules import who_may_sign

_BANK_PLANS = {
    "wrong_name": "901",
    "closed": "902",
    "slow": "903",
    "echo": "904",
    "repeat": "905",
    "deaf": "906",
    "silent": "907",
}
RELATIONS = {"insured": "本人", "guardian": "监护人", "beneficiary": "配偶，保单指定的受益人"}


class Money(Case):
    """Who is paid, and the way of the money."""

    def _set_payee(self) -> None:
        paid_to = self._acting()
        holder = self.plan.beneficiary.person if self.plan.beneficiary else self.plan.insured.person
        number = holder.number
        plan = _BANK_PLANS.get(self.plan.bank, "")
        # Where others have a part the demo's insured person has paid them already: staff record that, not the person.
        by = self._handler().actor if self.plan.facts and not self.plan.beneficiary else self._customer()
        payee = payments.set_payee(
            self._fresh(),
            party=paid_to,
            holder_name=paid_to.name,
            account_number=people.planned_card(number, plan) if plan else people.card(number),
            bank_name=holder.bank,
            capacity=self._capacity(),
            by=by,
        )
        if payee.verified_at is None:
            officer = self.house.of_role("payments")[-1]
            payments.verify_payee(
                payee,
                identity_checked="居民身份证",
                relation=RELATIONS[self._capacity()],
                by=officer.actor,
            )

    def _capacity(self) -> str:
        if self.plan.beneficiary is not None:
            return "beneficiary"
        return "guardian" if self.plan.insured.party.guardian else "insured"

    def _accept_beneficiary(self) -> None:
        """Whom the policy names, recorded by one person and accepted by another: from then on the case is theirs to see."""
        assert self.plan.beneficiary is not None
        form = HeirForm("beneficiary", "配偶", "policy", "身份证、结婚证（示例）")
        heir = claims.record_heir(
            self._fresh(), person=self.plan.beneficiary.party, form=form, by=self._handler().actor
        )
        claims.accept_heir(heir, by=self.house.of_role("supervisor")[0].actor)

    def _pay(self) -> Iterator[datetime]:
        if not self._fresh().payees.filter(active=True).exists():
            yield self._at_home(self.source.randrange(4, 30))
            self._set_payee()
            yield from self._sign_again()
        yield self._at_desk()
        for instruction in self.claim.instructions.filter(
            state=InstructionState.READY, released_at__isnull=True
        ):
            officer = self.house.of_role("payments")[0]
            payments.release(instruction, by=officer.actor)
        yield self._wait(self.now + timedelta(minutes=5))
        if self._state() == ClaimState.PAYMENT_RETURNED:
            if self.plan.stop == "returned":
                return
            yield from self._pay_again()
        if {"objection", "upheld"} & self.plan.extras and valid_decision(self.claim) is not None:
            yield from self._objection()
        if "reopened" in self.plan.extras:
            yield self._at_desk(24 * 6)
            if self._state() in (ClaimState.PAID, ClaimState.ARCHIVED):
                leader = self.house.of_role("supervisor", self.claim.unit)[0]
                claims.reopen(self._fresh(), reason="客户又交来一张同次住院的票据", by=leader.actor)

    def _pay_again(self) -> Iterator[datetime]:
        yield self._at_home(self.source.randrange(5, 30))
        self.plan.bank = "pay"
        self._set_payee()
        yield from self._sign_again()
        yield self._wait(self.now + timedelta(minutes=10))

    def _sign_again(self) -> Iterator[datetime]:
        """An account named after the approval voids it, unless it is the insured person's first."""
        decision = self._fresh().decisions.filter(state="proposed").first()
        if decision is not None:
            yield from self._sign(decision)

    def _decide(self) -> Iterator[datetime]:
        yield self._at_desk()
        if self.plan.beneficiary is not None:
            self._accept_beneficiary()
        if self.plan.stop not in ("approval", "paying") and self.source.random() < 0.85:
            self._set_payee()
        decision = self._propose()
        if self.plan.stop == "approval":
            return
        if "returned_proposal" in self.plan.extras:
            yield self._at_desk(2)
            settlement.send_back(
                decision, comment="请补充说明护理费的医嘱", by=self._signers(decision)[0].actor
            )
            yield self._at_desk(2)
            decision = self._propose()
        yield from self._sign(decision)
        decision.refresh_from_db()
        if self._state() == ClaimState.REFUSED:
            yield from self._after_refusal()
            return
        if self._state() == ClaimState.AGREEMENT:
            if self.plan.stop == "agreement":
                return
            yield self._at_home(self.source.randrange(3, 40))
            settlement.agree(decision, by=self._customer())
        if self.plan.stop == "paying":
            return
        yield from self._pay()

    def _propose(self) -> Decision:
        claim, by = self._fresh(), self._handler().actor
        run = claim.runs.first()
        ending = self.plan.ending
        if ending == "refuse":
            ground = self._ground()
            return settlement.propose(
                claim, run=None, outcome=Outcome.REFUSE, clause=ground.clause, 
                reason=f"{ground.name.zh}，合同约定不承担这部分费用。",
                would_change="如果有证明说明情况并非如此，请发给我们，我们重新审核。", by=by,
            )  # fmt: skip
        assert run is not None
        if run.payable_fen == 0:
            return settlement.propose(
                claim, run=run, outcome=Outcome.REFUSE, clause=self._first_amount_clause(),
                reason="这次自己承担的费用没有超过合同约定先由您承担的部分，所以没有可以赔付的金额。",
                would_change="同一年度再有费用，会和这次一起累计；如果还有没交的票据，请发给我们重新计算。", by=by,
            )  # fmt: skip
        if ending == "reduced":
            return settlement.propose(
                claim, run=run, outcome=Outcome.PAY_REDUCED, clause=self._clause_of("non_medical_cost"),
                reason="陪护费不是治疗费用，合同没有保这一项，其余全部按约定赔付。",
                would_change="如果医生开过护理医嘱，请发给我们，可以重新计算。", by=by,
            )  # fmt: skip
        if ending == "agreed":
            return settlement.propose(
                claim, run=run, outcome=Outcome.PAY_AGREED, amount_fen=run.payable_fen, undisputed_fen=run.payable_fen // 2 or 1,
                reason="误工天数按医嘱和单位证明协商确定。", by=by,
            )  # fmt: skip
        return settlement.propose(claim, run=run, outcome=Outcome.PAY, by=by)

    def _sign(self, decision: Decision) -> Iterator[datetime]:
        while True:
            yield self._at_desk(self.source.randrange(1, 12))
            settlement.approve(decision, comment="材料齐全，计算无误", by=self._signers(decision)[0].actor)
            decision.refresh_from_db()
            if decision.approved_at:
                return

    def _signers(self, decision: Decision) -> list[Staff]:
        signed = set(decision.signatures.values_list("by_id", flat=True))
        return [person for person in who_may_sign(decision) if person.pk not in signed]

    def _after_refusal(self) -> Iterator[datetime]:
        if "objection" in self.plan.extras or "upheld" in self.plan.extras:
            yield from self._objection()

    def _objection(self) -> Iterator[datetime]:
        yield self._at_home(self.source.randrange(10, 60))
        objection = settlement.object_to(
            self._fresh(), text="我觉得这笔钱应该赔，医生说是必须做的，请再看看。", by=self._customer()
        )
        if self.plan.stop == "objection" or objection.reviewer is None:
            return
        yield self._at_desk(30)
        upheld = "upheld" in self.plan.extras
        answer = (
            "看了您补充的医嘱，这部分应当计入，我们重新计算。"
            if upheld
            else "我们重新核对了全部材料，结果不变。您还可以申请调解、仲裁或起诉。"
        )
        settlement.answer_objection(objection, upheld=upheld, answer=answer, by=objection.reviewer.actor)
