"""The READMEs' pictures, taken from a running demo: ``python -m tools.pictures http://127.0.0.1:8000``."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
]  # fmt: skip
# The ending of the file name, and the browser's language.
LANGUAGES = {"": "ru-RU", "-en": "en-GB"}


def take_all(address: str) -> list[Path]:
    """My day, a client, a call and the board, in both languages; what was written."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        taken = [path for ending, locale in LANGUAGES.items() for path in _take(browser, address, ending, locale)]
        browser.close()
    return taken


def _take(browser: Browser, address: str, ending: str, locale: str) -> list[Path]:
    context = browser.new_context(
        base_url=address, locale=locale, viewport={"width": 1440, "height": 900}, color_scheme="light"
    )
    page = context.new_page()
    _log_in(page)
    taken = [_picture(page, f"my-day{ending}")]
    page.keyboard.press("o")
    page.wait_for_url("**/clients/*/**")
    taken.append(_picture(page, f"client{ending}"))
    page.goto("/board/")
    taken.append(_picture(page, f"board{ending}"))
    page.goto("/")
    page.locator("main").get_by_role("link", name="Позвонить" if locale == "ru-RU" else "Call").first.evaluate(
        "link => { location.href = link.dataset.then || link.getAttribute('href') }"
    )
    page.wait_for_url("**/call*/**")
    taken.append(_picture(page, f"call{ending}"))
    context.close()
    return taken


def _log_in(page: Page) -> None:
    """By one click, as the first person of the demo's cast who makes calls."""
    page.goto("/login/")
    page.locator("form[action='/demo-login/'] button").first.click()
    page.wait_for_url(lambda url: "login" not in url)


def _picture(page: Page, name: str) -> Path:
    """The screen as it is, once its pictures and fonts are there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    return path


def main(arguments: list[str]) -> int:
    """Take the pictures and name them."""
    parser = ArgumentParser(prog="python -m tools.pictures", description=__doc__)
    parser.add_argument("address", help="where `make demo` serves")
    for path in take_all(parser.parse_args(arguments).address):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
