"""Answers as they are read back: on "Check your answers" and in copies to print."""

from datetime import date
from typing import Any, NamedTuple

from django.forms import BaseForm, BoundField
from django.utils.formats import date_format

from pim.forms.base import NO_ANSWER
from pim.forms.fields import UKPhoneField, national

NOTHING = "Not given"


class Row(NamedTuple):
    """One answer. ``label`` is the question, ``change`` the address that asks it again."""

    label: str
    words: str
    change: str

    @property
    def is_given(self) -> bool:
        return self.words != NOTHING


def rows(form: BaseForm, change: str) -> list[Row]:
    """The answers of a valid form, without those she was never shown."""
    revealed = getattr(form, "revealed", {})
    return [
        Row(
            label_of(bound),
            words(bound, form.cleaned_data[bound.name]),
            f"{change}#{anchor(bound)}",
        )
        for bound in form.visible_fields()
        if bound.name not in revealed or form.cleaned_data[bound.name] not in NO_ANSWER
    ]


def label_of(bound: BoundField) -> str:
    """The question, or the shorter words its form gives in ``check_labels``."""
    return getattr(bound.form, "check_labels", {}).get(bound.name, bound.label)


def anchor(bound: BoundField) -> str:
    return f"div_{bound.auto_id}"


def words(bound: BoundField, value: Any) -> str:
    """One answer as a person reads it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value in NO_ANSWER:
        return NOTHING
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if choices := getattr(bound.field, "choices", None):
        return _chosen(dict(choices), value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return national(value) if isinstance(bound.field, UKPhoneField) else str(value)


def _chosen(labels: dict, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(one, one)) for one in chosen)
