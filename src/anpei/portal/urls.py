from django.urls import path

from anpei.portal.views import calls, entry, home, papers, payee, privacy, progress, report, result

app_name = "portal"
urlpatterns = [
    path("", home.home_page, name="home"),
    path("policies/", home.policies_page, name="policies"),
    path("login/", entry.login_page, name="login"),
    path("login/code/", entry.code_page, name="code"),
    path("logout/", entry.logout, name="logout"),
    path("size/", entry.size, name="size"),
    path("language/", entry.language, name="language"),
    path("call-me/", calls.call_page, name="call"),
    path("report/", report.start, name="report"),
    path("report/received/<str:number>/", report.received_page, name="received"),
    path("report/<slug:step>/", report.step_page, name="report_step"),
    path("claims/<str:number>/", progress.progress_page, name="progress"),
    path("claims/<str:number>/live/", progress.live, name="live"),
    path("claims/<str:number>/message/", progress.message, name="message"),
    path("claims/<str:number>/withdraw/", progress.withdraw_page, name="withdraw"),
    path("claims/<str:number>/papers/", papers.papers_page, name="papers"),
    path("claims/<str:number>/papers/<int:paper_id>/", papers.picture, name="paper"),
    path("claims/<str:number>/papers/<int:paper_id>/take-back/", papers.take_back, name="take_back"),
    path("claims/<str:number>/supplement/", papers.supplement_page, name="supplement"),
    path("claims/<str:number>/result/", result.result_page, name="result"),
    path(
        "claims/<str:number>/supplement/<int:sequence>.pdf",
        papers.supplement_letter,
        name="supplement_letter",
    ),
    path("claims/<str:number>/result/letter.pdf", result.letter, name="letter"),
    path("claims/<str:number>/result/accept/", result.accept, name="accept"),
    path("claims/<str:number>/result/object/", result.object_page, name="object"),
    path("claims/<str:number>/account/", payee.account_page, name="account"),
    path("privacy/", privacy.privacy_page, name="privacy"),
    path("privacy/request/", privacy.request_data, name="data_request"),
    path("privacy/consents/<int:consent_id>/withdraw/", privacy.withdraw_consent, name="consent_withdraw"),
]
