"""Where a transfer can stand and where it may go."""

from __future__ import annotations

from anpei.payments.models import InstructionState as S

ALLOWED: dict[S, frozenset[S]] = {
    S.READY: frozenset({S.SENT, S.CANCELLED}),
    S.SENT: frozenset({S.PAID, S.RETURNED}),
    S.PAID: frozenset({S.RETURNED}),  # 退汇: a bank may send money back after it reported success
    S.RETURNED: frozenset(),
    S.CANCELLED: frozenset(),
}
LIVING = [S.READY, S.SENT, S.PAID]
