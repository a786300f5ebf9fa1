"""Segments carry no facts: conditions read them directly, so a change only marks the client (C2)."""

from mayak.facts.subjects.base import Source, Subject

SEGMENTS = Subject(name="segments", sources=(Source("clients_clientsegment"),))
