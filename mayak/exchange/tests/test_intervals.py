"""Histories: responsibles, segments, indicators, status, prices."""

from datetime import date
from pathlib import Path

import pytest

from mayak.accounts.models import Role
from mayak.accounts.tests.makers import make_staff
from mayak.card.models import IndicatorValue
from mayak.card.services.values import change_value
from mayak.card.tests.makers import make_indicator
from mayak.clients.models import Client, ClientSegment, Kit, Responsibility
from mayak.core.errors import InvalidInputError
from mayak.exchange.tests.makers import BASE, CLIENTS, KITS, bring, numbers, write_folder, write_table

pytestmark = pytest.mark.django_db
YESTERDAY, TODAY = date(2026, 3, 17), date(2026, 3, 18)
Interval = tuple[str, date | None, date | None, bool]


def responsibles_of(client: str) -> list[Interval]:
    rows = Responsibility.objects.filter(client__external_id=client).order_by("pk")
    return [(row.staff.external_id or "", row.from_date, row.to_date, row.is_derived) for row in rows]


def test_the_clients_column_makes_intervals(tmp_path: Path) -> None:
    bring(write_folder(tmp_path, BASE))
    assert responsibles_of("11") == [("S1", date(2020, 2, 1), None, True)]
    assert responsibles_of("12") == [("S1", None, None, True)]


def test_a_later_change_of_the_column_closes_and_opens(tmp_path: Path) -> None:
    bring(write_folder(tmp_path, BASE))
    changed = [CLIENTS[0], ["11", "Ромашка", "remote", "S2", "2020-02-01"], ["12", "Лютик", "on_site", "", ""]]
    path = write_table(tmp_path / "clients.csv", changed)
    assert numbers(bring(path), "clients") == (0, 2, 0, 0)
    assert responsibles_of("11") == [("S1", date(2020, 2, 1), YESTERDAY, True), ("S2", TODAY, None, True)]
    assert responsibles_of("12") == [("S1", None, YESTERDAY, True)]
    assert numbers(bring(path), "clients") == (0, 0, 2, 0)


def test_explicit_rows_outrank_the_column(tmp_path: Path) -> None:
    rows = [
        ["client", "staff", "role", "from", "to"],
        ["11", "S2", "expert", "2024-01-01", ""],
        ["11", "S1", "expert", "2025-01-01", ""],
    ]
    folder = write_folder(tmp_path, {**BASE, "responsibles": rows})
    bring(folder)
    expected = [("S2", date(2024, 1, 1), date(2024, 12, 31), False), ("S1", date(2025, 1, 1), None, False)]
    assert responsibles_of("11") == expected
    report = bring(folder)
    assert (numbers(report, "clients"), numbers(report, "responsibles")) == ((0, 0, 2, 0), (0, 0, 2, 0))


def test_explicit_rows_that_come_later_replace_the_derived(tmp_path: Path) -> None:
    bring(write_folder(tmp_path, BASE))
    rows = [["client", "staff", "role", "from"], ["11", "S2", "expert", "2024-01-01"]]
    bring(write_table(tmp_path / "later" / "responsibles.csv", rows))
    assert responsibles_of("11") == [("S2", date(2024, 1, 1), None, False)]


def test_overlapping_rows_are_an_error(tmp_path: Path) -> None:
    rows = [
        ["client", "staff", "role", "from", "to"],
        ["11", "S1", "expert", "2024-01-01", "2025-06-30"],
        ["11", "S2", "expert", "2025-01-01", ""],
    ]
    (failure,) = bring(write_folder(tmp_path, {**BASE, "responsibles": rows})).failures
    assert (failure.row, failure.column, failure.value) == (3, "from", "2025-01-01")


def segments() -> list[tuple[str, date | None, date | None]]:
    rows = ClientSegment.objects.order_by("from_date")
    return [(str(row.segment), row.from_date, row.to_date) for row in rows]


def test_a_new_segment_closes_the_former_the_day_before(tmp_path: Path) -> None:
    header = ["client", "type", "segment", "entered", "left"]
    bring(write_folder(tmp_path, {**BASE, "segments": [header, ["11", "Категория", "C", "2025-01-01", ""]]}))
    path = write_table(tmp_path / "segments.csv", [header, ["11", "категория", "B", "2026-01-01", ""]])
    assert numbers(bring(path), "segments") == (1, 0, 0, 0)
    assert segments() == [("C", date(2025, 1, 1), date(2025, 12, 31)), ("B", date(2026, 1, 1), None)]
    assert numbers(bring(path), "segments") == (0, 0, 1, 0)


def test_an_earlier_entry_joins_the_history(tmp_path: Path) -> None:
    header = ["client", "type", "segment", "entered"]
    bring(write_folder(tmp_path, {**BASE, "segments": [header, ["11", "Категория", "B", "2026-01-01"]]}))
    path = write_table(tmp_path / "segments.csv", [header, ["11", "Категория", "A", "2024-01-01"]])
    bring(path)
    assert segments() == [("A", date(2024, 1, 1), date(2025, 12, 31)), ("B", date(2026, 1, 1), None)]
    assert numbers(bring(path), "segments") == (0, 0, 1, 0)


def test_a_correction_of_an_entry_is_an_update(tmp_path: Path) -> None:
    header = ["client", "type", "segment", "entered"]
    bring(write_folder(tmp_path, {**BASE, "segments": [header, ["11", "Категория", "B", "2026-01-01"]]}))
    bring(write_table(tmp_path / "segments.csv", [header, ["11", "Категория", "A", "2026-01-01"]]))
    assert segments() == [("A", date(2026, 1, 1), None)]


def test_a_newer_word_of_a_source_closes_the_former(tmp_path: Path) -> None:
    header = ["client", "indicator", "value", "confirmed", "source"]
    bring(write_folder(tmp_path, {**BASE, "indicators": [header, ["11", "Хобби", "дача", "2025-01-01", "звонок"]]}))
    rows = [header, ["11", "Хобби", "", "2026-01-01", "звонок"], ["11", "Хобби", "йога", "2025-06-01", "визит"]]
    path = write_table(tmp_path / "indicators.csv", rows)
    assert numbers(bring(path), "indicators") == (2, 0, 0, 0)
    values = IndicatorValue.objects.order_by("from_date").values_list("value", "from_date", "to_date")
    assert list(values) == [
        ("дача", date(2025, 1, 1), date(2025, 12, 31)),
        ("йога", date(2025, 6, 1), None),
        ("", date(2026, 1, 1), None),
    ]
    assert numbers(bring(path), "indicators") == (0, 0, 2, 0)


def test_a_source_is_one_however_it_is_written(tmp_path: Path) -> None:
    header = ["client", "indicator", "value", "confirmed", "source"]
    rows = [
        ["11", "Хобби", "дача", "2025-01-01", "Визит"],
        ["11", "Город", "Псков", "2025-01-01", "Public register"],
        ["11", "Район", "Завеличье", "2025-01-01", "Сосед"],
    ]
    bring(write_folder(tmp_path, {**BASE, "indicators": [header, *rows]}))
    told = IndicatorValue.objects.order_by("pk").values_list("source", flat=True)
    assert list(told) == ["visit", "register", "Сосед"], "a known one by its code, another as it was written"
    again = [["11", "Хобби", "йога", "2026-01-01", " ВИЗИТ "], ["11", "хобби", "йога", "2026-01-01", "visit"]]
    path = write_table(tmp_path / "again" / "indicators.csv", [header, *again])
    assert numbers(bring(path), "indicators") == (1, 0, 0, 1), "the same source twice in a file is an error"
    assert list(IndicatorValue.objects.filter(to_date=None, value="йога").values_list("source", flat=True)) == ["visit"]
    IndicatorValue.objects.filter(source="visit").update(source="Визит")  # as imports before stored it
    assert numbers(bring(path), "indicators") == (0, 1, 0, 1)


def test_an_indicator_with_a_term_is_valid_for_it(tmp_path: Path) -> None:
    rows = [["client", "indicator", "value", "confirmed"], ["11", "head", "Лесной", "2026-01-01"]]
    bring(write_folder(tmp_path, {**BASE, "indicators": rows}))
    assert IndicatorValue.objects.get().valid_until_date == date(2026, 4, 1)


def test_a_value_takes_the_form_of_its_indicator_and_what_is_none_stays_visible(tmp_path: Path) -> None:
    none = {"code": "none", "ru": "нет транспорта"}
    choices = [{"code": "cars", "ru": "легковой"}, {"code": "lorries", "ru": "грузовой"}, none]
    make_indicator("fleet", value_type="multiple", choices=choices)
    make_indicator("shops", value_type="number")
    header = ["client", "indicator", "value", "confirmed"]
    rows = [["11", "fleet", "Грузовой; легковой", "2026-01-01"], ["11", "shops", "много", "2026-01-01"]]
    path = write_folder(tmp_path, {**BASE, "indicators": [header, *rows]})
    bring(path)
    assert set(IndicatorValue.objects.values_list("value", flat=True)) == {"cars; lorries", "много"}
    assert numbers(bring(path), "indicators") == (0, 0, 2, 0)


def test_what_no_page_accepts_is_an_error_of_the_row(tmp_path: Path) -> None:
    bring(write_folder(tmp_path, BASE))
    fleet = [{"code": "cars", "ru": "легковой"}, {"code": "none", "ru": "нет транспорта"}]
    make_indicator("fleet", value_type="multiple", choices=fleet)
    make_indicator("shops", value_type="number")
    make_indicator("turnover", value_type="money")
    client = Client.objects.get(external_id="11")
    bad = {"fleet": "Легковой; нет транспорта", "shops": "-3", "turnover": "−1 000 ₽"}
    rows = [["11", code, value, "2026-02-01"] for code, value in bad.items()]
    header = ["client", "indicator", "value", "confirmed"]
    failures = bring(write_table(tmp_path / "bad" / "indicators.csv", [header, *rows])).failures
    for failure, (code, value) in zip(failures, bad.items(), strict=True):
        with pytest.raises(InvalidInputError) as refused:
            change_value(user=make_staff(Role.DIRECTOR), client_id=client.pk, code=code, value=value)
        assert (failure.column, failure.value, failure.reason) == ("value", value, refused.value.message)
    assert not IndicatorValue.objects.exists()


def test_a_price_and_a_status_keep_their_history(tmp_path: Path) -> None:
    bring(write_folder(tmp_path, BASE))
    write_table(tmp_path / "kits.csv", [KITS[0], ["K1", "11", "Бухгалтер", "online", "1200,50"]])
    write_table(tmp_path / "clients.csv", [["id", "name", "service_mode", "status"], ["11", "Ромашка", "ДС", "уходит"]])
    bring(tmp_path)
    prices = Kit.objects.get().prices.order_by("pk").values_list("price_amount", "from_date", "to_date")
    assert [(str(price), start, end) for price, start, end in prices] == [
        ("1000.00", None, YESTERDAY),
        ("1200.50", TODAY, None),
    ]
    periods = Client.objects.get(external_id="11").status_periods.order_by("pk")
    assert [(row.status, row.from_date, row.to_date) for row in periods] == [
        ("active", None, YESTERDAY),
        ("leaving", TODAY, None),
    ]
