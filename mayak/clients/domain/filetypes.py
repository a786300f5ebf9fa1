"""What a file is, found by looking into it: the name proves nothing. Plain Python."""

import zipfile
from io import BytesIO

PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_MARKS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
)
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def media_type_of(content: bytes) -> str:
    """The type of a picture, a PDF, an office document or a plain text; "" for everything else.

    Programs, pages with scripts, pictures that are programs (SVG) are nothing of these.
    """
    for mark, kind in _MARKS:
        if content.startswith(mark):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _in_archive(content)
    return "text/plain" if _is_text(content) else ""


def _in_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                return kind if kind.startswith(_OPEN_DOCUMENT) else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return ""
    if any("vbaproject" in name.lower() for name in names):  # macros
        return ""
    return next((kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)), "")


def _is_text(content: bytes) -> bool:
    head = content[:4096]
    if not head or b"\x00" in head:
        return False
    for encoding in ("utf-8", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        start = text.lstrip("\ufeff \t\r\n")[:200].lower()
        return not start.startswith(("<", "#!")) and all(c.isprintable() or c in "\r\n\t\f" for c in text[:4096])
    return False
