"""Segments and marks carry no facts: conditions read them directly, so a change only makes the client dirty (C2)."""

from mayak.facts.subjects.base import Source, Subject

SEGMENTS = Subject(name="segments", sources=(Source("clients_clientsegment"), Source("clients_clientmark")))
