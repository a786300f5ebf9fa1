"""How complete the functional card is (C3)."""

from django.utils.translation import gettext_lazy as _

from mayak.card.domain.positions import IS_CHIEF_ACCOUNTANT_SQL
from mayak.card.domain.values import FITS_SQL
from mayak.facts.fields import CountFact, ShareFact, SharesFact
from mayak.facts.group_facts import OF_CLIENT, OF_PERSONS, SHARED, SHIPPED
from mayak.facts.subjects import persons
from mayak.facts.subjects.base import EVERYBODY, FactColumns, Source, Subject

OF_PERSON = "SELECT p.client_id FROM clients_person p WHERE p.id = r.person_id"


class CardFacts(FactColumns):
    """Completeness over the client's own indicators, and over those of its working people: current ÷ all of the
    group, unweighted.

    *Confirmed none* counts as filled; an expired value, and a text that is no value of the type, do not. Unknown when
    the group has no indicator or is out of use. The groups that the office added share a column.
    """

    completeness = ShareFact(_("completeness of the card"))
    completeness_work = ShareFact(_("completeness “ready to work”"))
    completeness_sell = ShareFact(_("completeness “ready to sell”"))
    completeness_cooperation = ShareFact(_("completeness “cooperation”"))
    missing_indicators = CountFact(_("missing indicators"))
    expired_indicators = CountFact(_("expired indicators"))
    persons_completeness = ShareFact(_("completeness of its people"))
    persons_completeness_work = ShareFact(_("people’s completeness “ready to work”"))
    persons_completeness_sell = ShareFact(_("people’s completeness “ready to sell”"))
    persons_completeness_cooperation = ShareFact(_("people’s completeness “cooperation”"))
    group_completeness = SharesFact(_("completeness by added group"))
    persons_group_completeness = SharesFact(_("people’s completeness by added group"))

    class Meta:
        abstract = True


def _whose(of_persons: bool) -> str:
    return f"d.person_id IS {'NOT ' if of_persons else ''}NULL"


def _share(name: str, of_persons: bool, group: str = "") -> str:
    """One share in whole per cent, half up."""
    counted = _whose(of_persons)
    if group:
        counted += f" AND '{group}' = ANY(d.groups)"
    share = (
        f"round(100.0 * count(*) FILTER (WHERE d.filled AND {counted})\n"
        f"    / NULLIF(count(*) FILTER (WHERE {counted}), 0))"
    )
    if group:
        retired = f"SELECT FROM card_statusgroup g WHERE g.code = '{group}' AND NOT g.is_active"
        share = f"CASE WHEN NOT EXISTS ({retired}) THEN {share} END"
    return f"  {share} AS {name}"


def _shares_of_added(name: str, of_persons: bool) -> str:
    """The shares of the groups that the office added, by their codes; NULL without such groups."""
    shipped = ", ".join(f"'{code}'" for code in SHIPPED)
    return (
        f"  (SELECT jsonb_object_agg(added.code, added.share) FROM (\n"
        f"    SELECT g.code, round(100.0 * count(*) FILTER (WHERE d.filled) / count(*))::integer AS share\n"
        f"    FROM card_statusgroup g JOIN indicators d ON g.code = ANY(d.groups) AND {_whose(of_persons)}\n"
        f"    WHERE g.is_active AND g.code NOT IN ({shipped}) GROUP BY g.code) added) AS {name}"
    )


_SHARES = ",\n".join(
    [
        _share(whose + (f"_{SHIPPED[group]}" if group else ""), whose == OF_PERSONS, group)
        for whose in (OF_CLIENT, OF_PERSONS)
        for group in ("", *SHIPPED)
    ]
    + [_shares_of_added(column, whose == OF_PERSONS) for whose, column in SHARED.items()]
)
_PERSON_WITH = """EXISTS (
        SELECT 1 FROM clients_person w
        WHERE w.client_id = s.client_id AND {condition}
          AND (w.started_date IS NULL OR w.started_date <= %(day)s)
          AND (w.left_date IS NULL OR w.left_date > %(day)s))"""

# One row per indicator of the client ``s.client_id``, and per person of those of people: whether it is filled on the
# day. A bound one is filled when its field is, and while its last confirmation counts: a field that nobody confirmed
# yet has no term that could run out. Of lists of records the last word may be that there are none. Debt is always
# known: 0 is an answer.
INDICATORS_SQL = f"""
  SELECT d.id AS indicator_id, d.groups, p.id AS person_id, COALESCE(v.expired, FALSE) AS expired,
    CASE d.bound_to
      WHEN '' THEN COALESCE(v.current, FALSE)
      WHEN 'client.name' THEN c.name <> ''
      WHEN 'client.legal_name' THEN c.legal_name <> ''
      WHEN 'client.inn' THEN c.inn <> ''
      WHEN 'client.kpp' THEN c.kpp <> ''
      WHEN 'client.address' THEN c.address <> ''
      WHEN 'client.region' THEN c.region <> ''
      WHEN 'persons.chief_accountant' THEN {_PERSON_WITH.format(condition=IS_CHIEF_ACCOUNTANT_SQL)}
      WHEN 'persons.decision_maker' THEN {_PERSON_WITH.format(condition="'decision_maker' = ANY(w.roles)")}
      WHEN 'persons.key_user' THEN {_PERSON_WITH.format(condition="'key_user' = ANY(w.roles)")}
      WHEN 'facts.last_update_date' THEN EXISTS (
        SELECT 1 FROM usage_kitupdate u JOIN clients_kit k ON k.id = u.kit_id
        WHERE k.client_id = s.client_id AND u.updated_date <= %(day)s)
      WHEN 'person.phones' THEN EXISTS (
        SELECT 1 FROM clients_personphone o WHERE o.person_id = p.id
          AND NOT o.is_unwanted AND o.invalid_date IS NULL)
      WHEN 'person.emails' THEN EXISTS (
        SELECT 1 FROM clients_personemail o WHERE o.person_id = p.id
          AND NOT o.is_unwanted AND o.invalid_date IS NULL)
      WHEN 'person.rubrics' THEN v.is_none OR EXISTS (
        SELECT 1 FROM clients_personrubric o WHERE o.person_id = p.id)
      WHEN 'person.tax_regimes' THEN v.is_none OR EXISTS (
        SELECT 1 FROM clients_persontaxregime o WHERE o.person_id = p.id)
      WHEN 'person.birth_date' THEN p.birth_date IS NOT NULL
      WHEN 'person.position' THEN p.position <> ''
      ELSE d.bound_to LIKE 'facts.%%'
    END IS TRUE AND (d.bound_to = '' OR NOT COALESCE(v.expired, FALSE)) AS filled
  FROM clients_client c
  CROSS JOIN card_indicatordefinition d
  LEFT JOIN clients_person p ON d.subject = 'person' AND p.client_id = c.id
    AND (p.started_date IS NULL OR p.started_date <= %(day)s) AND (p.left_date IS NULL OR p.left_date > %(day)s)
  LEFT JOIN (
    SELECT v.indicator_id, COALESCE(v.person_id, 0) AS person_id,
      bool_or((v.valid_until_date IS NULL OR v.valid_until_date >= %(day)s) AND {FITS_SQL}) AS current,
      bool_and(v.valid_until_date < %(day)s) AS expired, FALSE AS is_none
    FROM card_indicatorvalue v JOIN card_indicatordefinition d ON d.id = v.indicator_id
    WHERE v.client_id = s.client_id AND v.confirmed_date <= %(day)s AND d.bound_to = ''
      AND daterange(v.from_date, v.to_date, '[]') @> %(day)s::date
    GROUP BY v.indicator_id, COALESCE(v.person_id, 0)
    UNION ALL
    SELECT f.indicator_id, COALESCE(f.person_id, 0), TRUE, COALESCE(max(f.valid_until_date) < %(day)s, FALSE),
      (array_agg(f.value ORDER BY f.confirmed_date DESC, f.id DESC))[1] = ''
    FROM card_confirmation f JOIN card_indicatordefinition d ON d.id = f.indicator_id
    WHERE f.client_id = s.client_id AND f.confirmed_date <= %(day)s AND d.bound_to <> ''
      AND (f.to_date IS NULL OR f.to_date >= %(day)s)
    GROUP BY f.indicator_id, COALESCE(f.person_id, 0)
  ) v ON v.indicator_id = d.id AND v.person_id = COALESCE(p.id, 0)
  WHERE c.id = s.client_id AND d.is_active AND (d.subject = 'client' OR p.id IS NOT NULL)
"""

CARD = Subject(
    name="card",
    columns=CardFacts,
    sources=(
        Source("card_indicatorvalue"),
        Source("card_confirmation"),
        Source("card_indicatordefinition", EVERYBODY),
        Source("card_statusgroup", EVERYBODY),
        Source("clients_client", "SELECT r.id"),
        Source("clients_person"),
        Source("clients_personphone", OF_PERSON),
        Source("clients_personemail", OF_PERSON),
        Source("clients_personrubric", persons.OF_PERSON),
        Source("clients_persontaxregime", persons.OF_PERSON),
        Source("clients_kit"),
        Source("usage_kitupdate", "SELECT k.client_id FROM clients_kit k WHERE k.id = r.kit_id"),
    ),
    select=f"""
WITH indicators AS MATERIALIZED ({INDICATORS_SQL})
SELECT
{_SHARES},
  count(*) FILTER (WHERE d.person_id IS NULL AND NOT d.filled AND NOT d.expired) AS missing_indicators,
  count(*) FILTER (WHERE d.person_id IS NULL AND NOT d.filled AND d.expired) AS expired_indicators
FROM indicators d
""",
)
