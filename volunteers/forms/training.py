"""Courses, groups that take them, their days and registers."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.html import format_html

from pim import clock
from pim.access import roles
from pim.forms.base import PimForm, PimModelForm
from pim.forms.fields import (
    CheckboxesField,
    DatePartsField,
    NotAfter,
    NotBefore,
    RadiosField,
    WholeNumberField,
)
from pim.models import Programme, Site
from volunteers import queries
from volunteers.actions import Mark
from volunteers.enums import Presence
from volunteers.models import Cohort, Course, Enrolment, TrainingDay
from volunteers.naming import name_of

WIDE = {"class": "nhsuk-input--width-20", "autocomplete": "off"}
NARROW = {"class": "nhsuk-input--width-4", "inputmode": "decimal", "autocomplete": "off"}
A_YEAR = 366


class CourseForm(PimModelForm):
    """What a programme teaches. Its managers say."""

    submit_label = "Save"
    names = {"hours": "the hours", "weeks": "the weeks", "months": "the months"}

    class Meta:
        model = Course
        fields = ("programme", "name", "hours", "weeks", "is_required", "months", "ended_on")

    programme = forms.ModelChoiceField(
        label="Programme", queryset=Programme.objects.none(), empty_label=None
    )
    name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput(WIDE))
    hours = WholeNumberField(label="Hours needed", min_value=1, max_value=500)
    weeks = WholeNumberField(label="Usual length, in weeks", min_value=1, max_value=104)
    is_required = forms.BooleanField(
        label="She must complete it before her first mum", required=False, initial=True
    )
    months = WholeNumberField(
        label="Done again after so many months (optional)",
        help_text="Leave it empty if once is enough.",
        required=False,
        min_value=1,
        max_value=240,
    )
    ended_on = DatePartsField(
        label="Not offered after (optional)", called="the last day", required=False
    )

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Programme.objects.where(user, roles.MANAGE_SITES).order_by("name")
        self.fields["programme"].queryset = mine if user else Programme.objects.order_by("name")


class CohortForm(PimForm):
    """What may be changed of a group."""

    submit_label = "Save"

    name = forms.CharField(
        label="Name of the group",
        help_text="For example: Autumn 2026.",
        max_length=120,
        widget=forms.TextInput(WIDE),
    )
    starts_on = DatePartsField(
        label="First day",
        called="the first day",
        validators=[
            NotAfter("The first day must be in the next 12 months", days=A_YEAR),
            NotBefore("The first day must be in the last 5 years", days=-5 * A_YEAR),
        ],
    )
    places = WholeNumberField(label="Places", min_value=1, max_value=100, initial=12)
    trainer = forms.CharField(
        label="Who teaches it? (optional)",
        required=False,
        max_length=120,
        widget=forms.TextInput(WIDE),
    )
    venue = forms.CharField(
        label="Where? (optional)", required=False, max_length=200, widget=forms.TextInput(WIDE)
    )

    def __init__(self, *args: Any, record: Cohort | None = None, **kwargs: Any) -> None:
        stands = {name: getattr(record, name) for name in CohortForm.base_fields} if record else {}
        kwargs["initial"] = stands | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class NewCohortForm(CohortForm):
    submit_label = "Start the group"
    field_order = ("course", "site")

    course = forms.ModelChoiceField(
        label="Course", queryset=Course.objects.none(), empty_label=None
    )
    site = forms.ModelChoiceField(label="Site", queryset=Site.objects.none(), empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = queries.sites_that_train(user)
        self.fields["course"].queryset = queries.courses_offered(user, on=clock.today())


class HoursField(forms.DecimalField):
    """Hours as people say them, 2.5; the answer is in minutes."""

    widget = forms.TextInput(NARROW)

    def __init__(self, **kwargs: Any) -> None:
        bounds = {"min_value": Decimal("0.25"), "max_value": 10, "decimal_places": 2}
        super().__init__(**bounds | kwargs)

    def clean(self, value: Any) -> int:
        return round(super().clean(value) * 60)

    def prepare_value(self, value: Any) -> Any:
        return queries.hours(value) if isinstance(value, int) else value


def a_time() -> forms.TimeField:
    return forms.TimeField(
        label="Begins at (optional)",
        help_text="For example: 9:30.",
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TextInput(NARROW),
        error_messages={"invalid": "Enter a time, like 9:30"},
    )


class DayForm(PimForm):
    submit_label = "Save"
    names = {"minutes": "the hours"}

    title = forms.CharField(label="What is it about?", max_length=120, widget=forms.TextInput(WIDE))
    held_on = DatePartsField(label="Day", called="the day")
    starts_at_time = a_time()
    minutes = HoursField(label="How many hours?")

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        is_day = isinstance(record, TrainingDay)
        stands = {name: getattr(record, name) for name in self.base_fields} if is_day else {}
        if stands.get("starts_at_time"):
            stands["starts_at_time"] = f"{record.starts_at_time:%-H:%M}"
        kwargs["initial"] = stands | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class WeeklyForm(PimForm):
    submit_label = "Add these days"
    names = {"count": "the weeks", "minutes": "the hours"}

    first_on = DatePartsField(label="First of these days", called="the first day")
    count = WholeNumberField(label="How many weeks?", min_value=1, max_value=52)
    starts_at_time = a_time()
    minutes = HoursField(label="How many hours each time?", initial=180)


class EnrolForm(PimForm):
    submit_label = "Give them a place"
    names = {"volunteers": "at least one volunteer"}

    volunteers = CheckboxesField(label="Who takes part?", choices=[])

    def __init__(self, *args: Any, record: Cohort, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.able = {str(one.pk): one for one in queries.may_train(record, user)}
        field = self.fields["volunteers"]
        field.choices = [(key, _with_stage(one)) for key, one in self.able.items()]
        if not self.able:
            field.help_text = (
                "Nobody can be added now. Volunteers can learn from “References and check” on."
            )

    def clean_volunteers(self) -> list:
        return [self.able[key] for key in self.cleaned_data["volunteers"]]


def _with_stage(volunteer: Any) -> str:
    return f"{name_of(volunteer)} ({volunteer.get_status_display().lower()})"


class CompleteForm(PimForm):
    submit_label = "She has completed it"

    short_because = forms.CharField(
        label="Why are fewer hours enough?",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, record: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        progress = queries.progress_of(record)
        if progress.is_enough:
            del self.fields["short_because"]
            self.helper = self.build_helper()
        else:
            missing = queries.hours(progress.missing)
            self.fields["short_because"].help_text = f"{missing} hours are missing."


# --- The register -----------------------------------------------------------------------------
PRESENCES = [
    (Presence.THERE, "There"),
    (Presence.PART, "Part of it, or made up"),
    (Presence.AWAY, "Not there"),
]


class RegisterTakingForm(PimForm):
    """Everybody of the group on one screen. What was noted before stands there."""

    submit_label = "Save the register"

    def __init__(self, *args: Any, record: TrainingDay, **kwargs: Any) -> None:
        self.day = record
        self.places = list(queries.enrolments_of(record.cohort).kept())
        super().__init__(*args, **kwargs)
        noted = queries.register_of(record)
        for place in self.places:
            self._add_line(place, noted.get(place.pk))
        self.helper = self.build_helper()

    def _add_line(self, place: Enrolment, noted: Any) -> None:
        who = name_of(place.volunteer)
        presence, minutes, note = _names(place)
        self.fields[presence] = RadiosField(
            label=who,
            choices=PRESENCES,
            initial=noted and noted.presence,
            error_messages={"required": f"Say whether {who} was there"},
        )
        is_part = noted and noted.presence == Presence.PART
        self.fields[minutes] = WholeNumberField(
            label=_for("Minutes, if it was part", who),
            required=False,
            min_value=1,
            max_value=self.day.minutes,
            initial=noted.minutes if is_part else None,
            error_messages=_minutes_messages(who, self.day.minutes),
        )
        self.fields[note] = forms.CharField(
            label=_for("How it was made up (optional)", who),
            required=False,
            max_length=500,
            initial=noted and noted.note,
            widget=forms.TextInput(WIDE),
        )

    def build_helper(self) -> FormHelper:
        helper = super().build_helper()
        lines = [_names(place) for place in self.places]
        helper.layout = Layout(
            *(
                Div(presence, _beside(minutes, note), css_class="desk-part")
                for presence, minutes, note in lines
                if presence in self.fields
            )
        )
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for place in self.places:
            presence, minutes, _ = _names(place)
            is_part = cleaned.get(presence) == Presence.PART
            if is_part and not cleaned.get(minutes) and minutes not in self.errors:
                self.add_error(minutes, f"Enter the minutes for {name_of(place.volunteer)}")
        return {"marks": [_mark(cleaned, place) for place in self.places]}


def _beside(narrow: str, wide: str) -> Div:
    return Div(
        Div(narrow, css_class="nhsuk-grid-column-one-third"),
        Div(wide, css_class="nhsuk-grid-column-two-thirds"),
        css_class="nhsuk-grid-row",
    )


def _names(place: Enrolment) -> tuple[str, str, str]:
    return tuple(f"{part}_{place.pk.hex}" for part in ("presence", "minutes", "note"))


def _mark(cleaned: dict[str, Any], place: Enrolment) -> Mark:
    presence, minutes, note = (cleaned.get(name) for name in _names(place))
    return Mark(UUID(str(place.pk)), Presence(presence or "away"), minutes or 0, note or "")


def _for(label: str, who: str) -> str:
    return format_html('{}<span class="nhsuk-u-visually-hidden">, {}</span>', label, who)


def _minutes_messages(who: str, most: int) -> dict[str, str]:
    bounds = f"The minutes for {who} must be between 1 and {most}"
    return {"min_value": bounds, "max_value": bounds, "invalid": bounds}
