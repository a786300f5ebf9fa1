"""What is raised when the database is gone or not there yet; other errors of the database are our own faults."""

import psycopg
from django.db import InterfaceError, OperationalError

# Django lets the driver's own error through where it closes a cursor.
DATABASE_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
