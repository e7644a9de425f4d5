"""Lists typed one to a line: postcode districts, dates."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pim.forms.fields import normalised

DATE_FORMATS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")


class LinesField(forms.CharField):
    """One answer to a line; the answer is a list without doubles, in the order typed."""

    widget = forms.Textarea({"rows": 6})

    def clean(self, value: Any) -> list:
        lines = super().clean(value).splitlines()
        return list(dict.fromkeys(self.read(line.strip()) for line in lines if line.strip()))

    def read(self, line: str) -> Any:
        return line

    def write(self, value: Any) -> str:
        return str(value)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(self.write, value)) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), self._tidy(data))

    def _tidy(self, data: Any) -> Any:
        return "\n".join(line.strip() for line in (data or "").splitlines() if line.strip())


class DistrictsField(LinesField):
    """Postcode districts, ``WA7``."""

    def read(self, line: str) -> str:
        district = normalised(line)
        if district is None or district.is_full:
            raise ValidationError(
                "“%(line)s” is not the first half of a postcode, like WA7",
                code="district",
                params={"line": line[:40]},
            )
        return str(district)


class DatesField(LinesField):
    """Dates, ``25/12/2026`` or ``25 December 2026``; the answer is in order of time."""

    def clean(self, value: Any) -> list[date]:
        return sorted(super().clean(value))

    def read(self, line: str) -> date:
        for form in DATE_FORMATS:
            try:
                return datetime.strptime(line, form).date()  # noqa: DTZ007 - a day, not a moment
            except ValueError:
                continue
        raise ValidationError(
            "“%(line)s” is not a date, like 25/12/2026", code="date", params={"line": line[:40]}
        )

    def write(self, value: date) -> str:
        return f"{value:%d/%m/%Y}"
