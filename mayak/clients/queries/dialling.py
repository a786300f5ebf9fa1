"""Which numbers may be dialled: the one rule for every place that draws a number of a person (P4)."""

from mayak.clients.domain.call_channels import CALL_CHANNELS

_CHANNELS = "ARRAY[" + ", ".join(f"'{channel}'" for channel in CALL_CHANNELS) + "]"


def calls_refused(person: str = "person", day: str = "%(day)s") -> str:
    """The condition that the person (an alias) withdrew the consent to calls and did not give it again by the day."""
    return f"""EXISTS (SELECT FROM clients_consent consent WHERE consent.person_id = {person}.id
          AND lower(consent.channel) = ANY({_CHANNELS}) AND consent.withdrawn_date <= {day}
          AND NOT EXISTS (SELECT FROM clients_consent newer WHERE newer.person_id = {person}.id
                          AND lower(newer.channel) = ANY({_CHANNELS})
                          AND newer.given_date >= consent.withdrawn_date
                          AND (newer.withdrawn_date IS NULL OR newer.withdrawn_date > {day})))"""


def number_works(phone: str = "phone") -> str:
    """The condition that a number (an alias) is wanted and works."""
    return f"(NOT {phone}.is_unwanted AND {phone}.invalid_date IS NULL)"
