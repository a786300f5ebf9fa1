"""Settings of a running office, as ``mayak`` starts it."""

from config import env
from config.settings.base import *
from mayak.server.journal import logging_config

# Behind a proxy that speaks HTTPS (docs/operations.md): cookies never travel in the clear, and the proxy's word
# on the scheme is believed. Without one, plain HTTP inside the office is a supported way to run.
if env.flag("MAYAK_HTTPS"):
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    # The prefix lets no neighbour of the domain, and no plain page, plant a cookie of these names.
    SESSION_COOKIE_NAME = "__Host-mayak"
    CSRF_COOKIE_NAME = "__Host-mayak-form"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

# The redirect to HTTPS, and a promise for the whole domain and its neighbours, are the proxy's owner's to give.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

# The office's database may restart under a running server: connections are tried before use, a request that meets
# none for long gets the 503 page.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 5
# A pool waits twice as long after every attempt to connect; given up soon, it begins anew with the next request.
DATABASES["default"]["OPTIONS"]["pool"]["reconnect_timeout"] = 3

# An office nobody can log in to sends every page to its set-up; before sessions, which it does not need.
MIDDLEWARE.insert(
    MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware"), "mayak.server.middleware.SetupGate"
)
# Before whatever reads the database: a page whose connection was lost is made once more.
MIDDLEWARE.insert(MIDDLEWARE.index("mayak.server.middleware.SetupGate"), "mayak.server.safe_retry.SafeRetry")

# The children write to the standard error stream; the parent keeps it in the home's log directory.
LOGGING = logging_config(level=env.text("MAYAK_LOG_LEVEL", "INFO"), form=env.text("MAYAK_LOG_FORMAT"))
MIDDLEWARE.insert(0, "mayak.server.requests.RequestJournal")
