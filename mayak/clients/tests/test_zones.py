"""Where the client's clock stands."""

from zoneinfo import ZoneInfo

import pytest

from mayak.clients.domain.zones import landline_zone, region_zone, zone_of

OFFICE = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("Свердловская область", "Asia/Yekaterinburg"),
        ("г. Екатеринбург", "Asia/Yekaterinburg"),
        ("Томская обл.", "Asia/Tomsk"),
        ("Омская область", "Asia/Omsk"),
        ("Республика Саха (Якутия)", "Asia/Yakutsk"),
        ("г. Москва", "Europe/Moscow"),
        ("Тридевятое царство", ""),
        ("", ""),
    ],
)
def test_the_region_tells_the_zone(region: str, zone: str) -> None:
    assert region_zone(region) == zone


def test_a_mobile_tells_nothing_and_a_landline_does() -> None:
    assert landline_zone("+79990000014") == ""
    assert landline_zone("+74232000000") in {"Asia/Vladivostok", ""}


def test_the_card_wins_over_the_region_and_the_office_is_the_last_word() -> None:
    assert zone_of("Asia/Omsk", OFFICE, region="Камчатский край") == ZoneInfo("Asia/Omsk")
    assert zone_of("", OFFICE, region="Камчатский край") == ZoneInfo("Asia/Kamchatka")
    assert zone_of("Nowhere/Land", OFFICE) == OFFICE
