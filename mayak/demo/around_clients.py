"""What stands beside the demo office's clients: programmes, users of kits over time, marks."""

from datetime import date
from typing import Any

from mayak.demo.copying import as_generator

# One client in fourteen is a VIP, one in twenty was in the early programme for a year.
_PROGRAMMES = """
INSERT INTO clients_clientprogramme (client_id, name, terms, document, from_date, to_date)
SELECT c.id, 'VIP', 'Персональный менеджер отвечает в течение часа; два выезда в год без оплаты',
  'Соглашение № ' || c.id || '-В', %(today)s::date - (90 + c.id %% 400)::int, NULL::date
FROM clients_client c WHERE c.id %% 14 = 3 AND c.status <> 'disconnected'
UNION ALL
SELECT c.id, 'Ранний доступ', 'Новые разделы за месяц до выхода', '', %(today)s::date - (500 + c.id %% 60)::int,
  %(today)s::date - (140 + c.id %% 60)::int
FROM clients_client c WHERE c.id %% 20 = 7
"""
# Two kits in five grew by a user or two some time ago; where a kit is younger than that, one number holds.
_USERS = """
WITH grown AS (
  SELECT k.id, k.users, k.active_from_date AS since, k.active_to_date AS until,
    CASE WHEN k.id %% 5 < 2 AND k.users > 1 THEN %(today)s::date - (60 + k.id %% 420)::int END AS day
  FROM clients_kit k
), known AS (SELECT g.*, g.day > g.since + 30 AND (g.until IS NULL OR g.day < g.until) AS grew FROM grown g)
INSERT INTO clients_kitusers (kit_id, users, from_date, to_date)
SELECT id, greatest(users - 1 - id %% 2, 1), since, day - 1 FROM known WHERE grew
UNION ALL
SELECT id, users, CASE WHEN grew THEN day ELSE since END, until FROM known
"""
_MARKS = """
INSERT INTO clients_clientmark (client_id, text, author_id, made_at)
SELECT c.id, (%(texts)s::text[])[1 + c.id / 9 %% %(count)s], r.staff_id,
  %(today)s::date - (1 + c.id %% 20) * interval '1 day' + interval '11 hours'
FROM clients_client c
JOIN clients_responsibility r ON r.client_id = c.id AND r.role = 'expert' AND r.to_date IS NULL
WHERE c.id %% 9 = 4 AND c.status <> 'disconnected'
"""
MARKS = ("Семинар в декабре", "Ждёт сверку", "Рекомендовал нас")


def write_around_clients(today: date) -> None:
    """The same office gets the same rows."""
    values: dict[str, Any] = {"today": today, "texts": list(MARKS), "count": len(MARKS)}
    with as_generator() as cursor:
        for statement in (_PROGRAMMES, _USERS, _MARKS):
            cursor.execute(statement, values)
