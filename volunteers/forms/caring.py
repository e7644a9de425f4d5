"""A talk with a volunteer, as a coordinator records it."""

from typing import Any

from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter, RadiosField, WholeNumberField
from volunteers import queries
from volunteers.enums import CareKind
from volunteers.models import Session, Volunteer

ANOTHER = "another"


class TalkForm(PimForm):
    submit_label = "Save"
    names = {"kind": "what it was", "minutes": "the minutes"}

    kind = RadiosField(
        label="What was it?",
        choices=CareKind.choices,
        reveals={CareKind.DEBRIEF: ["about_session"]},
    )
    about_session = RadiosField(label="Which contact was it about?", choices=[], required=True)
    held_on = DatePartsField(
        label="Which day?",
        called="the day",
        validators=[NotAfter("The day must be today or in the past")],
    )
    minutes = WholeNumberField(label="How many minutes?", min_value=1, max_value=600)
    words = forms.CharField(
        label="What you agreed (optional)",
        help_text="She can read this on her own page.",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )
    private_note = forms.CharField(
        label="A note for coordinators alone (optional)",
        help_text="She never sees this.",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, record: Volunteer, **kwargs: Any) -> None:
        self.hard = {str(one.pk): one for one in queries.hard_contacts_of(record)}
        kwargs["initial"] = self._beforehand() | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["about_session"].choices = [
            *((key, _called(one)) for key, one in self.hard.items()),
            (ANOTHER, "None of these" if self.hard else "Nothing that is noted here"),
        ]

    def _beforehand(self) -> dict[str, Any]:
        oldest = next(iter(self.hard), None)
        due = {"kind": CareKind.DEBRIEF, "about_session": oldest} if oldest else {}
        return {"held_on": clock.today(), "about_session": ANOTHER} | due

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["about_session"] = self.hard.get(cleaned.get("about_session") or "")
        return cleaned


def _called(session: Session) -> str:
    return f"{session.get_kind_display()} on {session.held_on:%-d %B %Y}"
