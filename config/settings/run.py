"""Settings of a running office, as ``mayak`` starts it."""

from config.settings.base import *
