"""What is raised when the database is gone, not there yet or has no room; its other errors are our own faults."""

import psycopg
from django.db import InterfaceError, OperationalError

# Django lets the driver's own error through where it closes a cursor.
DATABASE_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
