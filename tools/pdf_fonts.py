"""Make the fonts of printed sheets from the browser's: ``python -m tools.pdf_fonts``.

A browser takes Inter as variable web fonts, a part per script; a PDF needs plain TrueType files, one per weight, with
Latin, Cyrillic and ₽ in each. fontTools comes with fpdf2; brotli, which opens the web fonts, with the product.
"""

import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
PARTS = sorted((ROOT / "mayak/ui/static/ui/fonts").glob("inter-*.woff2"), key=lambda path: "latin" not in path.name)
TARGET = ROOT / "mayak/ui/fonts"
WEIGHTS = {"Regular": 420, "SemiBold": 600}
# Tables that only browsers and variable fonts have a use for.
NEEDLESS = ("GSUB", "GPOS", "GDEF", "STAT", "avar", "fvar", "gvar", "HVAR", "MVAR", "DSIG", "meta")


def make(name: str, weight: int) -> Path:
    """One weight of all parts together."""
    with tempfile.TemporaryDirectory() as folder:
        plain = []
        for part in PARTS:
            font = instantiateVariableFont(TTFont(part), {"wght": weight})
            for table in NEEDLESS:
                if table in font:
                    del font[table]
            font.flavor = None
            plain.append(str(Path(folder) / f"{part.stem}.ttf"))
            font.save(plain[-1])
        merged = Merger().merge(plain)
    # The same input gives the same file.
    merged["head"].created = merged["head"].modified = 3_800_000_000
    merged.recalcTimestamp = False
    target = TARGET / f"Inter-{name}.ttf"
    merged.save(target)
    return target


def main() -> None:
    """Make all weights."""
    TARGET.mkdir(exist_ok=True)
    for name, weight in WEIGHTS.items():
        target = make(name, weight)
        print(f"{target.relative_to(ROOT)} {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
