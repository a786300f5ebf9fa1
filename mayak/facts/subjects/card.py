"""How complete the functional card is (C3)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, ShareFact
from mayak.facts.subjects.base import EVERYBODY, FactColumns, Source, Subject


class CardFacts(FactColumns):
    """Completeness over the client's own indicators: current ÷ all of the group, unweighted.

    *Confirmed none* counts as filled, an expired value does not. Unknown when the group has no indicator.
    """

    completeness = ShareFact(_("completeness of the card"))
    completeness_work = ShareFact(_("completeness “ready to work”"))
    completeness_sell = ShareFact(_("completeness “ready to sell”"))
    completeness_cooperation = ShareFact(_("completeness “cooperation”"))
    missing_indicators = CountFact(_("missing indicators"))
    expired_indicators = CountFact(_("expired indicators"))

    class Meta:
        abstract = True


CARD = Subject(
    name="card",
    columns=CardFacts,
    sources=(
        Source("card_indicatorvalue"),
        Source("card_indicatordefinition", EVERYBODY),
        Source("clients_client", "SELECT r.id"),
        Source("clients_person"),
        Source("clients_kit"),
        Source("usage_kitupdate", "SELECT k.client_id FROM clients_kit k WHERE k.id = r.kit_id"),
    ),
    # An indicator bound to a field elsewhere is filled when that field is. Debt is always known: 0 is an answer.
    select="""
SELECT
  round(100.0 * count(*) FILTER (WHERE d.filled) / NULLIF(count(*), 0)) AS completeness,
  round(100.0 * count(*) FILTER (WHERE d.filled AND 'ready_to_work' = ANY(d.groups))
    / NULLIF(count(*) FILTER (WHERE 'ready_to_work' = ANY(d.groups)), 0)) AS completeness_work,
  round(100.0 * count(*) FILTER (WHERE d.filled AND 'ready_to_sell' = ANY(d.groups))
    / NULLIF(count(*) FILTER (WHERE 'ready_to_sell' = ANY(d.groups)), 0)) AS completeness_sell,
  round(100.0 * count(*) FILTER (WHERE d.filled AND 'cooperation' = ANY(d.groups))
    / NULLIF(count(*) FILTER (WHERE 'cooperation' = ANY(d.groups)), 0)) AS completeness_cooperation,
  count(*) FILTER (WHERE NOT d.filled AND NOT d.expired) AS missing_indicators,
  count(*) FILTER (WHERE NOT d.filled AND d.expired) AS expired_indicators
FROM (
  SELECT d.groups, COALESCE(v.expired, FALSE) AS expired,
    CASE d.bound_to
      WHEN '' THEN COALESCE(v.current, FALSE)
      WHEN 'client.name' THEN c.name <> ''
      WHEN 'client.legal_name' THEN c.legal_name <> ''
      WHEN 'client.inn' THEN c.inn <> ''
      WHEN 'client.kpp' THEN c.kpp <> ''
      WHEN 'client.address' THEN c.address <> ''
      WHEN 'client.region' THEN c.region <> ''
      WHEN 'persons.chief_accountant' THEN EXISTS (
        SELECT 1 FROM clients_person p
        WHERE p.client_id = s.client_id AND p.position ILIKE '%%главн%%бухгалтер%%'
          AND (p.started_date IS NULL OR p.started_date <= %(day)s)
          AND (p.left_date IS NULL OR p.left_date > %(day)s))
      WHEN 'facts.last_update_date' THEN EXISTS (
        SELECT 1 FROM usage_kitupdate u JOIN clients_kit k ON k.id = u.kit_id
        WHERE k.client_id = s.client_id AND u.updated_date <= %(day)s)
      ELSE d.bound_to LIKE 'facts.%%'
    END AS filled
  FROM clients_client c
  CROSS JOIN card_indicatordefinition d
  LEFT JOIN (
    SELECT v.indicator_id,
      bool_or(v.valid_until_date IS NULL OR v.valid_until_date >= %(day)s) AS current,
      bool_and(v.valid_until_date < %(day)s) AS expired
    FROM card_indicatorvalue v
    WHERE v.client_id = s.client_id AND v.person_id IS NULL AND v.confirmed_date <= %(day)s
      AND daterange(v.from_date, v.to_date, '[]') @> %(day)s::date
    GROUP BY v.indicator_id
  ) v ON v.indicator_id = d.id
  WHERE c.id = s.client_id AND d.is_active AND d.subject = 'client'
) d
""",
)
