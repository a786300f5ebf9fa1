"""Addresses of log-in, one's own account, the office's settings, staff, the security journal."""

from django.urls import URLPattern, URLResolver, path

from mayak.accounts.views import entrance, journal, office, security, session, staff, team

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", entrance.login, name="account_login"),
    path("login/code/", entrance.code, name="mfa_authenticate"),
    path("login/passkey/", entrance.passkey, name="mfa_login_webauthn"),
    path("login/forgotten/", entrance.password_forgotten, name="password_forgotten"),
    path("logout/", entrance.logout, name="account_logout"),
    path("invitation/<str:token>/", entrance.invitation, name="invitation"),
    path("password/", entrance.change_password, name="account_change_password"),
    path("demo-login/", entrance.demo_login, name="demo_login"),
    path("language/", entrance.choose_language, name="choose_language"),
    path("session/", session.session_state, name="session_state"),
    path("security/", security.own_security, name="own_security"),
    path("security/needed/", security.factor_needed, name="factor_needed"),
    path("security/app/", security.totp_add, name="totp_add"),
    path("security/app/remove/", security.totp_remove, name="totp_remove"),
    path("security/codes/", security.codes_new, name="codes_new"),
    path("security/passkeys/add/", security.passkey_add, name="passkey_add"),
    path("security/passkeys/<int:pk>/", security.passkey_edit, name="passkey_edit"),
    path("security/passkeys/<int:pk>/remove/", security.passkey_remove, name="passkey_remove"),
    path("security/sessions/end/", security.sessions_end, name="sessions_end"),
    path("security/sessions/<int:pk>/end/", security.session_end, name="session_end"),
    path("settings/", office.office_settings, name="office_settings"),
    path("journal/", journal.security_journal, name="security_journal"),
    path("journal/export/", journal.security_journal_export, name="security_journal_export"),
    path("team/", team.team, name="team"),
    path("team/absences/<int:pk>/cancel/", team.absence_cancel, name="absence_cancel"),
    path("team/add/", team.staff_add, name="staff_add"),
    path("team/invite/", staff.staff_invite_all, name="staff_invite_all"),
    path("team/<int:pk>/", staff.staff_edit, name="staff_edit"),
    path("team/<int:pk>/invite/", staff.staff_invite, name="staff_invite"),
    path("team/<int:pk>/factor/reset/", staff.staff_factor_reset, name="staff_factor_reset"),
    path("team/<int:pk>/sessions/end/", staff.staff_sessions_end, name="staff_sessions_end"),
    path("team/<int:pk>/password/", team.staff_password, name="staff_password"),
    path("team/<int:pk>/dismiss/", team.staff_dismiss, name="staff_dismiss"),
]
