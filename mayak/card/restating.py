"""What becomes of stored values when the type or the choices of their indicator change."""

from collections import Counter

from mayak.card.domain.values import BadValueError, canonical, fits
from mayak.card.models import IndicatorDefinition, IndicatorValue


def stored_form(indicator: IndicatorDefinition, text: str) -> str:
    """The text in the form of the indicator's type; as it is when it is no value of the type."""
    try:
        return canonical(text, indicator.value_type, indicator.allowed)
    except BadValueError:
        return text


def restate_values(indicator: IndicatorDefinition) -> int:
    """Bring stored texts that are values of the indicator's type into their form; the others stay as they are.

    «12,5» becomes 12.5, the name of a choice its code. A text that is no value of the type stays visible, counts as
    missing and is asked anew. Returns how many current words do not fit.
    """
    words = IndicatorValue.objects.filter(indicator=indicator).exclude(value="")
    unfit: Counter[str] = Counter()
    for value in words.order_by().values_list("value", flat=True).distinct():
        if fits(value, indicator.value_type, indicator.allowed):
            continue
        stored = stored_form(indicator, value)
        if stored == value:
            unfit[value] = words.filter(value=value, to_date=None).count()
        else:
            words.filter(value=value).update(value=stored)
    return unfit.total()
