"""Developers' settings: errors in the browser, no built static files."""

from config.settings.base import *

DEBUG = True
SECRET_KEY = "development only, never a real office"
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
