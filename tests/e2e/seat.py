"""A person at a desk: one browser window, what was clicked and pressed in it, what went wrong in it."""

import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

# A dialled number is noted instead of handed to the system: its dialogue would swallow every click after it.
NOTE_DIALLED = """
navigation.addEventListener("navigate", (event) => {
  if (!event.destination.url.startsWith("tel:")) return;
  event.preventDefault();
  window.dialled(event.destination.url);
});
"""
WIDE = (1440, 900)
PHONE = (390, 844)
# The contact page takes Enter 400 ms after it opened (a held key must not close the next client).
IS_CALM = "() => performance.now() > performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd + 450"


class Seat:
    """A window on one office. ``clicks`` and ``presses`` count; typing does not."""

    def __init__(
        self,
        browser: Browser,
        origin: str,
        *,
        size: tuple[int, int] = WIDE,
        language: str = "ru-RU",
        theme: str = "light",
        state: Any = None,
    ) -> None:
        self.origin = origin
        self.context: BrowserContext = browser.new_context(
            base_url=origin,
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            timezone_id="Europe/Moscow",
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            has_touch=size[0] < 500,
            storage_state=state,
        )
        self.context.set_default_timeout(30_000)
        self.context.expose_function("dialled", self._note_dialled)
        self.context.add_init_script(NOTE_DIALLED)
        self.dialled: list[str] = []
        self.clicks = 0
        self.presses = 0
        self.troubles: list[str] = []
        self.expected: list[str] = []
        self.page = self.open()

    def open(self) -> Page:
        """Another page in the same window, watched."""
        page = self.context.new_page()
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("response", self._note_response)
        return page

    def expect_trouble(self, pattern: str) -> None:
        """This test provokes messages like that on purpose."""
        self.expected.append(pattern)

    def real_troubles(self) -> list[str]:
        """What went wrong beside the provoked."""
        return [text for text in self.troubles if not any(re.search(pattern, text) for pattern in self.expected)]

    def go(self, path: str) -> Response:
        """Open an address of the office."""
        response = self.page.goto(path)
        assert response is not None, path
        return response

    def click(self, target: Locator) -> None:
        """One click of the mouse."""
        target.click()
        self.clicks += 1

    def press(self, key: str) -> None:
        """One key beside typing, on a page whose scripts listen."""
        self.page.wait_for_load_state()
        self.page.keyboard.press(key)
        self.presses += 1

    def be_calm(self) -> None:
        """As long as a person needs to look at a fresh page."""
        self.page.wait_for_function(IS_CALM)

    def log_in_as_demo(self, name: str) -> None:
        """Choose one of the demo office's people on the log-in page: one click."""
        self.go("/login/")
        self.click(self.page.locator(".du", has_text=name))
        expect(self.page).to_have_url(f"{self.origin}/")

    def log_in(self, login: str, password: str) -> None:
        """Log in under one's own name."""
        self.go("/login/?own=1")
        self.page.fill("#id_login", login)
        self.page.fill("#id_password", password)
        self.page.locator(".auth form button.btn--primary").click()
        expect(self.page).to_have_url(f"{self.origin}/")

    def width_over(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth"))

    def close(self) -> None:
        """Shut the window."""
        self.context.close()

    def _note_dialled(self, url: str) -> None:
        self.dialled.append(url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{message.location.get('url', '')}: {message.text}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.url}: {response.status}")
