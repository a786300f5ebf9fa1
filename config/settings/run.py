"""Settings of a running office, as ``mayak`` starts it."""

from config import env
from config.settings.base import *

# Behind a proxy that speaks HTTPS (docs/operations.md): cookies never travel in the clear, and the proxy's word
# on the scheme is believed. Without one, plain HTTP inside the office is a supported way to run.
if env.flag("MAYAK_HTTPS"):
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

# The redirect to HTTPS, and a promise for the whole domain and its neighbours, are the proxy's owner's to give.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
