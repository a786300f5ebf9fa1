"""Settings common to every way of running Mayak."""

from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = env.BASE_DIR
HOME_DIR = Path(env.text("MAYAK_HOME", str(BASE_DIR / ".mayak")))

SECRET_KEY = env.text("MAYAK_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.text("MAYAK_ALLOWED_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env.text("MAYAK_TRUSTED_ORIGINS").split(",") if origin]

# Training mode: a fixed day for the domain clock (mayak up --today). Security, jobs and audit keep real time.
MAYAK_TODAY = env.text("MAYAK_TODAY")
# The generated office with one-click log-in; never set for a real office.
MAYAK_DEMO = env.flag("MAYAK_DEMO")
# Who looked at whom is written by a thread beside the pages (mayak.privacy.services.viewing).
MAYAK_VIEWS_IN_BACKGROUND = True

# The pack that a new office begins with (mayak/packs/); the first set-up in the browser may choose another.
MAYAK_PLAYBOOK = env.text("MAYAK_PLAYBOOK", "ric")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    # before allauth: its pages wear our look
    "mayak.ui",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "mayak.core",
    "mayak.accounts",
    "mayak.audit",
    "mayak.jobs",
    "mayak.delivery",
    "mayak.notifications",
    "mayak.playbook",
    "mayak.clients",
    "mayak.card",
    "mayak.usage",
    "mayak.money",
    "mayak.library",
    "mayak.work",
    "mayak.cases",
    "mayak.facts",
    "mayak.lamps",
    "mayak.planning",
    "mayak.briefing",
    "mayak.calling",
    "mayak.team",
    "mayak.exchange",
    "mayak.demo",
    "mayak.bulk",
    "mayak.privacy",
    "mayak.desk",
    "mayak.server",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mayak.accounts.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mayak.accounts.middleware.SignedInMiddleware",
    "mayak.accounts.middleware.StaffLanguageMiddleware",
    "mayak.audit.middleware.AuditMiddleware",
    "mayak.accounts.middleware.AccessMiddleware",
    "mayak.accounts.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mayak.ui.problems.ProblemMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mayak.ui.context.shell",
            ],
        },
    }
]

DATABASES = {"default": env.database(env.text("DATABASE_URL", "postgresql:///mayak"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["mayak.accounts.backends.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "mayak.accounts.passwords.LengthRule"},
    {"NAME": "mayak.accounts.passwords.CommonRule"},
    {"NAME": "mayak.accounts.passwords.OwnNameRule"},
    {"NAME": "mayak.accounts.passwords.FormerRule"},
]
ACCOUNT_ADAPTER = "mayak.accounts.adapter.OfficeAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# Asked at log-in; without it the session ends with the browser. mayak.accounts.sessions ends both kinds earlier.
ACCOUNT_SESSION_REMEMBER = None
SESSION_COOKIE_AGE = 90 * 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_PRESERVE_USERNAME_CASING = True
# Ten wrong passwords a minute from one address, five in five minutes for one log-in name.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "60/m/ip"}
# Second factor: an app's codes with one step of tolerance for slow clocks, passkeys, recovery codes.
MFA_ADAPTER = "mayak.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Mayak"
# Our own question (mayak.accounts.reauthentication) stands before the steps instead of the library's.
MFA_REAUTHENTICATION_REQUIRED = False
MFA_FORMS = {"authenticate": "mayak.accounts.second_factor.CodeForm"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
# The office's time zone; "day" in reports and imports means a day there.
TIME_ZONE = env.text("MAYAK_TIMEZONE", "Europe/Moscow")

STATIC_URL = "static/"
STATIC_ROOT = HOME_DIR / "static"
# Where mayak.ui.assets joins the stylesheet and the script.
BUNDLES_DIR = HOME_DIR / "run" / "bundles"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "mayak.ui.assets.BundleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME_DIR / "media"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Scripts, styles, fonts and pictures are files of ours. Attributes of style carry figures (the width of a bar); none
# of them can load or run anything.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "mayak.ui.problems.csrf_failure"
