"""What a volunteer fills in on her phone: few taps, nothing that must be typed."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Self
from uuid import UUID, uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from pim import clock
from pim.errors import DomainError
from pim.forms.base import LONGEST_ANSWER, PimForm
from pim.forms.fields import DatePartsField, NotAfter, RadiosField
from volunteers.enums import Attendance, SessionKind

LENGTHS = (15, 30, 45, 60, 90)


class DeclineForm(PimForm):
    submit_label = "Say no"

    may_know_her = forms.BooleanField(label="I think I may know her (optional)", required=False)
    safety_reason = forms.CharField(
        label="Is there something about safety we should know? (optional)",
        help_text="Only your coordinator reads this. Nobody else is told.",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )

    @property
    def knows_her(self) -> bool:
        """Then the two are kept apart from now on, and neither hears why."""
        return self.cleaned_data["may_know_her"]


class SessionForm(PimForm):
    submit_label = "Save"
    names = {
        "kind": "how you met or talked",
        "attendance": "whether it happened",
        "minutes": "how long it took",
        "held_on": "the day",
    }

    kind = RadiosField(label="How did you meet or talk?", choices=SessionKind.choices)
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
    was_hard = forms.BooleanField(label="This was a hard one: please ring me", required=False)
    session_id = forms.CharField(widget=forms.HiddenInput, required=False)
    another = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, since: date | None = None, **kwargs) -> None:
        """``since`` when the two were put together, if the day is to be looked at."""
        self.since = since
        beforehand = {
            "held_on": clock.today(),
            "attendance": Attendance.HAPPENED,
            "session_id": uuid4(),
        }
        kwargs["initial"] = beforehand | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self._offer_usual_length(kwargs["initial"].get("minutes"))

    def _offer_usual_length(self, usual: int | None) -> None:
        """What took 75 minutes last time is likely to do so again."""
        if usual and usual not in LENGTHS:
            lengths = sorted({*LENGTHS, usual})
            self.fields["minutes"].choices = [(one, f"{one} minutes") for one in lengths]

    # --- Kept while it is typed -------------------------------------------------------------
    def keep_at(self, address: str, *, sign_in: str) -> None:
        """For ``static/js/autosave.js``: where to keep it, and that this tab keeps it as well."""
        keeps = {"data-keep": address, "data-sign-in": sign_in, "data-tab": "", "data-kept-at": ""}
        self.helper.attrs = self.helper.attrs | keeps | {"autocomplete": "off"}

    def typed(self) -> dict[str, list[str]]:
        """What stands in the boxes of this form; no other names get in."""
        boxes = {f"held_on_{part}" for part in ("day", "month", "year")} | set(self.fields)
        boxes -= {"another"}
        kept = {name: self.data.getlist(name) for name in self.data if name in boxes}
        if any(sum(map(len, values)) > LONGEST_ANSWER for values in kept.values()):
            raise DomainError(f"Keep the note to {LONGEST_ANSWER:,} letters: it is not kept.")
        return kept

    @classmethod
    def as_typed(cls, typed: Mapping[str, Sequence[str]]) -> Self:
        """As she left it, with no complaint about what is still missing."""
        data = QueryDict(mutable=True)
        for name, values in typed.items():
            data.setlist(name, list(values))
        form = cls(data)
        form._errors = ErrorDict()
        return form

    def clean_held_on(self) -> date:
        day = self.cleaned_data["held_on"]
        if self.since and day < self.since:
            raise forms.ValidationError("The date is before you and she were put together")
        return day

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
