"""When she goes to a mum's home, and when the two could meet."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.staffed_hours import at
from volunteers import visit_rules
from volunteers.actions import Offered
from volunteers.actions.times import BY_DAY, MOST_TIMES, by_day
from volunteers.enums import SessionKind
from volunteers.ways import TO_MEET

DAYS_AHEAD = 28
ORDINALS = ("First time", "Second time (optional)", "Third time (optional)")
ORDINALS_IN_A_SENTENCE = ("first", "second", "third")
CLOCK = {"type": "time", "class": "nhsuk-input--width-10"}


class DayField(forms.TypedChoiceField):
    """One of the coming days, chosen from a list: two taps on a phone, and no wrong date."""

    def __init__(self, **kwargs: Any) -> None:
        said = {"invalid_choice": f"Choose one of the next {DAYS_AHEAD} days"}
        super().__init__(coerce=date.fromisoformat, empty_value=None, error_messages=said, **kwargs)

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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            planned = self.planned()
            if wrong := visit_rules.why_not(**planned, now=clock.now()):
                self.add_error(*wrong)
        return cleaned

    def planned(self) -> dict[str, datetime]:
        said = self.cleaned_data
        return {
            "starts_at": at(said["day"], said["begins"]),
            "ends_at": at(said["day"], said["ends"]),
        }


class TimesForm(PimForm):
    """Up to three times. Whatever of the second and third is left empty is not offered."""

    submit_label = "Offer these times"

    names = {
        f"{box}_{number}": f"{what} of the {place} time"
        for number, place in enumerate(ORDINALS_IN_A_SENTENCE)
        for box, what in (("day", "the day"), ("time", "the hour"))
    }

    def __init__(self, *args: Any, ways: Sequence[SessionKind] = TO_MEET, **kwargs: Any) -> None:
        """``ways`` she agreed to; no other is offered."""
        self.base_fields = dict(self._boxes(ways))
        super().__init__(*args, **kwargs)
        for number in range(MOST_TIMES):
            self.fields[f"day_{number}"].offer(clock.today(), optional=True)

    @staticmethod
    def _boxes(ways: Sequence[SessionKind]) -> Iterator[tuple[str, forms.Field]]:
        for number in range(MOST_TIMES):
            must = number == 0
            yield f"day_{number}", DayField(label="Which day?", required=must)
            yield f"time_{number}", ClockField(label="What time?", required=must)
            yield (
                f"kind_{number}",
                forms.ChoiceField(
                    label="How?",
                    choices=[(one.value, one.label) for one in ways],
                    initial=SessionKind.OUT if SessionKind.OUT in ways else ways[0],
                    error_messages={"invalid_choice": "Choose one of the ways she agreed to"},
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
        for number in range(MOST_TIMES):
            self._check(number, cleaned.get(f"day_{number}"), cleaned.get(f"time_{number}"))
        return cleaned

    def _check(self, number: int, day: date | None, hour: time | None) -> None:
        """What is missing or cannot be, said beside its box."""
        day_box, time_box = f"day_{number}", f"time_{number}"
        place = ORDINALS_IN_A_SENTENCE[number]
        if day_box in self.errors or time_box in self.errors:
            return
        if hour is None and day:
            self.add_error(time_box, f"Enter the hour of the {place} time, or choose no day")
        elif day is None and hour is not None:
            self.add_error(day_box, f"Choose the day of the {place} time, or leave the hour empty")
        elif day and at(day, hour) <= clock.now():
            self.add_error(time_box, "This has passed already. Choose a later time")
        elif day and not by_day(at(day, hour)):
            self.add_error(time_box, BY_DAY)

    def offered(self) -> list[Offered]:
        return [
            Offered(at(day, hour), self.cleaned_data[f"kind_{number}"])
            for number in range(MOST_TIMES)
            if (day := self.cleaned_data[f"day_{number}"])
            and isinstance(hour := self.cleaned_data[f"time_{number}"], time)
        ]
