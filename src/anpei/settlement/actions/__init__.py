"""Every write about the money of a case, by subject. Each action checks, changes, records its event, returns.

``by`` is the Actor; acts that sign find the named person behind it (``accounts.rules.signing``).
"""

from anpei.settlement.actions.advances import approve_advance, propose_advance, return_advance
from anpei.settlement.actions.approval import agree, approve, send_back, void_approval
from anpei.settlement.actions.authority import end_authority, grant_authority
from anpei.settlement.actions.calculation import calculate, try_out
from anpei.settlement.actions.decisions import propose
from anpei.settlement.actions.expenses import (
    add_receipt,
    enter_from_paper,
    exclude_line,
    include_line,
    remove_receipt,
    update_receipt,
)
from anpei.settlement.actions.facts import assess_facts, drop_fact_draft, keep_fact_draft
from anpei.settlement.actions.injuries import add_injury, remove_injury
from anpei.settlement.actions.losses import (
    LossItemForm,
    enter_loss_item,
    exclude_loss,
    remove_loss_item,
    set_loss_costs,
)
from anpei.settlement.actions.objections import answer_objection, object_to
from anpei.settlement.actions.reserves import change_reserve, register_case, suggest_reserve
from anpei.settlement.actions.what_if import answer_what_if, ask_what_if
from anpei.settlement.receipt_form import LineForm, ReceiptForm

__all__ = [
    "LineForm",
    "LossItemForm",
    "ReceiptForm",
    "add_injury",
    "add_receipt",
    "agree",
    "answer_objection",
    "answer_what_if",
    "approve",
    "approve_advance",
    "ask_what_if",
    "assess_facts",
    "calculate",
    "change_reserve",
    "drop_fact_draft",
    "end_authority",
    "enter_from_paper",
    "enter_loss_item",
    "exclude_line",
    "exclude_loss",
    "grant_authority",
    "include_line",
    "keep_fact_draft",
    "object_to",
    "propose",
    "propose_advance",
    "register_case",
    "remove_injury",
    "remove_loss_item",
    "remove_receipt",
    "return_advance",
    "send_back",
    "set_loss_costs",
    "suggest_reserve",
    "try_out",
    "update_receipt",
    "void_approval",
]
