"""What the office remembers of sets of headers: where their columns went the last time a person said so."""

from django.db import transaction

from mayak.accounts.models import Staff
from mayak.core import clock
from mayak.exchange.choosing.choices import Choices, SourceChoice
from mayak.exchange.models import ColumnMemory
from mayak.exchange.sources.recognise import Memories, Memory, fingerprint_of, keys_of


def memories() -> Memories:
    """Everything remembered, by fingerprint of the headers."""
    return {item.fingerprint: Memory(item.table, item.mapping, item.saved_at) for item in ColumnMemory.objects.all()}


def headers_of(source: SourceChoice) -> list[str]:
    """The headers of a source."""
    return [column.header for column in source.columns]


def remember(choices: Choices, author: Staff | None) -> int:
    """Keep the answers of a person for the next files with the same headers; the number of sets of headers."""
    kept = 0
    with transaction.atomic():
        for source in choices.taken:
            is_answered = source.by == "person" or any(column.by == "person" for column in source.columns)
            if not is_answered or not source.table:
                continue
            keys = keys_of(headers_of(source))
            answers = {
                key: column.target
                for key, column in zip(keys, source.columns, strict=True)
                if key and column.target is not None
            }
            ColumnMemory.objects.update_or_create(
                fingerprint=fingerprint_of(headers_of(source)),
                defaults={
                    "table": source.table,
                    "mapping": answers,
                    "saved_by": author,
                    "saved_at": clock.real_now(),
                },
            )
            kept += 1
    return kept


def forget(source: SourceChoice) -> bool:
    """Forget what is remembered of a source's headers; whether there was anything."""
    return bool(ColumnMemory.objects.filter(fingerprint=fingerprint_of(headers_of(source))).delete()[0])
