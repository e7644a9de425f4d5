"""What a coordinator fills in while she looks for volunteers."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from django import forms

from pim.forms.base import PimForm
from pim.forms.fields import CheckboxesField
from referrals.enums import DayPart, SupportFormat
from volunteers.enums import Weekday
from volunteers.matching import Need, Offer
from volunteers.matching.common import reachable_formats, slots_of
from volunteers.models import DraftPair

Choices = Sequence[tuple[Any, str]]


class NotesForm(PimForm):
    """A part of the one form of the meeting, whose buttons each go to an address of their own."""

    names = {"words": "what was said"}

    words = forms.CharField(
        label="Add a note",
        help_text="It is kept with today’s date and your name.",
        max_length=5000,
        widget=forms.Textarea({"rows": 4, "form": "meeting-form"}),
    )

    def build_helper(self) -> FormHelper:
        helper = super().build_helper()
        helper.form_tag, helper.disable_csrf, helper.inputs = False, True, []
        return helper


class AlsoForm(PimForm):
    """What she agrees to besides, of what would make this volunteer fit."""

    submit_label = "She agrees to this too"

    def __init__(self, *args: Any, need: Need, offer: Offer, rule: str, **kwargs: Any) -> None:
        self.base_fields = dict(_fields(need, offer, rule))
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.fields and not any(cleaned.values()):
            self.add_error(next(iter(self.fields)), "Tick what she agrees to")
        return cleaned


def _fields(need: Need, offer: Offer, rule: str) -> Iterator[tuple[str, forms.Field]]:
    """An interpreter is one thing: there is nothing to choose."""
    if rule == "format":
        more = _of(SupportFormat.choices, reachable_formats(need, offer))
        yield "formats", _ticks("Which ways to meet does she agree to as well?", more)
    if rule == "time":
        free = slots_of(offer)
        times = _of(DayPart.choices, {time for time, _ in free} - need.times)
        days = _of(Weekday.choices, {day for _, day in free} - need.days)
        if need.times and times:
            yield "times", _ticks("Which times does she agree to as well?", times)
        if need.days and days:
            yield "days", _ticks("Which days does she agree to as well?", days)


def _of(choices: Choices, codes: Collection) -> Choices:
    return [(code, label) for code, label in choices if code in codes]


def _ticks(label: str, choices: Choices) -> forms.Field:
    return CheckboxesField(label=label, choices=choices, required=False)


class PublishForm(PimForm):
    """Which pairs of the draft are proposed: those that are ticked, or every one."""

    def __init__(self, data: Any = None, *, pairs: Collection[DraftPair]) -> None:
        super().__init__(data)
        self.fields["pairs"] = CheckboxesField(
            choices=[(str(one.pk), str(one.pk)) for one in pairs],
            error_messages={
                "required": "Tick at least one pair",
                "invalid_choice": "The draft has changed meanwhile. Please look at it again",
            },
        )

    def clean_pairs(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["pairs"]]
