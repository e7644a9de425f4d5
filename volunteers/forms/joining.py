"""What a coordinator fills in about a volunteer's steps."""

from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter, RadiosField
from volunteers.enums import InterviewOutcome


class InterviewForm(PimForm):
    submit_label = "Save"
    names = {"held_on": "the day of the talk", "outcome": "what came of it"}

    held_on = DatePartsField(
        label="When did you talk?",
        called="the day of the talk",
        validators=[NotAfter("The day of the talk must be today or in the past")],
    )
    outcome = RadiosField(
        label="What came of it?",
        choices=InterviewOutcome.choices,
        hints={
            InterviewOutcome.GO_ON: "Next: two references, her record check, training.",
            InterviewOutcome.TALK_AGAIN: "She stays where she is.",
            InterviewOutcome.NOT_NOW: "Tell her yourself, kindly. She can apply again later.",
        },
    )
    note = forms.CharField(
        label="A note (optional)",
        help_text="For coordinators. She may ask to read it one day.",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args, **kwargs) -> None:
        kwargs["initial"] = {"held_on": clock.today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class BreakForm(PimForm):
    submit_label = "Start her break"

    back_on = DatePartsField(
        label="When is she back? (optional)",
        called="the day she is back",
        help_text="Leave it out if nobody knows yet. We remind you on that day.",
        required=False,
    )
    needs_cover = forms.BooleanField(
        label="Her mums need someone else until then",
        help_text="Each of them comes up on Today for a plan. She stays their volunteer.",
        required=False,
    )


class LeavingForm(PimForm):
    submit_label = "Save"

    leaves_on = DatePartsField(label="On which day does she leave?", called="the day she leaves")
