"""Pages of the workbench, under /staff/; log-in and profile are the accounts app's, mounted beside."""

from django.urls import path

from anpei.workbench.views import (
    admin,
    approval,
    case,
    imports,
    intake,
    payments,
    queue,
    search,
    survey,
    terms,
    today,
)

app_name = "workbench"
urlpatterns = [
    path("", today.today, name="today"),
    path("calls/<int:call_id>/made/", today.call_made, name="call_made"),
    path("queue/", queue.queue, name="queue"),
    path("queue/next/", queue.fetch_next, name="fetch_next"),
    path("search/", search.search, name="search"),
    path("claims/<str:number>/do/<slug:name>/", case.command, name="command"),
    path("claims/<str:number>/papers/<int:paper_id>/", case.paper, name="paper"),
    path("claims/<str:number>/letter.pdf", case.letter, name="letter"),
    path(
        "claims/<str:number>/supplement-<int:sequence>.pdf", case.supplement_letter, name="supplement_letter"
    ),
    path("claims/<str:number>/file.zip", case.bundle, name="bundle"),
    path("claims/<str:number>/<slug:section>/", case.case, name="case"),
    path("approvals/", approval.approvals, name="approvals"),
    path("approvals/advances/<int:advance_id>/", approval.answer_advance, name="answer_advance"),
    path("approvals/objections/<int:objection_id>/", approval.answer_objection, name="answer_objection"),
    path("approvals/<str:number>/", approval.approval, name="approval"),
    path("approvals/<str:number>/answer/", approval.answer, name="answer_approval"),
    path("intake/", intake.intake, name="intake"),
    path("intake/beside/", intake.beside, name="intake_beside"),
    path("intake/draft/<str:token>/", intake.draft, name="intake_draft"),
    path("intake/<str:number>/", intake.intake_done, name="intake_done"),
    path("surveys/", survey.survey_list, name="surveys"),
    path("surveys/<int:survey_id>/", survey.survey, name="survey"),
    path("surveys/<int:survey_id>/photos/<int:photo_id>/", survey.photo, name="survey_photo"),
    path("surveys/<int:survey_id>/<slug:name>/", survey.act, name="survey_act"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<int:instruction_id>/release/", payments.release, name="release"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/<int:run_id>/", imports.import_run, name="import_run"),
    path("imports/<int:run_id>/carry-out/", imports.carry_out, name="carry_out"),
    path("imports/<int:run_id>/report.csv", imports.report, name="import_report"),
    path("terms/", terms.terms_list, name="terms"),
    path("terms/<int:version_id>/", terms.terms_version, name="terms_version"),
    path("settings/", admin.admin, name="admin"),
    path("settings/staff/", admin.add_staff, name="add_staff"),
    path("settings/staff/<int:staff_id>/end/", admin.end_staff, name="end_staff"),
    path("settings/authority/", admin.grant, name="grant"),
    path("settings/authority/<int:grant_id>/end/", admin.end_grant, name="end_grant"),
    path("settings/holidays/", admin.import_holidays, name="import_holidays"),
    path("settings/jobs/<int:job_id>/retry/", admin.retry_job, name="retry_job"),
]
