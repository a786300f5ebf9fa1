"""Who is trained (S4)."""

from django.utils.translation import gettext_lazy as _

from mayak.facts.fields import CountFact, DateFact, DaysFact, FlagFact, ShareFact
from mayak.facts.subjects.base import CLIENT, FactColumns, Source, Subject


class TrainingFacts(FactColumns):
    """Key users that work there now, or everybody where no key user is marked, and their valid trainings."""

    training_valid = FlagFact(
        _("the training norm is met"), help=_("One trained key user is enough; unknown when nobody works there.")
    )
    persons_to_train = CountFact(_("people the training norm asks of"))
    trained_persons = CountFact(_("of them trained"))
    trained_share = ShareFact(_("trained share"))
    days_since_training = DaysFact(_("since the last training"))
    training_until_date = DateFact(_("trained until"))

    class Meta:
        abstract = True


TRAINING = Subject(
    name="training",
    columns=TrainingFacts,
    sources=(
        Source(
            "usage_training",
            CLIENT + " UNION ALL SELECT p.client_id FROM clients_person p WHERE p.id = r.person_id",
        ),
        Source("clients_person"),
    ),
    select="""
SELECT
  CASE WHEN %(knows_trainings)s AND count(*) > 0 THEN count(*) FILTER (WHERE p.until >= %(day)s) > 0 END
    AS training_valid,
  count(*) AS persons_to_train,
  CASE WHEN %(knows_trainings)s THEN count(*) FILTER (WHERE p.until >= %(day)s) END AS trained_persons,
  CASE WHEN %(knows_trainings)s AND count(*) > 0
    THEN round(100.0 * count(*) FILTER (WHERE p.until >= %(day)s) / count(*)) END AS trained_share,
  CASE WHEN %(knows_trainings)s AND count(*) > 0 THEN COALESCE(%(day)s - max(p.last), %(never)s) END
    AS days_since_training,
  max(p.until) AS training_until_date
FROM (
  SELECT 'key_user' = ANY(p.roles) AS is_key, bool_or('key_user' = ANY(p.roles)) OVER () AS has_key,
    trainings.until, trainings.last
  FROM clients_person p
  CROSS JOIN LATERAL (
    SELECT max(COALESCE(t.valid_until_date, t.day + %(training_term_days)s)) AS until, max(t.day) AS last
    FROM usage_training t WHERE t.person_id = p.id AND t.day <= %(day)s
  ) trainings
  WHERE p.client_id = s.client_id
    AND (p.started_date IS NULL OR p.started_date <= %(day)s) AND (p.left_date IS NULL OR p.left_date > %(day)s)
) p
WHERE p.is_key OR NOT p.has_key
""",
)
