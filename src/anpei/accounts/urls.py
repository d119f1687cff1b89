"""Log-in and profile pages; mounted under /staff/ beside the workbench."""

from django.urls import path

from anpei.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login_page, name="login"),
    path("login/code/", views.totp_page, name="totp"),
    path("logout/", views.logout_page, name="logout"),
    path("profile/", views.profile_page, name="profile"),
]
