"""Settings of the test suite: real PostgreSQL, a cheap password hasher, no built static files."""

import tempfile
from pathlib import Path

from config.settings.base import *

# What tests upload is no part of anybody's office.
MEDIA_ROOT = Path(tempfile.gettempdir()) / "mayak-tests-media"
SECRET_KEY = "tests only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
DATABASES["default"]["OPTIONS"].pop("pool", None)
# Tests write the views themselves: a thread would write into the database of whichever test runs then.
MAYAK_VIEWS_IN_BACKGROUND = False
