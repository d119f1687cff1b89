"""Every write about complaints, by what it is about."""

from anpei.complaints.actions.causes import deny_fix, name_cause, report_fix, verify_fix
from anpei.complaints.actions.decisions import (
    RemedyForm,
    mark_remedy_done,
    propose_answer,
    return_answer,
    sign_answer,
)
from anpei.complaints.actions.findings import (
    add_evidence,
    add_finding,
    ask_complainant,
    judge,
    propose_findings,
)
from anpei.complaints.actions.intake import (
    ComplaintForm,
    decline,
    merge,
    register,
    register_followup,
    reopen,
    withdraw,
)
from anpei.complaints.actions.major import declare_major, log_situation, report_major
from anpei.complaints.actions.parts import ask_staff, assign, name_staff, stand_aside, state_view
from anpei.complaints.actions.review import (
    accept_answer,
    ask_review,
    close,
    decide_review,
    note_mediation,
    report_to_regulator,
    take_review,
)
from anpei.complaints.actions.talk import note_contact, words_from_complainant, write
from anpei.complaints.actions.time import ask_extension, grant_extension, refuse_extension, tell_progress

__all__ = [
    "ComplaintForm",
    "RemedyForm",
    "accept_answer",
    "add_evidence",
    "add_finding",
    "ask_complainant",
    "ask_extension",
    "ask_review",
    "ask_staff",
    "assign",
    "close",
    "decide_review",
    "declare_major",
    "decline",
    "deny_fix",
    "grant_extension",
    "judge",
    "log_situation",
    "mark_remedy_done",
    "merge",
    "name_cause",
    "name_staff",
    "note_contact",
    "note_mediation",
    "propose_answer",
    "propose_findings",
    "refuse_extension",
    "register",
    "register_followup",
    "reopen",
    "report_fix",
    "report_major",
    "report_to_regulator",
    "return_answer",
    "sign_answer",
    "stand_aside",
    "state_view",
    "take_review",
    "tell_progress",
    "verify_fix",
    "withdraw",
    "words_from_complainant",
    "write",
]
