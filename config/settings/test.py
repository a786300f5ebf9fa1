"""Settings of the test suite: real PostgreSQL, a cheap password hasher, no built static files."""

from config.settings.base import *

SECRET_KEY = "tests only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
DATABASES["default"]["OPTIONS"].pop("pool", None)
