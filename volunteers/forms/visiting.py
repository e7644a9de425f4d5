"""When she goes to a mum's home, and when the two could meet."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.staffed_hours import at
from volunteers.actions import Offered
from volunteers.actions.times import MOST_TIMES
from volunteers.enums import SessionKind

DAYS_AHEAD = 28
TO_MEET = [one for one in SessionKind if one != SessionKind.TEXT]
ORDINALS = ("First time", "Second time (optional)", "Third time (optional)")
CLOCK = {"type": "time", "class": "nhsuk-input--width-5"}


class DayField(forms.TypedChoiceField):
    """One of the coming days, chosen from a list: two taps on a phone, and no wrong date."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=date.fromisoformat, empty_value=None, **kwargs)

    def offer(self, first: date, *, optional: bool) -> None:
        days = [first + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
        named = [(day.isoformat(), f"{day:%A %-d %B}") for day in days]
        self.choices = [("", "Choose a day"), *named] if optional else named


class ClockField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        wrong = {"invalid": "Enter a time, like 14:30"}
        super().__init__(
            input_formats=["%H:%M", "%H:%M:%S", "%H.%M", "%H%M"],
            widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"),
            error_messages=wrong,
            **kwargs,
        )


class VisitForm(PimForm):
    submit_label = "Plan this visit"
    names = {"day": "the day", "begins": "when you go in", "ends": "when you mean to be out"}

    day = DayField(label="Which day?")
    begins = ClockField(label="When do you go in?")
    ends = ClockField(label="When do you mean to be out?", help_text="At most four hours later.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].offer(clock.today(), optional=False)

    def planned(self) -> dict[str, datetime]:
        said = self.cleaned_data
        return {
            "starts_at": at(said["day"], said["begins"]),
            "ends_at": at(said["day"], said["ends"]),
        }


class TimesForm(PimForm):
    """Up to three times. Whatever of the second and third is left empty is not offered."""

    submit_label = "Offer these times"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = dict(self._boxes())
        super().__init__(*args, **kwargs)
        for number in range(MOST_TIMES):
            self.fields[f"day_{number}"].offer(clock.today(), optional=True)

    @staticmethod
    def _boxes() -> Iterator[tuple[str, forms.Field]]:
        for number in range(MOST_TIMES):
            must = number == 0
            yield f"day_{number}", DayField(label="Which day?", required=must)
            yield f"time_{number}", ClockField(label="What time?", required=must)
            yield (
                f"kind_{number}",
                forms.ChoiceField(
                    label="How?",
                    choices=[(one.value, one.label) for one in TO_MEET],
                    initial=SessionKind.OUT,
                ),
            )

    def build_helper(self):
        helper = super().build_helper()
        helper.layout = Layout(
            *(
                Fieldset(title, f"day_{number}", f"time_{number}", f"kind_{number}")
                for number, title in enumerate(ORDINALS)
            )
        )
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in range(1, MOST_TIMES):
            day, hour = cleaned.get(f"day_{number}"), cleaned.get(f"time_{number}")
            if bool(day) != (hour is not None) and not self.errors:
                missing = f"time_{number}" if day else f"day_{number}"
                self.add_error(missing, "Give the day and the time, or leave both empty")
        return cleaned

    def offered(self) -> list[Offered]:
        return [
            Offered(at(day, hour), self.cleaned_data[f"kind_{number}"])
            for number in range(MOST_TIMES)
            if (day := self.cleaned_data[f"day_{number}"])
            and isinstance(hour := self.cleaned_data[f"time_{number}"], time)
        ]
