"""W9 as rules: groups, ties, what is cut."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from mayak.planning.domain.day_queue import (
    Group,
    QueueReason,
    ReasonKind,
    Standing,
    cut,
    line_of,
    needed_by,
    order_key,
    ordered,
)

NOW = datetime(2026, 11, 18, 11, 45, tzinfo=ZoneInfo("Europe/Moscow"))
REASONS = st.builds(
    QueueReason,
    st.sampled_from(list(ReasonKind)),
    st.integers(-500, 500).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    st.integers(1, 99),
)
CLIENTS = st.dictionaries(st.integers(1, 60), st.lists(REASONS, min_size=1, max_size=4), max_size=40)
STANDINGS = st.builds(
    Standing,
    st.none() | st.decimals(0, 1, places=2),
    st.decimals(0, 1000, places=2),
    st.none() | st.dates(),
)


def reason(kind: ReasonKind, minutes: int = 0) -> QueueReason:
    return QueueReason(kind, NOW + timedelta(minutes=minutes), 1)


def test_the_highest_group_leads_and_all_reasons_stay() -> None:
    line = line_of(
        1, [reason(ReasonKind.PLANNED, -900), reason(ReasonKind.AGREEMENT), reason(ReasonKind.FIXED, 90)], NOW
    )
    assert line.group is Group.FIXED
    assert [one.kind for one in line.reasons] == [ReasonKind.FIXED, ReasonKind.AGREEMENT, ReasonKind.PLANNED]


def test_a_call_back_leads_only_when_it_is_due() -> None:
    assert line_of(1, [reason(ReasonKind.CALL_BACK, -1)], NOW).group is Group.CALL_BACK
    assert line_of(1, [reason(ReasonKind.CALL_BACK, 10)], NOW).group is Group.PLANNED


def test_ties_by_deadline_then_necessity_then_money_then_silence_then_id() -> None:
    lines = [line_of(client, [reason(ReasonKind.PLANNED)], NOW) for client in (1, 2, 3, 4, 5)]
    lines.append(line_of(6, [reason(ReasonKind.PLANNED, -60)], NOW))
    standings = {
        1: Standing(Decimal("0.20")),
        2: Standing(Decimal("0.65")),
        3: Standing(Decimal("0.20"), Decimal(500)),
        4: Standing(Decimal("0.20"), Decimal(0), NOW.date()),
        5: Standing(Decimal("0.20")),
        6: Standing(),
    }
    assert [line.client_id for line in ordered(lines, standings)] == [6, 2, 3, 1, 5, 4]


def test_pace_counts_working_hours_without_lunch() -> None:
    assert needed_by(11 * 60 + 38, 16) == 6
    assert needed_by(8 * 60, 16) == 0
    assert needed_by(13 * 60 + 30, 16) == needed_by(13 * 60, 16) == 8
    assert needed_by(20 * 60, 16) == 16


@given(clients=CLIENTS, standings=st.dictionaries(st.integers(1, 60), STANDINGS))
def test_one_line_per_client_in_order(clients: dict[int, list[QueueReason]], standings: dict[int, Standing]) -> None:
    lines = ordered([line_of(client, theirs, NOW) for client, theirs in clients.items()], standings)
    assert sorted(line.client_id for line in lines) == sorted(clients)
    assert all(len(line.reasons) == len(clients[line.client_id]) for line in lines)
    assert [line.group for line in lines] == sorted(line.group for line in lines)
    keys = [order_key(line, standings.get(line.client_id, Standing())) for line in lines]
    assert keys == sorted(keys)


@given(clients=CLIENTS, capacity=st.integers(0, 20), done=st.integers(0, 20))
def test_only_necessity_is_cut(clients: dict[int, list[QueueReason]], capacity: int, done: int) -> None:
    lines = ordered([line_of(client, theirs, NOW) for client, theirs in clients.items()], {})
    kept = cut(lines, capacity=capacity, done=done)
    firm = [line for line in lines if line.group is not Group.NECESSITY]
    assert kept[: len(firm)] == firm
    assert len(kept) <= max(len(firm), capacity - done)
    assert kept == lines[: len(kept)]
