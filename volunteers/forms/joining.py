"""What a coordinator fills in about a volunteer's steps."""

from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter, RadiosField
from volunteers.enums import InterviewOutcome, Verdict
from volunteers.models import Volunteer
from volunteers.queries import speaking_against


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


class SignOffForm(PimForm):
    """Asks something only where a reference speaks against her, or leaves a question open."""

    submit_label = "Sign her off"
    names = {"all_the_same": "why you sign her off all the same"}

    all_the_same = forms.CharField(
        label="A reference is not enough. Why do you sign her off all the same?",
        help_text="Read it first. What you write is kept with it, for coordinators.",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args, record: Volunteer, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        verdicts = {one.verdict for one in speaking_against(record)}
        if Verdict.NOT_ENOUGH not in verdicts:
            del self.fields["all_the_same"]


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
