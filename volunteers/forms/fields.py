"""Short lists typed into one box."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pim.forms.fields import normalised


class ListField(forms.CharField):
    """Several short answers, parted by commas or lines; the answer is a list without doubles."""

    longest = 40

    def to_python(self, value: Any) -> list[str]:
        typed = (super().to_python(value) or "").replace("\n", ",").split(",")
        found = dict.fromkeys(self.tidy(one.strip()) for one in typed if one.strip())
        if any(len(one) > self.longest for one in found):
            raise ValidationError(f"Each must be {self.longest} characters or fewer")
        return list(found)

    def tidy(self, typed: str) -> str:
        return typed[:1].upper() + typed[1:]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, Sequence) and not _typed(value) else value


class DistrictsField(ListField):
    """Postcode districts, the first parts of postcodes."""

    longest = 4

    def tidy(self, typed: str) -> str:
        found = normalised(typed[:20])
        if found is None:
            raise ValidationError("Enter the first parts of postcodes, like WA7, WA8")
        return found.district


def _typed(value: Any) -> bool:
    return isinstance(value, str)
