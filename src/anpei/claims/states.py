"""Where a case can stand and where it may go. Every transition passes through this table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClaimState(models.TextChoices):
    REPORTED = "reported", _("Reported")  # 报案
    SUPPLEMENT = "supplement", _("Waiting for papers")  # 一次性补充通知已发出
    ACCEPTED = "accepted", _("Accepted")  # 受理
    ASSESSING = "assessing", _("Under review")  # 立案后审核、理算
    APPROVAL = "approval", _("In approval")  # 核赔
    AGREEMENT = "agreement", _("Waiting for agreement")  # 协商金额，待客户确认
    PAYING = "paying", _("Being paid")  # 支付中
    PAYMENT_RETURNED = "payment_returned", _("Payment came back")  # 退汇
    PAID = "paid", _("Paid")  # 已赔付
    REFUSED = "refused", _("Refused")  # 拒赔
    CLOSED = "closed", _("Closed")  # 注销、撤案
    ARCHIVED = "archived", _("Archived")  # 归档


S = ClaimState

ALLOWED: dict[ClaimState, frozenset[ClaimState]] = {
    S.REPORTED: frozenset({S.SUPPLEMENT, S.ACCEPTED, S.CLOSED}),
    S.SUPPLEMENT: frozenset({S.ACCEPTED, S.CLOSED}),
    S.ACCEPTED: frozenset({S.ASSESSING, S.SUPPLEMENT, S.CLOSED}),
    S.ASSESSING: frozenset({S.APPROVAL, S.SUPPLEMENT, S.CLOSED}),
    S.APPROVAL: frozenset({S.ASSESSING, S.AGREEMENT, S.PAYING, S.REFUSED}),
    S.AGREEMENT: frozenset(
        {S.PAYING, S.ASSESSING, S.APPROVAL, S.CLOSED}
    ),  # to approval: payee changed after approval
    S.PAYING: frozenset({S.PAID, S.PAYMENT_RETURNED, S.APPROVAL}),  # back: payee changed after approval
    S.PAYMENT_RETURNED: frozenset({S.PAYING, S.APPROVAL}),
    S.PAID: frozenset({S.ARCHIVED, S.ASSESSING, S.PAYMENT_RETURNED}),  # a bank may send money back days later
    S.REFUSED: frozenset({S.ARCHIVED, S.ASSESSING}),
    S.CLOSED: frozenset({S.REPORTED, S.SUPPLEMENT, S.ACCEPTED, S.ASSESSING, S.ARCHIVED}),
    S.ARCHIVED: frozenset({S.ASSESSING, S.REPORTED, S.PAYMENT_RETURNED}),
}

OPEN = [
    S.REPORTED,
    S.SUPPLEMENT,
    S.ACCEPTED,
    S.ASSESSING,
    S.APPROVAL,
    S.AGREEMENT,
    S.PAYING,
    S.PAYMENT_RETURNED,
]
FINAL = [S.PAID, S.REFUSED, S.CLOSED, S.ARCHIVED]
BEFORE_DECISION = [S.REPORTED, S.SUPPLEMENT, S.ACCEPTED, S.ASSESSING, S.APPROVAL]
# From these a case goes back to work only through ``claims.actions.reopen``, with a reason.
REOPENING = {(origin, target) for origin in FINAL for target in ALLOWED[origin] if target in OPEN}
