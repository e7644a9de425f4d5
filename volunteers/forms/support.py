"""What is filled in while support runs and when it ends."""

from datetime import timedelta
from typing import Any

from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter, RadiosField
from referrals.enums import Means
from volunteers.enums import Going, SaidBy, WhyExtended, WhyPaused
from volunteers.models import Match


def a_few_words(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )


class ReviewForm(PimForm):
    submit_label = "Save"
    names = {"going": "how it goes", "held_on": "the day"}

    held_on = DatePartsField(
        label="Which day did you speak with her?",
        called="the day",
        validators=[NotAfter("The day must be today or in the past")],
    )
    going = RadiosField(
        label="How does it go for her?",
        choices=Going.choices,
        hints={
            Going.ANOTHER_VOLUNTEER: "Nobody is to blame. Saved, the next step is on this page.",
            Going.STOP: "That is fine. Saved, the next step is on this page.",
        },
    )
    words = a_few_words("What did she say? (optional)", "Her volunteer does not read it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"held_on": clock.today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


WHY_LONGER = [one for one in WhyExtended.choices if one[0] != WhyExtended.CORRECTED]


class ExtendForm(PimForm):
    submit_label = "Move the end"
    names = {"to_on": "the new end", "why": "why it goes on"}

    to_on = DatePartsField(label="Until when?", called="the new end")
    why = RadiosField(label="Why does it go on for longer?", choices=WHY_LONGER)
    words = a_few_words("In your words (optional)")


class CorrectEndForm(PimForm):
    submit_label = "Correct the planned end"
    names = {"to_on": "the right day", "words": "why it is put right"}

    to_on = DatePartsField(label="What is the right day?", called="the right day")
    words = forms.CharField(
        label="Why is it put right?", max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class LookAgainForm(PimForm):
    submit_label = "Save"
    names = {"look_again_on": "the day to look at it again"}

    look_again_on = DatePartsField(
        label="When do we look at it again?", called="the day to look at it again"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        in_two_weeks = clock.today() + timedelta(days=14)
        kwargs["initial"] = {"look_again_on": in_two_weeks} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class PauseForm(LookAgainForm):
    submit_label = "Pause"
    names = {"why": "why it pauses"} | LookAgainForm.names
    field_order = ["why", "look_again_on"]

    why = RadiosField(label="Why does it pause?", choices=WhyPaused.choices)


class SomeoneElseForm(PimForm):
    submit_label = "Someone else for her"
    names = {"asked_by": "who asked for it"}

    asked_by = RadiosField(label="Who asked for it?", choices=SaidBy.choices)
    never_again = forms.BooleanField(
        label="Never propose these two to each other again", required=False
    )


FITTED = [
    (5, "Very well"),
    (4, "Well"),
    (3, "In part"),
    (2, "Not so well"),
    (1, "Not at all"),
]


class FeedbackForm(PimForm):
    """Hers, in her own words or with a coordinator on the phone."""

    submit_label = "Send"
    names = {"felt_right": "how well it fitted"}

    felt_right = RadiosField(label="How well did it fit?", choices=FITTED)
    helped = a_few_words("What was good? (optional)")
    better = a_few_words("What could be better? (optional)")

    def clean_felt_right(self) -> int:
        return int(self.cleaned_data["felt_right"])


class FeedbackByPhoneForm(FeedbackForm):
    submit_label = "Save"
    names = {"means": "how she told us"} | FeedbackForm.names
    field_order = ["means", "felt_right", "helped", "better"]

    means = RadiosField(
        label="How did she tell us?",
        choices=[(one.value, one.label) for one in (Means.BY_PHONE, Means.ON_PAPER)],
    )


class OwnChangeForm(PimForm):
    """A volunteer would rather not go on with this mum."""

    submit_label = "Someone else for her"

    never_again = forms.BooleanField(label="Please do not ask me about her again", required=False)


def weeks_on(match: Match, weeks: int = 4) -> dict[str, Any]:
    """Beforehand an extension says four weeks more."""
    end = match.referral.planned_end_on
    return {"to_on": end + timedelta(weeks=weeks)} if end else {}
