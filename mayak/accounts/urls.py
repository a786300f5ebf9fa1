"""Addresses of log-in and staff."""

from django.urls import URLPattern, URLResolver, path

from mayak.accounts.views import entrance, office, team

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", entrance.login, name="account_login"),
    path("logout/", entrance.logout, name="account_logout"),
    path("password/", entrance.change_password, name="account_change_password"),
    path("demo-login/", entrance.demo_login, name="demo_login"),
    path("language/", entrance.choose_language, name="choose_language"),
    path("settings/", office.office_settings, name="office_settings"),
    path("team/", team.team, name="team"),
    path("team/absences/<int:pk>/cancel/", team.absence_cancel, name="absence_cancel"),
    path("team/add/", team.staff_add, name="staff_add"),
    path("team/<int:pk>/password/", team.staff_password, name="staff_password"),
    path("team/<int:pk>/dismiss/", team.staff_dismiss, name="staff_dismiss"),
]
