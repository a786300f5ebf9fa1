"""The palette: what people really type is understood, Enter opens, Esc closes."""

import re

import psycopg
import pytest
from playwright.sync_api import Locator, expect

from tests.crash.office import Office
from tests.e2e.seat import Seat

LATIN = dict(zip("ёйцукенгшщзхъфывапролджэячсмитьбю", "`qwertyuiop[]asdfghjkl;'zxcvbnm,.", strict=True))


def in_latin_layout(text: str) -> str:
    """The same keys with the English layout on."""
    return "".join(LATIN.get(letter, letter) for letter in text.lower())


@pytest.fixture(scope="module")
def known(demo: Office) -> dict[str, str]:
    """A client of Ева Крылова with ё in its name, and somebody there who can be called."""
    with psycopg.connect(demo.database_url()) as session:
        row = session.execute(
            """
            SELECT client.name, client.inn, person.last_name, person.first_name, phone.number
            FROM clients_client client
            JOIN clients_responsibility resp ON resp.client_id = client.id AND resp.to_date IS NULL
            JOIN accounts_staff staff ON staff.id = resp.staff_id AND staff.login = 'krylova'
            JOIN clients_person person ON person.client_id = client.id AND person.left_date IS NULL
            JOIN clients_personphone phone ON phone.person_id = person.id
            WHERE client.left_date IS NULL AND client.inn <> ''
            ORDER BY client.name LIKE '%ё%' DESC, length(client.name) DESC, client.id, person.id, phone.id LIMIT 1
            """
        ).fetchone()
    assert row is not None
    return dict(zip(("name", "inn", "last_name", "first_name", "phone"), row, strict=True))


def ask(seat: Seat, text: str) -> Locator:
    """Open the palette, type, and get its hits once they answer that text."""
    page = seat.page
    seat.press("/")
    expect(page.locator("#palette [type=search]")).to_be_focused()
    page.keyboard.type(text)
    expect(page.locator(f'#palette [data-query="{text}"]')).to_be_attached()
    return page.locator("#palette [role=option]")


def core(name: str) -> str:
    """The name without its form and quotes: what people type."""
    found = re.search(r"«(.+?)»", name)
    return (found[1] if found else name).lower()


def with_typo(word: str) -> str:
    """Two letters in the middle swapped."""
    at = len(word) // 2
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def test_a_client_by_every_spelling(expert: Seat, known: dict[str, str]) -> None:
    name = core(known["name"])
    spellings = {
        "as written": name,
        "without ё": name.replace("ё", "е"),
        "in the English layout": in_latin_layout(name),
        "with a typo": with_typo(name),
        "INN": known["inn"],
    }
    for how, text in spellings.items():
        hits = ask(expert, text)
        expect(hits.first, how).to_contain_text(name.replace("-", "-"), ignore_case=True)
        expert.page.keyboard.press("Escape")
        expect(expert.page.locator("#palette")).to_be_hidden()


def test_a_corrected_layout_is_told(expert: Seat, known: dict[str, str]) -> None:
    ask(expert, in_latin_layout(core(known["name"])))
    expect(expert.page.locator("#palette .pal__fix")).to_contain_text("раскладк")


def test_a_phone_in_any_spelling(expert: Seat, known: dict[str, str]) -> None:
    digits = known["phone"].removeprefix("+7")[:10]
    tail = f"{digits[3:6]}-{digits[6:8]}-{digits[8:10]}"
    for text in (f"8 ({digits[:3]}) {tail}", f"+7{digits}", digits, tail):
        hits = ask(expert, text)
        expect(hits.filter(has_text=f"+7\xa0({digits[:3]})\xa0{tail}").first, text).to_be_visible()
        expert.page.keyboard.press("Escape")


def test_a_person_and_enter(expert: Seat, known: dict[str, str]) -> None:
    hits = ask(expert, f"{known['last_name']} {known['first_name']}".lower())
    expect(hits.first).to_contain_text(known["last_name"])
    expert.page.keyboard.press("Enter")
    expert.page.wait_for_url(re.compile(r"/clients/\d+/persons/"))
    expect(expert.page.locator("#main")).to_contain_text(known["last_name"])


def test_typed_and_entered_at_once(expert: Seat, known: dict[str, str]) -> None:
    expert.page.keyboard.press("/")
    expect(expert.page.locator("#palette [type=search]")).to_be_focused()
    expert.page.keyboard.type(known["inn"])
    expert.page.keyboard.press("Enter")
    expert.page.wait_for_url(re.compile(r"/clients/\d+/$"))
    expect(expert.page.locator("h1")).to_contain_text(core(known["name"]), ignore_case=True)


def test_a_command(expert: Seat) -> None:
    hits = ask(expert, "монит")
    expect(hits.first).to_contain_text("Мониторинг")
    expert.page.keyboard.press("Enter")
    expert.page.wait_for_url("**/board/")


def test_tab_keeps_one_kind_and_brings_the_others_back(expert: Seat, known: dict[str, str]) -> None:
    palette = expert.page.locator("#palette")
    hits = ask(expert, known["last_name"].lower())
    kind = hits.first.locator("xpath=ancestor::section").get_attribute("data-kind")
    assert kind
    for press in ("at rest", "at once"):
        if press == "at once":
            expert.page.keyboard.press("Control+A")
            expert.page.keyboard.type(known["last_name"])
        expert.page.keyboard.press("Tab")
        expect(palette.locator(f'.pal__body[data-kind="{kind}"]'), press).to_be_attached()
        expect(palette.locator("section"), press).to_have_count(1)
        expect(palette.locator("[type=search]"), press).to_be_focused()
        expert.page.keyboard.press("Tab")
        expect(palette.locator(".pal__body:not([data-kind])"), press).to_be_attached()


def test_shift_enter_searches_as_typed(expert: Seat, known: dict[str, str]) -> None:
    palette = expert.page.locator("#palette")
    ask(expert, in_latin_layout(core(known["name"])))
    expect(palette.locator(".pal__fix")).to_be_visible()
    expert.page.keyboard.press("Shift+Enter")
    expect(palette.locator(".empty")).to_contain_text("Ничего не нашлось")
    expect(palette.locator(".pal__fix")).to_have_count(0)
    expect(palette.locator("[type=search]")).to_be_focused()
    expert.page.keyboard.press("Control+A")
    expert.page.keyboard.type(core(known["name"]))
    expect(palette.locator("[role=option]").first).to_be_visible()
