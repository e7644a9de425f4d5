"""A date in three boxes: day, month, year. Nobody has to fight a calendar."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from pim import clock

PARTS = ("day", "month", "year")
SOON = 20  # years: a date is no further ahead than that where the year has two numbers
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class DatePartsWidget(forms.MultiWidget):
    """Three text boxes; the template gives each its label."""

    use_fieldset = True

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({part: _box(part) for part in PARTS}, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]


def _box(part: str) -> forms.TextInput:
    width = 4 if part == "year" else 2
    return forms.TextInput(
        {"inputmode": "numeric", "class": f"nhsuk-date-input__input nhsuk-input--width-{width}"}
    )


class DatePartsField(forms.Field):
    """A `date` from three boxes. What was typed stays as typed.

    The code of an error names the boxes it is about (``"day"``, ``"day month"``), and the
    template marks those. ``called`` is the date's name in an error: "your baby's birthday".
    Bounds are validators: `NotBefore`, `NotAfter`.
    """

    widget = DatePartsWidget

    def __init__(self, *, called: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.called = called

    def to_python(self, value: Sequence[str | None] | date | None) -> date | None:
        if value is None or isinstance(value, date):
            return value
        typed = [str(part or "").strip() for part in value]
        if not any(typed):
            return None
        self._refuse_gaps(typed)
        return self._real_date(*self._numbers(typed))

    def validate(self, value: date | None) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code=" ".join(PARTS))

    def _refuse_gaps(self, typed: list[str]) -> None:
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if missing:
            words = " and a ".join(missing)
            raise ValidationError(f"{self._subject} must include a {words}", " ".join(missing))

    def _numbers(self, typed: list[str]) -> tuple[int, int, int]:
        day, month, year = _number(typed[0]), _month(typed[1]), _number(typed[2])
        if day is None or month is None or year is None:
            wrong = [p for p, n in zip(PARTS, (day, month, year), strict=True) if n is None]
            raise ValidationError(f"{self._subject} must be in numbers", " ".join(wrong))
        return day, month, _whole_year(year, typed[2])

    def _real_date(self, day: int, month: int, year: int) -> date:
        if not 1 <= month <= 12:
            raise ValidationError("The month must be a number from 1 to 12", "month")
        try:
            return date(year, month, day)
        except ValueError:
            said = f"{day} {MONTH_NAMES[month - 1]}"
            raise ValidationError(
                f"{said} is not a real date. Check the day and the month", "day month"
            ) from None

    @property
    def _subject(self) -> str:
        return capfirst(self.called or "the date")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _whole_year(year: int, text: str) -> int:
    """Two numbers are a year of our time: "26" is 2026, and "94" is 1994."""
    if len(text) == 2:
        year += 2000 if year <= clock.today().year % 100 + SOON else 1900
    if not 1900 <= year <= 2200:
        this = clock.today().year
        raise ValidationError(f"The year must have 4 numbers, like {this}", "year")
    return year


def _month(text: str) -> int | None:
    """A number, or a name: "2", "Feb", "Sept.", "february"."""
    text = text.rstrip(".")
    if text[:3].lower() in MONTHS and text.isalpha():
        return MONTHS.index(text[:3].lower()) + 1
    return _number(text)


class NotAfter:
    """Refuses a date more than ``days`` from today; a negative number lies in the past."""

    def __init__(self, message: str, *, days: int = 0) -> None:
        self.message, self.days = message, days

    def __call__(self, value: date) -> None:
        if value > clock.today() + timedelta(days=self.days):
            raise ValidationError(self.message, " ".join(PARTS))


class NotBefore(NotAfter):
    """Refuses a date earlier than ``days`` from today."""

    def __call__(self, value: date) -> None:
        if value < clock.today() + timedelta(days=self.days):
            raise ValidationError(self.message, " ".join(PARTS))
