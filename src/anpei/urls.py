from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/", include("anpei.api.urls")),
    path("staff/", include("anpei.accounts.urls")),
    path("staff/", include("anpei.workbench.urls")),
    path("", include("anpei.portal.urls")),
]

handler400 = "anpei.portal.views.errors.bad_request"
handler403 = "anpei.portal.views.errors.forbidden"
handler404 = "anpei.portal.views.errors.not_found"
handler500 = "anpei.core.outage.server_error"
