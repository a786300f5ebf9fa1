"""Form fields that take what people write."""

from decimal import Decimal
from typing import Any

from django import forms


class RoublesField(forms.DecimalField):
    """A sum in roubles with any spaces between its figures, as copied from a table: «1 234,50»."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        """The sum; ValidationError for what is none."""
        return super().to_python("".join(value.split()) if isinstance(value, str) else value)
