"""Money is Decimal roubles with kopecks, rounded half up."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

KOPECK = Decimal("0.01")
NBSP = "\u00a0"


def roubles(value: Decimal | int | str) -> Decimal:
    """The value as roubles with exactly two places, half up. Raises ValueError when it is no number."""
    try:
        return Decimal(value).quantize(KOPECK, rounding=ROUND_HALF_UP)
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {value!r}") from error


def parse_amount(text: str) -> Decimal:
    """An amount as people and old systems write it: ``1234.56``, ``1234,56``, ``1 234,56``.

    Raises ValueError for anything else (two separators, letters, more than two places).
    """
    compact = text.replace(NBSP, "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    compact = compact.removesuffix("₽").removesuffix("руб.")
    if compact.count(".") > 1 or not compact.lstrip("+-").replace(".", "").isdigit():
        raise ValueError(f"not an amount: {text!r}")
    amount = Decimal(compact)
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2 and amount != roubles(amount):
        raise ValueError(f"more than two places: {text!r}")
    return roubles(amount)
