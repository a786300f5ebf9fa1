"""Kits: how many, since when, what they cost, how old their data are (C1)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, DateFact, DaysFact, FlagFact, MoneyFact
from mayak.facts.subjects.base import FactColumns, Source, Subject

OF_KIT = "SELECT k.client_id FROM clients_kit k WHERE k.id = r.kit_id"


class KitFacts(FactColumns):
    """Kits active on the day. A client without one has nothing to be updated: unknown."""

    active_kits = CountFact(_("active kits"))
    kit_active_days = DaysFact(
        _("a kit is active for"), never=_("since ever"), help=_("The longest; unknown without an active kit.")
    )
    users = CountFact(_("users"), help=_("Of all active kits."))
    price_amount = MoneyFact(_("price a month"), help=_("Of all active kits."))
    has_online_kit = FlagFact(_("has an online kit"))
    has_updatable_kit = FlagFact(_("has a kit updated over the internet"), help=_("Online kits included."))
    kit_stale_days = DaysFact(
        _("a kit is not updated for"),
        help=_(
            "The longest over local and flash kits, counted from its activation at the most; an online kit is "
            "always up to date."
        ),
    )
    last_update_date = DateFact(_("last update"))

    class Meta:
        abstract = True


KITS = Subject(
    name="kits",
    columns=KitFacts,
    sources=(
        Source("clients_kit"),
        Source("clients_kitprice", OF_KIT),
        Source("clients_kitusers", OF_KIT),
        Source("usage_kitupdate", OF_KIT),
    ),
    select="""
SELECT
  count(*) AS active_kits,
  max(COALESCE(%(day)s - k.active_from_date, %(never)s)) AS kit_active_days,
  sum(COALESCE((SELECT u.users FROM clients_kitusers u
                WHERE u.kit_id = k.id AND daterange(u.from_date, u.to_date, '[]') @> %(day)s::date), k.users)) AS users,
  sum(COALESCE((SELECT p.price_amount FROM clients_kitprice p
                WHERE p.kit_id = k.id AND daterange(p.from_date, p.to_date, '[]') @> %(day)s::date), k.price_amount))
    AS price_amount,
  COALESCE(bool_or(k.kind = 'online'), FALSE) AS has_online_kit,
  COALESCE(bool_or(k.kind = 'online' OR k.update_method = 'internet'), FALSE) AS has_updatable_kit,
  CASE WHEN %(knows_updates)s THEN max(
    CASE WHEN k.kind = 'online' THEN 0
         ELSE LEAST(COALESCE(%(day)s - k.active_from_date, %(never)s), COALESCE(%(day)s - updates.last, %(never)s)) END)
  END AS kit_stale_days,
  max(updates.last) AS last_update_date
FROM clients_kit k
CROSS JOIN LATERAL (
  SELECT max(u.updated_date) AS last FROM usage_kitupdate u WHERE u.kit_id = k.id AND u.updated_date <= %(day)s
) updates
WHERE k.client_id = s.client_id AND (k.active_from_date IS NULL OR k.active_from_date <= %(day)s)
  AND (k.active_to_date IS NULL OR k.active_to_date >= %(day)s)
""",
)
