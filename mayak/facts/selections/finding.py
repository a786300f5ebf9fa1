"""The names of the selections a person sees, for the search; the same rule as :func:`selections_for`."""

from mayak.accounts.models import Staff
from mayak.core.questions import Question
from mayak.facts.models import Sharing

MOST = 500

_NAMED = f"""
WITH RECURSIVE above(id, parent_id) AS (
  SELECT t.id, t.parent_id FROM accounts_team t WHERE t.id = %(selection_team)s::bigint
  UNION SELECT t.id, t.parent_id FROM accounts_team t JOIN above ON above.parent_id = t.id)
SELECT s.id, s.name FROM facts_selection s
WHERE s.owner_id = %(selection_owner)s OR s.sharing = '{Sharing.OFFICE.value}'
  OR s.sharing = '{Sharing.TEAM.value}' AND s.team_id IN (SELECT id FROM above)
ORDER BY s.name, s.id LIMIT {MOST}
"""


def selections_named(user: Staff) -> Question[dict[int, str]]:
    """The names of the selections within the person's rights by key, in their order."""
    params = {"selection_owner": user.pk, "selection_team": user.team_id}
    return Question(_NAMED, params, lambda rows: {row["id"]: row["name"] for row in rows})
