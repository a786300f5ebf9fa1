"""Russian personal names in the six cases: whom to write to, whom one spoke with (C4). Django-free.

Names that are not written in Cyrillic stay as they are: no rule declines them.
"""

import re
from functools import lru_cache

from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

CASES = {
    "genitive": Case.GENITIVE,
    "dative": Case.DATIVE,
    "accusative": Case.ACCUSATIVE,
    "instrumental": Case.INSTRUMENTAL,
    "prepositional": Case.PREPOSITIONAL,
}
_GENDERS = {"f": Gender.FEMALE, "m": Gender.MALE}
_CYRILLIC = re.compile(r"^[А-Яа-яЁё\-\s.]+$")


@lru_cache(maxsize=1)
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


@lru_cache(maxsize=1)
def _detector() -> PetrovichGenderDetector:
    return PetrovichGenderDetector()


def gender_of(*, first: str = "", middle: str = "", last: str = "") -> str:
    """``f`` or ``m`` as the patronymic, else the first name, else the last name tells; "" when nothing does."""
    for part, name in (("middlename", middle), ("firstname", first), ("lastname", last)):
        if not name or not _CYRILLIC.match(name):
            continue
        try:
            found = _detector().detect(**{part: name})  # type: ignore[no-untyped-call]  # a library without types
        except (StopIteration, ValueError, KeyError):
            continue
        if found in {Gender.FEMALE, Gender.MALE}:
            return "f" if found is Gender.FEMALE else "m"
    return ""


def declined(case: str, *, first: str = "", middle: str = "", last: str = "", gender: str = "") -> str:
    """First, middle and last name in a case of :data:`CASES`; a name of unknown gender is left as it is."""
    known = gender or gender_of(first=first, middle=middle, last=last)
    parts = ((NamePart.FIRSTNAME, first), (NamePart.MIDDLENAME, middle), (NamePart.LASTNAME, last))
    return " ".join(_part(part, name, known, case) for part, name in parts if name)


def _part(part: NamePart, name: str, gender: str, case: str) -> str:
    if gender not in _GENDERS or not _CYRILLIC.match(name) or len(name.rstrip(".")) < 2:
        return name
    return str(_maker().make(part, _GENDERS[gender], CASES[case], name))
