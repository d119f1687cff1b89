"""Every write about a case, by subject. Each action checks, changes, records its event, queues messages, returns."""

from anpei.claims.actions.contacts import (
    ask_to_call,
    call_again,
    call_back_missed,
    call_made,
    message_from_customer,
    note_contact,
    write_to_customer,
)
from anpei.claims.actions.heirs import HeirForm, accept_heir, end_heir, record_heir, refuse_heir
from anpei.claims.actions.lifecycle import (
    accept,
    announce_delay,
    assign,
    close,
    declare_complex,
    move,
    refer,
    reopen,
    withdraw,
)
from anpei.claims.actions.papers import (
    add_item,
    check_item,
    note_material,
    note_taken_back,
    rebuild_checklist,
    send_supplement_notice,
    waive_item,
)
from anpei.claims.actions.report import ReportForm, complete_report, identify, report, same_event, save_draft
from anpei.claims.actions.review import confirm_coverage, override_condition, review_coverage

__all__ = [
    "HeirForm",
    "ReportForm",
    "accept",
    "accept_heir",
    "add_item",
    "announce_delay",
    "ask_to_call",
    "assign",
    "call_again",
    "call_back_missed",
    "call_made",
    "check_item",
    "close",
    "complete_report",
    "confirm_coverage",
    "declare_complex",
    "end_heir",
    "identify",
    "message_from_customer",
    "move",
    "note_contact",
    "note_material",
    "note_taken_back",
    "override_condition",
    "rebuild_checklist",
    "record_heir",
    "refer",
    "refuse_heir",
    "reopen",
    "report",
    "review_coverage",
    "same_event",
    "save_draft",
    "send_supplement_notice",
    "waive_item",
    "withdraw",
    "write_to_customer",
]
