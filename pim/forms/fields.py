"""Answers people give: telephone numbers, postcodes, and choices with hints."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from phonenumber_field.phonenumber import PhoneNumber, to_python

from pim.access.encryption import blind_index
from pim.forms.dates import DatePartsField, NotAfter, NotBefore
from pim.rota import WEEKDAYS

__all__ = [
    "CheckboxesField",
    "DatePartsField",
    "EmailField",
    "NotAfter",
    "NotBefore",
    "Postcode",
    "PostcodeField",
    "RadiosField",
    "UKPhoneField",
    "WeekdaysField",
    "WholeNumberField",
    "YesNoField",
    "postcode_index",
]

# Numbers Ofcom keeps for stories and demonstrations: nobody's, so no plan calls them valid.
FICTIONAL = re.compile(r"\+44(7700900|1632960|2079460|8081570|3069990)\d{3}")


class UKPhoneField(forms.CharField):
    """A number however it is typed; the answer is E.164, ``+447911123456``.

    Without a ``+`` it is one of the United Kingdom. One from elsewhere is never refused: whether
    we can ring it is a person's to decide.
    """

    default_error_messages = {
        "invalid": (
            "Enter a phone number, like 07700 900123. "
            "One from another country begins with +, like +48"
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"autocomplete": "tel", "class": "nhsuk-input--width-20"} | widget.attrs

    widget = forms.TextInput(attrs={"type": "tel"})

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        number = to_python(typed, region="GB")
        if not _is_anybodys(number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number.as_e164

    def prepare_value(self, value: Any) -> Any:
        return national(value) if isinstance(value, str) and value.startswith("+") else value


def _is_anybodys(number: PhoneNumber) -> bool:
    if number.is_valid():
        return True
    return number.country_code == 44 and bool(FICTIONAL.fullmatch(number.as_e164))


def national(e164: str) -> str:
    """``+447700900123`` as people here say it, ``07700 900123``; one from elsewhere in full."""
    number = to_python(e164, region="GB")
    if not number or not _is_anybodys(number):
        return e164
    return number.as_national if number.country_code == 44 else number.as_international


class EmailField(forms.EmailField):
    """An e-mail address; phones offer the right keys and her own address."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        plain = {"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}
        return plain | widget.attrs


WHOLE_NUMBER = re.compile(r"-?[0-9]+")


class WholeNumberField(forms.IntegerField):
    """A whole number in a plain box: no little arrows, and digits on a phone's keyboard."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"})

    def to_python(self, value: Any) -> int | None:
        """Digits and nothing else: "1_0" and "10.0" are slips, though Python would take them.

        Below nothing is for ``min_value`` to refuse: it says what would be enough.
        """
        typed = "" if value is None else str(value).strip()
        if typed and not WHOLE_NUMBER.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(typed)


class Postcode(str):
    """A UK postcode, ``CV1 2AB``, or only its first half, the district ``CV1``."""

    __slots__ = ()

    @property
    def district(self) -> str:
        return self.partition(" ")[0]

    @property
    def is_full(self) -> bool:
        return " " in self


DISTRICT = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
FULL = re.compile(rf"({DISTRICT})({INWARD})")


class PostcodeField(forms.CharField):
    """A full postcode or the first part of one, in any spelling; the answer is a `Postcode`.

    Nobody is turned away for where she lives: any well-formed postcode passes.
    """

    default_error_messages = {
        "invalid": "Enter a UK postcode, like CV1 2AB, or the first part of it, like CV1"
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {
            "autocomplete": "postal-code",
            "class": "nhsuk-input--width-10",
            "spellcheck": "false",
        } | widget.attrs

    def clean(self, value: Any) -> Postcode:
        typed = super().clean(value)
        if not typed:
            return Postcode("")
        found = normalised(typed)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def normalised(typed: str) -> Postcode | None:
    """The postcode in its usual spelling, or None where it is none."""
    first, _, rest = re.sub(r"[^A-Z0-9 ]", "", typed.upper()).strip().partition(" ")
    if rest.isdigit() and len(rest) == 1:  # a sector, "E1 6": its district is E1, not E16
        return Postcode(first) if re.fullmatch(DISTRICT, first) else None
    joined = (first + rest).replace(" ", "")
    if full := FULL.fullmatch(joined):
        return Postcode(f"{full[1]} {full[2]}")
    return Postcode(joined) if re.fullmatch(DISTRICT, joined) else None


def postcode_index(typed: str | None) -> str | None:
    """The fingerprint of a full postcode. A district alone says nothing about a street."""
    found = normalised(typed or "")
    return blind_index(found) if found and found.is_full else None


class _Hinted:
    """Adds ``hints`` and ``reveals`` to a choice field."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.hints = dict(hints or {})
        self.reveals = dict(reveals or {})


class RadiosField(_Hinted, forms.ChoiceField):
    """One answer of a few. ``hints`` and ``reveals`` are keyed by the answer's value."""

    widget = forms.RadioSelect


class CheckboxesField(_Hinted, forms.MultipleChoiceField):
    """Any number of answers, as a list."""

    widget = forms.CheckboxSelectMultiple


class WeekdaysField(CheckboxesField):
    """Days of the week; the answer is a list of numbers, 0 for Monday."""

    def __init__(self, **kwargs: Any) -> None:
        days = [(str(day), name) for day, name in enumerate(WEEKDAYS)]
        super().__init__(**{"choices": days} | kwargs)

    def clean(self, value: Any) -> list[int]:
        return sorted(int(day) for day in super().clean(value))


class YesNoField(RadiosField):
    """Yes or no, never ticked beforehand; the answer is True, False, or None if left open."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [("yes", "Yes"), ("no", "No")])
        super().__init__(**kwargs)

    def clean(self, value: Any) -> bool | None:
        return {"yes": True, "no": False}.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)
