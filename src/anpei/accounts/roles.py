"""Who may do what. Each role is one class: a sentence a compliance officer can read, and its permissions.

``clear`` names the personal data the role may see unmasked *where the purpose of the page needs it*
(``accounts.masking``). ``docs/roles.md`` is generated from this file and tested to be current.
"""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anpei.accounts.permissions import Permission as P
from anpei.accounts.permissions import PersonalField as F


class Role:
    code: ClassVar[str]
    name: ClassVar[str | Promise]
    sentence: ClassVar[str | Promise]
    permissions: ClassVar[frozenset[P]]
    clear: ClassVar[frozenset[F]] = frozenset()
    external: ClassVar[bool] = False  # works for another firm: sees only what they themselves brought in


class Operator(Role):
    code = "operator"
    name = _("Hotline operator")
    sentence = _(
        "Takes reports on the telephone and tells callers where their claim stands; decides nothing."
    )
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.CLAIM_REPORT,
            P.COMPLAINT_TAKE,
            P.MANDATE_RECORD,
            P.PAPER_RECEIVE,
            P.POLICY_VIEW,
            P.PARTY_VIEW,
            P.CUSTOMER_VIEW,
            P.MESSAGE_SEND,
            P.TERMS_VIEW,
            P.DISCLOSURE_PRESENT,
            P.ALERT_VIEW,
        }
    )
    clear = frozenset({F.NAME, F.PHONE, F.ADDRESS})


class Agent(Role):
    code = "agent"
    name = _("Agent")
    sentence = _(
        "Reports claims for customers from outside the company; sees only the claims they reported, "
        "without health data."
    )
    permissions = frozenset(
        {P.CLAIM_REPORT, P.PAPER_RECEIVE, P.COMPLAINT_TAKE, P.TERMS_VIEW, P.DISCLOSURE_PRESENT}
    )
    clear = frozenset({F.NAME})
    external = True


class Handler(Role):
    code = "handler"
    name = _("Claim handler")
    sentence = _(
        "Works on a claim from acceptance to the proposed decision; a colleague approves, "
        "and a refusal is signed by both."
    )
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.CLAIM_REPORT,
            P.CLAIM_HANDLE,
            P.CLAIM_CLOSE,
            P.CLAIM_COMPLEX,
            P.COMPLAINT_TAKE,
            P.PAPER_RECEIVE,
            P.MANDATE_RECORD,
            P.MANDATE_CHECK,
            P.SURVEY_DISPATCH,
            P.SETTLEMENT_ASSESS,
            P.SETTLEMENT_CALCULATE,
            P.SETTLEMENT_REFUSE,
            P.RESERVE_SET,
            P.PAYMENT_VIEW,
            P.PAYMENT_PREPARE,
            P.POLICY_VIEW,
            P.PARTY_VIEW,
            P.CUSTOMER_VIEW,
            P.PERSONAL_REVEAL,
            P.HEALTH_VIEW,
            P.RESTRICTED_REFER,
            P.MESSAGE_SEND,
            P.ARCHIVE_VIEW,
            P.TERMS_VIEW,
        }
    )
    clear = frozenset({F.NAME, F.PHONE, F.ADDRESS})


class Surveyor(Role):
    code = "surveyor"
    name = _("Surveyor")
    sentence = _("Visits the place or the hospital, records what they find, and reports; decides nothing.")
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.SURVEY_DO,
            P.POLICY_VIEW,
            P.PARTY_VIEW,
            P.HEALTH_VIEW,
            P.RESTRICTED_REFER,
            P.TERMS_VIEW,
        }
    )
    clear = frozenset({F.NAME, F.PHONE, F.ADDRESS})


class Assessor(Role):
    code = "assessor"
    name = _("Loss assessor")
    sentence = _("Confirms expenses and losses and calculates the amount; a colleague approves.")
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.SETTLEMENT_ASSESS,
            P.SETTLEMENT_CALCULATE,
            P.SETTLEMENT_REFUSE,
            P.RESERVE_SET,
            P.POLICY_VIEW,
            P.PARTY_VIEW,
            P.HEALTH_VIEW,
            P.RESTRICTED_REFER,
            P.MESSAGE_SEND,
            P.TERMS_VIEW,
        }
    )
    clear = frozenset({F.NAME})


class Approver(Role):
    code = "approver"
    name = _("Approver")
    sentence = _(
        "Approves or returns decisions prepared by others, up to a personal limit; never their own work."
    )
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.CLAIM_APPROVE,
            P.CLAIM_COMPLEX,
            P.SETTLEMENT_REFUSE,
            P.OBJECTION_REVIEW,
            P.PAYMENT_VIEW,
            P.POLICY_VIEW,
            P.PARTY_VIEW,
            P.PERSONAL_REVEAL,
            P.HEALTH_VIEW,
            P.RESTRICTED_REFER,
            P.ARCHIVE_VIEW,
            P.TERMS_VIEW,
        }
    )
    clear = frozenset({F.NAME})


class Supervisor(Role):
    code = "supervisor"
    name = _("Claims supervisor")
    sentence = _(
        "Leads a claims team: shares out work, allows exceptions by name and reason, answers objections; "
        "does not approve what they prepared."
    )
    permissions = Handler.permissions | frozenset(
        {
            P.CLAIM_ASSIGN,
            P.CLAIM_REOPEN,
            P.CLAIM_APPROVE,
            P.CALL_LISTEN,
            P.ROSTER_KEEP,
            P.SUPPLEMENT_SECOND,
            P.OBJECTION_REVIEW,
            P.DASHBOARDS_VIEW,
            P.KNOWLEDGE_KEEP,
            P.ALERT_VIEW,
            P.ALERT_APPROVE,
            P.IMPORT_RUN,
        }
    )
    clear = Handler.clear


class Payments(Role):
    code = "payments"
    name = _("Payments officer")
    sentence = _(
        "Checks payee and account and releases approved money; neither prepares nor approves a decision."
    )
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.PAYMENT_VIEW,
            P.PAYMENT_PREPARE,
            P.PAYMENT_RELEASE,
            P.PARTY_VIEW,
            P.PERSONAL_REVEAL,
            P.RESTRICTED_REFER,
            P.MESSAGE_SEND,
        }
    )
    clear = frozenset({F.NAME, F.ACCOUNT})


class CareOfficer(Role):
    code = "care"
    name = _("Care officer")
    sentence = _(
        "Looks after customers before, during and after a claim: call-backs, visits, their own data; "
        "decides no claim."
    )
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.CLAIM_REPORT,
            P.POLICY_VIEW,
            P.PARTY_VIEW,
            P.CUSTOMER_VIEW,
            P.PERSONAL_REVEAL,
            P.MESSAGE_SEND,
            P.COMPLAINT_TAKE,
            P.MANDATE_RECORD,
            P.CARE_DO,
            P.DASHBOARDS_VIEW,
            P.ROSTER_KEEP,
            P.DISCLOSURE_PRESENT,
            P.KNOWLEDGE_KEEP,
            P.DATA_REQUEST_ANSWER,
            P.TERMS_VIEW,
            P.ALERT_VIEW,
            P.ALERT_WRITE,
            P.WORDING_WRITE,
        }
    )
    clear = frozenset({F.NAME, F.PHONE, F.ADDRESS})


class ComplaintsOfficer(Role):
    code = "complaints"
    name = _("Complaints officer")
    sentence = _(
        "Handles complaints from intake to answer, apart from the people complained about; decides no claim."
    )
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.COMPLAINT_TAKE,
            P.COMPLAINT_VIEW,
            P.COMPLAINT_HANDLE,
            P.COMPLAINT_TRENDS,
            P.CALL_LISTEN,
            P.POLICY_VIEW,
            P.PARTY_VIEW,
            P.CUSTOMER_VIEW,
            P.PERSONAL_REVEAL,
            P.HEALTH_VIEW,
            P.MESSAGE_SEND,
            P.ARCHIVE_VIEW,
            P.TERMS_VIEW,
            P.WORDING_WRITE,
        }
    )
    clear = frozenset({F.NAME, F.PHONE})


class Compliance(Role):
    code = "compliance"
    name = _("Compliance officer")
    sentence = _(
        "The only role that sees restricted referrals; answers data requests and checks reveals; "
        "decides no claim."
    )
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.PAYMENT_VIEW,
            P.POLICY_VIEW,
            P.PARTY_VIEW,
            P.CUSTOMER_VIEW,
            P.PERSONAL_REVEAL,
            P.HEALTH_VIEW,
            P.MANDATE_CHECK,
            P.RESTRICTED_REFER,
            P.RESTRICTED_VIEW,
            P.COMPLAINT_TAKE,
            P.COMPLAINT_VIEW,
            P.COMPLAINT_APPROVE,
            P.COMPLAINT_REVIEW,
            P.COMPLAINT_TRENDS,
            P.CALL_LISTEN,
            P.DATA_REQUEST_ANSWER,
            P.ARCHIVE_VIEW,
            P.TERMS_VIEW,
            P.AUDIT_VIEW,
            P.DISCLOSURE_PRESENT,
            P.DASHBOARDS_VIEW,
            P.ALERT_VIEW,
            P.WORDING_WRITE,
            P.WORDING_PUBLISH,
        }
    )
    clear = frozenset({F.NAME})


class Auditor(Role):
    code = "auditor"
    name = _("Auditor")
    sentence = _("Reads everything that is not restricted, masked, and the audit chain; changes nothing.")
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.PAYMENT_VIEW,
            P.POLICY_VIEW,
            P.PARTY_VIEW,
            P.HEALTH_VIEW,
            P.COMPLAINT_VIEW,
            P.COMPLAINT_TRENDS,
            P.ARCHIVE_VIEW,
            P.TERMS_VIEW,
            P.AUDIT_VIEW,
            P.DASHBOARDS_VIEW,
            P.SYSTEM_WATCH,
            P.ALERT_VIEW,
        }
    )


class Manager(Role):
    code = "manager"
    name = _("Manager")
    sentence = _(
        "Sees the figures and the claims behind them, grants approval authority and publishes terms; "
        "works on no claim."
    )
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.CLAIM_ASSIGN,
            P.SUPPLEMENT_SECOND,
            P.AUTHORITY_GRANT,
            P.ROSTER_KEEP,
            P.CARE_BUDGET,
            P.COMPLAINT_TAKE,
            P.COMPLAINT_VIEW,
            P.COMPLAINT_APPROVE,
            P.COMPLAINT_REVIEW,
            P.COMPLAINT_TRENDS,
            P.PAYMENT_VIEW,
            P.POLICY_VIEW,
            P.PARTY_VIEW,
            P.TERMS_VIEW,
            P.TERMS_WHAT_IF,
            P.TERMS_PUBLISH,
            P.DASHBOARDS_VIEW,
            P.IMPORT_RUN,
            P.ALERT_VIEW,
            P.ALERT_APPROVE,
            P.WORDING_PUBLISH,
        }
    )
    clear = frozenset({F.NAME})


class Actuary(Role):
    code = "actuary"
    name = _("Product and actuarial officer")
    sentence = _(
        "Asks what past decisions would come to under changed terms and reads the cases that move, masked; "
        "publishes no terms and works on no claim."
    )
    permissions = frozenset(
        {
            P.CLAIM_VIEW,
            P.POLICY_VIEW,
            P.TERMS_VIEW,
            P.TERMS_WHAT_IF,
            P.DASHBOARDS_VIEW,
        }
    )


class Administrator(Role):
    code = "administrator"
    name = _("System administrator")
    sentence = _("Keeps staff, units, interfaces and background work running; sees no claim and no customer.")
    permissions = frozenset({P.STAFF_MANAGE, P.API_CLIENT_MANAGE, P.SYSTEM_WATCH, P.TERMS_VIEW})


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        Operator,
        Agent,
        Handler,
        Surveyor,
        Assessor,
        Approver,
        Supervisor,
        Payments,
        CareOfficer,
        ComplaintsOfficer,
        Compliance,
        Auditor,
        Manager,
        Actuary,
        Administrator,
    )
}
