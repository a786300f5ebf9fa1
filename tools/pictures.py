"""The pictures of READMEs and manuals, taken from a running demo: ``python -m tools.pictures http://127.0.0.1:8000``.

The demo's administrator really imports a small damaged table for them, so take them from an office made for it.
"""

import os
import struct
import sys
import zlib
from argparse import ArgumentParser
from base64 import b64decode, b64encode
from pathlib import Path

from playwright.sync_api import FilePayload, Page, Playwright, sync_playwright

from tools.chromium import FLAGS, find_chromium

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 1440, 900
# The ending of the file name, and the browser's language.
LANGUAGES = {"": "ru-RU", "-en": "en-GB"}

# A number is not dialled: the system's dialogue would stand over the page.
DO_NOT_DIAL = """
navigation.addEventListener("navigate", (event) => {
  if (event.destination.url.startsWith("tel:")) event.preventDefault();
});
"""
# An empty field for a day shows its pattern in the language of the system, not in that of the page.
LOCAL_DAYS = """(pattern) => document.querySelectorAll("input[type=date]").forEach((field) => {
  field.type = "text";
  field.placeholder = pattern;
})"""
# A palette of 256 colours, each chosen where the error is largest so far; other pixels take the nearest of them.
TO_PALETTE = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const pixels = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) || 0) + 1);
  const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  const all = [...counts].map(([pixel, count]) => ({ pixel, count, rgb: parts(pixel), far: Infinity, place: 0 }));
  const colours = [];
  let worst = all.reduce((best, one) => (one.count > best.count ? one : best));
  while (colours.length < 256 && worst.far > 0) {
    const [red, green, blue] = worst.rgb;
    for (const one of all) {
      const far = (one.rgb[0] - red) ** 2 + (one.rgb[1] - green) ** 2 + (one.rgb[2] - blue) ** 2;
      if (far < one.far) Object.assign(one, { far, place: colours.length });
    }
    colours.push(worst.rgb);
    worst = all.reduce((best, one) => (one.far * one.count > best.far * best.count ? one : best));
  }
  const places = new Map(all.map((one) => [one.pixel, one.place]));
  const text = (bytes) => bytes.reduce((all, byte) => all + String.fromCharCode(byte), "");
  return {
    width: image.width,
    height: image.height,
    palette: btoa(text(colours.flat())),
    pixels: btoa(text(Uint8Array.from(pixels, (pixel) => places.get(pixel)).values().toArray())),
  };
}"""


# What a lead and an administrator see: name of the picture → address.
OF_THE_LEAD = {"team": "/lead/"}
OF_THE_ADMINISTRATOR = {
    "staff": "/team/",
    "settings": "/settings/",
    "security": "/security/",
    "notifications": "/notifications/settings/",
}
# The places of the demo's cast on the log-in page.
EXPERT, LEAD, ADMINISTRATOR = 0, 2, 4
# A table as it comes out of an old system: digits lost, a column nobody knows, a day that does not exist.
DAMAGED_TABLE = (
    "Код;Наименование;ИНН;Вид сопровождения;Клиент с;Специалист;Увлечения\n"
    "k-1;ООО «Тихая гавань»;7701000140.0;ДС;31.03.24;krylova;шахматы\n"
    "k-2;ООО «Северный лад»;7701000140;ДС;45383;krylova;дача\n"
    "k-3;АО «Каменный мыс»;;КС;31.02.2024;krylova;\n"
)


def take_all(address: str) -> list[Path]:
    """The screens of expert, lead and administrator, in both languages; what was written."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        return [path for ending, locale in LANGUAGES.items() for path in _take(playwright, address, ending, locale)]


def _take(playwright: Playwright, address: str, ending: str, locale: str) -> list[Path]:
    speech: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": locale[:2]}
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS, env=speech)
    context = browser.new_context(
        base_url=address,
        locale=locale,
        timezone_id="Europe/Moscow",
        viewport={"width": WIDTH, "height": HEIGHT},
        color_scheme="light",
    )
    context.add_init_script(DO_NOT_DIAL)
    page = context.new_page()
    taken = [
        *_of_the_expert(page, ending, "дд.мм.гггг" if locale == "ru-RU" else "dd/mm/yyyy"),
        *_of_pages(page, LEAD, OF_THE_LEAD, ending),
        *_of_pages(page, ADMINISTRATOR, OF_THE_ADMINISTRATOR, ending),
        *_of_an_import(page, ending),
    ]
    browser.close()
    return taken


def _of_the_expert(page: Page, ending: str, day_pattern: str) -> list[Path]:
    _log_in(page, EXPERT)
    taken = [_picture(page, f"my-day{ending}")]
    page.keyboard.press("o")
    page.wait_for_url("**/clients/*/**")
    taken.append(_picture(page, f"client{ending}"))
    page.goto("/board/")
    page.evaluate(LOCAL_DAYS, day_pattern)
    taken.append(_picture(page, f"board{ending}"))
    page.goto("/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/*/**")
    taken.append(_picture(page, f"call{ending}"))
    return taken


def _of_pages(page: Page, who: int, addresses: dict[str, str], ending: str) -> list[Path]:
    _log_in(page, who)
    taken = []
    for name, address in addresses.items():
        page.goto(address)
        taken.append(_picture(page, f"{name}{ending}"))
    return taken


def _of_an_import(page: Page, ending: str) -> list[Path]:
    """The steps of an import, of which only the plan is made: the office stays as it was."""
    page.goto("/import/")
    table: FilePayload = {"name": "clients.csv", "mimeType": "text/csv", "buffer": DAMAGED_TABLE.encode("cp1251")}
    page.locator("input[type=file]").first.set_input_files(files=[table])
    page.wait_for_url("**/import/*/tables/**")
    taken = [_picture(page, f"import-tables{ending}")]
    page.goto(page.url.replace("/tables/", "/columns/"))
    taken.append(_picture(page, f"import-columns{ending}"))
    return taken


def _log_in(page: Page, who: int) -> None:
    """By one click, as one of the demo's cast."""
    page.context.clear_cookies()
    page.goto("/login/")
    page.locator("form[action='/demo-login/'] button").nth(who).click()
    page.wait_for_url(lambda url: "login" not in url)


def _picture(page: Page, name: str) -> Path:
    """The screen as it is, once its pictures and fonts are there."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready")
    path = PICTURES / f"{name}.png"
    path.write_bytes(_in_256_colours(page, page.screenshot(animations="disabled", caret="hide")))
    return path


def _in_256_colours(page: Page, png: bytes) -> bytes:
    """The picture as a PNG with a palette, a third of its size; the browser counts the colours."""
    counter = page.context.new_page()
    counted = counter.evaluate(TO_PALETTE, f"data:image/png;base64,{b64encode(png).decode()}")
    counter.close()
    width, height, pixels = counted["width"], counted["height"], b64decode(counted["pixels"])
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, content)
        for kind, content in (
            (b"IHDR", header),
            (b"PLTE", b64decode(counted["palette"])),
            (b"IDAT", zlib.compress(rows, 9)),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def main(arguments: list[str]) -> int:
    """Take the pictures and name them."""
    parser = ArgumentParser(prog="python -m tools.pictures", description=__doc__)
    parser.add_argument("address", help="where `make demo` serves")
    for path in take_all(parser.parse_args(arguments).address):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
