"""What a volunteer fills in on her phone: few taps, nothing that must be typed."""

from contextlib import suppress
from uuid import UUID, uuid4

from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter, RadiosField
from volunteers.enums import Attendance, SessionKind

LENGTHS = (15, 30, 45, 60, 90)


class DeclineForm(PimForm):
    submit_label = "Say no"

    safety_reason = forms.CharField(
        label="Is there something about safety we should know? (optional)",
        help_text="Only your coordinator reads this. Nobody else is told.",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )


class SessionForm(PimForm):
    submit_label = "Save"
    names = {
        "kind": "how you met or talked",
        "attendance": "whether it happened",
        "minutes": "how long it took",
        "held_on": "the day",
    }

    kind = RadiosField(label="How was it?", choices=SessionKind.choices)
    attendance = RadiosField(
        label="Did it happen?",
        choices=Attendance.choices,
        reveals={Attendance.HAPPENED: ["minutes"]},
    )
    minutes = RadiosField(
        label="About how long?", choices=[(length, f"{length} minutes") for length in LENGTHS]
    )
    held_on = DatePartsField(
        label="Which day?",
        called="the day",
        validators=[NotAfter("The day must be today or in the past")],
    )
    note = forms.CharField(
        label="A note (optional)",
        help_text="Short, and nothing you would not say to her face. Your coordinator can read it.",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
    session_id = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs) -> None:
        beforehand = {
            "held_on": clock.today(),
            "attendance": Attendance.HAPPENED,
            "session_id": uuid4(),
        }
        kwargs["initial"] = beforehand | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_session_id(self) -> UUID | None:
        """Made when the form was drawn, so that a double tap is one session."""
        with suppress(ValueError):
            return UUID(self.cleaned_data["session_id"])
        return None

    def clean(self) -> dict:
        """A contact that fell through took no time."""
        cleaned = super().clean()
        cleaned["minutes"] = int(cleaned.get("minutes") or 0)
        return cleaned
