"""What a person may do, as one list. Rules ask for a permission, never for a role."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(models.TextChoices):
    CLAIM_VIEW = "claim.view", _("See claims of one's own units")
    CLAIM_REPORT = "claim.report", _("Take a report of a claim")
    CLAIM_HANDLE = "claim.handle", _("Work on a claim: complete, check papers, accept, review coverage")
    CLAIM_ASSIGN = "claim.assign", _("Give a claim to another person")
    CLAIM_COMPLEX = "claim.complex", _("Declare a claim complex, with the reason")
    CLAIM_CLOSE = "claim.close", _("Close a duplicate, misdirected or withdrawn claim")
    CLAIM_REOPEN = "claim.reopen", _("Reopen a closed claim")
    CLAIM_APPROVE = "claim.approve", _("Approve or return a decision, inside one's authority")
    PAPER_RECEIVE = "paper.receive", _("Record papers received at the counter or by courier")
    SUPPLEMENT_SECOND = "supplement.second", _("Allow a second supplement notice")
    SURVEY_DISPATCH = "survey.dispatch", _("Order a survey or an investigation")
    SURVEY_DO = "survey.do", _("Carry out a survey and write its report")
    SETTLEMENT_ASSESS = "settlement.assess", _("Enter and confirm expenses and losses")
    SETTLEMENT_CALCULATE = "settlement.calculate", _("Calculate a claim and propose the decision")
    SETTLEMENT_REFUSE = "settlement.refuse", _("Propose a refusal or a reduction, signed by name")
    OBJECTION_REVIEW = "objection.review", _("Answer an objection to a decision of somebody else")
    RESERVE_SET = "reserve.set", _("Set the reserve of a claim")
    AUTHORITY_GRANT = "authority.grant", _("Grant and withdraw approval authority")
    PAYMENT_VIEW = "payment.view", _("See payments and their state")
    PAYMENT_PREPARE = "payment.prepare", _("Record and check the payee and the account")
    PAYMENT_RELEASE = "payment.release", _("Release approved payments to the bank")
    POLICY_VIEW = "policy.view", _("See policies, insured persons and limits used")
    PARTY_VIEW = "party.view", _("See customers, masked")
    CUSTOMER_VIEW = "customer.view", _("Open everything about a customer, for a purpose the customer reads")
    PERSONAL_REVEAL = "personal.reveal", _("Reveal one masked field, with a reason that is logged")
    HEALTH_VIEW = "health.view", _("See diagnoses, medical papers and other health data")
    RESTRICTED_REFER = "restricted.refer", _("Report a suspicion to compliance")
    RESTRICTED_VIEW = "restricted.view", _("See restricted referrals (money laundering, fraud)")
    MESSAGE_SEND = "message.send", _("Write to a customer and record a contact")
    WORDING_WRITE = "wording.write", _("Write the words of messages to customers")
    WORDING_PUBLISH = "wording.publish", _("Publish words of messages that somebody else wrote")
    COMPLAINT_TAKE = "complaint.take", _("Take a complaint at any desk")
    COMPLAINT_VIEW = "complaint.view", _("See complaints of one's own units")
    COMPLAINT_HANDLE = "complaint.handle", _("Handle complaints")
    COMPLAINT_APPROVE = "complaint.approve", _("Sign a complaint decision or an extension of somebody else")
    COMPLAINT_REVIEW = "complaint.review", _("Review a complaint decision as the unit above")
    COMPLAINT_TRENDS = "complaint.trends", _("See figures and causes of complaints")
    MANDATE_RECORD = "mandate.record", _("Record a power of attorney, a beneficiary or an heir")
    MANDATE_CHECK = "mandate.check", _("Accept or refuse what a colleague recorded of them")
    CALL_LISTEN = "call.listen", _("Listen to a recorded call; each look is logged")
    ROSTER_KEEP = "roster.keep", _("Keep the duty roster of one's own units")
    CARE_DO = "care.do", _("Follow-up calls, visits and service requests")
    ALERT_VIEW = "alert.view", _("See risk alerts, whom they reached and what came of them")
    ALERT_WRITE = "alert.write", _("Write, count and send risk alerts")
    ALERT_APPROVE = "alert.approve", _("Approve risk alerts, the serious ones of somebody else")
    CARE_BUDGET = "care.budget", _("Set the budget of care visits and gatherings")
    DISCLOSURE_PRESENT = (
        "disclosure.present",
        _("Show products before they are bought, and look up what was shown"),
    )
    KNOWLEDGE_KEEP = "knowledge.keep", _("Keep the knowledge base that answers questions")
    DATA_REQUEST_ANSWER = "data_request.answer", _("Answer a person's request about their own data")
    ARCHIVE_VIEW = "archive.view", _("Open the archived file of a claim")
    TERMS_VIEW = "terms.view", _("Read product terms")
    TERMS_WHAT_IF = "terms.what_if", _("Ask what past decisions would come to under changed terms")
    TERMS_PUBLISH = "terms.publish", _("Publish a product version")
    DASHBOARDS_VIEW = "dashboards.view", _("See figures of one's own units")
    AUDIT_VIEW = "audit.view", _("Read the audit chain")
    IMPORT_RUN = "import.run", _("Import customers, policies and earlier claims")
    STAFF_MANAGE = "staff.manage", _("Manage staff, units and roles")
    API_CLIENT_MANAGE = "api_client.manage", _("Manage API clients and webhooks")
    SYSTEM_WATCH = "system.watch", _("See background work, holidays and system state")


class PersonalField(models.TextChoices):
    """Kinds of personal data that a page masks unless role and purpose need them in clear."""

    NAME = "name", _("Name")
    PHONE = "phone", _("Phone number")
    IDENTITY = "identity", _("Identity number")
    ACCOUNT = "account", _("Bank account")
    ADDRESS = "address", _("Address")
