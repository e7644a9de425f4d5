"""What a manager is asked about a wave."""

from typing import Any

from django import forms

from outcomes.enums import Anchor, WaveKey
from outcomes.models import Instrument, Wave
from pim.access import roles
from pim.enums import Channel
from pim.forms.base import PimForm
from pim.forms.fields import RadiosField, WholeNumberField
from pim.models import Programme, User

PLACES = range(1, 6)  # of the instruments in a wave
ORDERS = {
    "email sms": "By e-mail; by text where only that is safe",
    "sms email": "By text; by e-mail where only that is safe",
    "email": "By e-mail only",
    "sms": "By text only",
}
FARTHEST = 730
COUNTED_FROM = {
    Anchor.MATCHED: "The day she and her first volunteer had both said yes, or she took a place in "
    "a group, whichever came first.",
}


def days_field(label: str, hint: str) -> forms.IntegerField:
    box = forms.TextInput({"class": "nhsuk-input--width-4"})
    return forms.IntegerField(
        label=label, help_text=hint, min_value=-FARTHEST, max_value=FARTHEST, widget=box
    )


def gap_field(label: str, hint: str = "") -> WholeNumberField:
    return WholeNumberField(
        label=label, help_text=hint, required=False, min_value=1, max_value=FARTHEST
    )


def instrument_field(place: int) -> forms.ChoiceField:
    is_first = place == 1
    label = "First questionnaire" if is_first else f"Questionnaire {place} (optional)"
    return forms.ChoiceField(label=label, required=is_first)


class PlanForm(PimForm):
    submit_label = "Save"
    names = {
        "opens": "when it opens",
        "closes": "the last day to answer",
        "first_reminder": "the first reminder",
        "second_reminder": "the second reminder",
        "order": "how we write",
        "anchor": "what it is counted from",
        "ask_1": "the first questionnaire",
    }
    ask_1, ask_2, ask_3, ask_4, ask_5 = map(instrument_field, PLACES)
    anchor = RadiosField(label="Counted from", choices=Anchor.choices, hints=COUNTED_FROM)
    opens = days_field(
        "Opens so many days from then", "0 is the day itself; -7 is seven days before."
    )
    closes = days_field("Last day to answer, so many days from then", "It must be after it opens.")
    first_reminder = gap_field(
        "First reminder, days after she was asked (optional)", "Two reminders at most, ever."
    )
    second_reminder = gap_field("Second reminder, days after she was asked (optional)")
    order = RadiosField(label="How we write to her", choices=list(ORDERS.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Instrument.objects.filter(is_current=True).order_by("title")
        offered = [("", "None"), *known.values_list("key", "title")]
        for place in PLACES:
            self.fields[f"ask_{place}"].choices = offered

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        opens, closes = asked.get("opens"), asked.get("closes")
        if opens is not None and closes is not None and closes <= opens:
            self.add_error("closes", "The last day to answer must be after the day it opens")
        self._check_reminders(asked)
        keys = self.keys(asked)
        for place, key in enumerate(keys, start=1):
            if key in keys[: place - 1]:
                self.add_error(f"ask_{place}", "This one is asked already. Choose another, or none")
        return asked

    def _check_reminders(self, asked: dict[str, Any]) -> None:
        first, second = asked.get("first_reminder"), asked.get("second_reminder")
        if second and not first:
            self.add_error("first_reminder", "Give the first reminder too, or leave both empty")
        elif first and second and second <= first:
            self.add_error("second_reminder", "The second reminder must be later than the first")
        length = (asked.get("closes") or 0) - (asked.get("opens") or 0)
        for name in ("first_reminder", "second_reminder"):
            if asked.get(name) and length > 0 and asked[name] > length:
                self.add_error(name, "By then it is closed. Choose an earlier day")

    def keys(self, asked: dict[str, Any]) -> list[str]:
        chosen = (asked.get(f"ask_{place}") for place in PLACES)
        return [key for key in chosen if key]


class NewWaveForm(PlanForm):
    field_order = ["programme", "key"]
    names = PlanForm.names | {"key": "which wave it is"}
    programme = forms.ModelChoiceField(Programme.objects.none(), label="Programme")
    key = RadiosField(label="Which wave", choices=WaveKey.choices)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hers = Programme.objects.where(user, roles.MANAGE_SITES)
        self.fields["programme"].queryset = hers.order_by("name")


def plan_in(asked: dict[str, Any]) -> dict[str, Any]:
    """The columns of the wave, from what the form asked."""
    reminders = (asked["first_reminder"], asked["second_reminder"])
    chosen = (asked[f"ask_{place}"] for place in PLACES)
    return {
        "instruments": [key for key in chosen if key],
        "anchor": asked["anchor"],
        "opens_days": asked["opens"],
        "closes_days": asked["closes"],
        "reminder_days": [days for days in reminders if days],
        "channels": [Channel(one) for one in asked["order"].split()],
    }


def as_asked(wave: Wave) -> dict[str, Any]:
    """What the form shows at first."""
    first, second = [*sorted(wave.reminder_days), None, None][:2]
    asked = {f"ask_{place}": key for place, key in enumerate(wave.instruments, start=1)}
    return asked | {
        "anchor": wave.anchor,
        "opens": wave.opens_days,
        "closes": wave.closes_days,
        "first_reminder": first,
        "second_reminder": second,
        "order": " ".join(wave.channels),
    }
