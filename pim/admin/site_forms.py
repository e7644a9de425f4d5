"""Forms for programmes, sites and rotas."""

from collections.abc import Iterator
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.utils.text import slugify

from pim import rota
from pim.access import roles
from pim.forms.base import PimForm, PimModelForm
from pim.forms.fields import CheckboxesField, DatePartsField, RadiosField, UKPhoneField, national
from pim.forms.lines import DatesField, DistrictsField
from pim.models import Programme, Site

SHORT = "nhsuk-input--width-5"
MIDDLE = "nhsuk-input--width-20"


def number_field(label: str, hint: str = "") -> forms.IntegerField:
    box = forms.TextInput({"inputmode": "numeric", "class": SHORT})
    return forms.IntegerField(label=label, help_text=hint, min_value=0, max_value=999, widget=box)


def time_field(label: str) -> forms.TimeField:
    box = forms.TimeInput({"class": SHORT}, format="%H:%M")
    return forms.TimeField(
        label=label,
        help_text="For example 09:00.",
        input_formats=["%H:%M", "%H.%M"],
        widget=box,
        error_messages={"invalid": f"{label} must be a time, like 09:00"},
    )


class NamedModelForm(PimModelForm):
    """Gives a new row the short name used in commands and addresses."""

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not self.instance.slug:
            self.instance.slug = slugify(name)[:50]
        return name


class ProgrammeForm(NamedModelForm):
    submit_label = "Save"
    names = {
        "us": "what we call ourselves",
        "first_call_working_days": "the working days until the first call",
        "contact_attempts": "the number of calls before we stop trying",
    }
    youngest_age = number_field("Usual youngest age, in years", "Nobody is refused for her age.")
    oldest_child_months = number_field("Usual oldest child, in months")
    support_weeks = number_field("Planned length of support, in weeks")
    first_call_working_days = number_field("First call within so many working days")
    contact_attempts = number_field("Calls before we stop trying")

    class Meta:
        model = Programme
        fields = [
            "name",
            "us",
            "takes_partners",
            "youngest_age",
            "oldest_child_months",
            "support_weeks",
            "first_call_working_days",
            "contact_attempts",
            "is_active",
        ]
        labels = {"is_active": "Open to new people"}

    def clean_support_weeks(self) -> int:
        return self._at_least_one("support_weeks")

    def clean_contact_attempts(self) -> int:
        return self._at_least_one("contact_attempts")

    def _at_least_one(self, name: str) -> int:
        if self.cleaned_data[name] < 1:
            raise forms.ValidationError("Enter 1 or more")
        return self.cleaned_data[name]


class SiteForm(NamedModelForm):
    submit_label = "Save"
    names = {
        "opens_on": "the opening date",
        "closes_on": "the closing date",
        "staffed_weekdays": "the days on which it is staffed",
        "staffed_from": "the time from which it is staffed",
        "staffed_until": "the time until which it is staffed",
        "texts_read": "when texts are read",
    }
    nation = RadiosField(
        label="Nation", choices=Site._meta.get_field("nation").choices, initial="ENG"
    )
    postcode_districts = DistrictsField(
        label="Postcode districts", help_text="The first half of a postcode, one to a line."
    )
    opens_on = DatePartsField(label="Opens on")
    closes_on = DatePartsField(label="Closes on", required=False, help_text="If you know it.")
    phone = UKPhoneField(label="Number to ring or text")
    staffed_weekdays = CheckboxesField(
        label="Staffed on", choices=[(str(day), name) for day, name in enumerate(rota.WEEKDAYS)]
    )
    staffed_from = time_field("Staffed from")
    staffed_until = time_field("Staffed until")
    closures = DatesField(
        label="Days when the site is closed",
        help_text="One date to a line, like 24/12/2026. Bank holidays are known already.",
        required=False,
    )

    class Meta:
        model = Site
        fields = [
            "name",
            "nation",
            "postcode_districts",
            "opens_on",
            "closes_on",
            "phone",
            "texts_read",
            "staffed_weekdays",
            "staffed_from",
            "staffed_until",
            "closures",
            "funders",
        ]

    def clean_phone(self) -> str:
        return national(self.cleaned_data["phone"])

    def clean_staffed_weekdays(self) -> list[int]:
        return sorted(int(day) for day in self.cleaned_data["staffed_weekdays"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._in_order("opens_on", "closes_on", "The closing date must be after the opening date")
        self._in_order("staffed_from", "staffed_until", "The end must be after the beginning")
        return cleaned

    def _in_order(self, first: str, second: str, sentence: str) -> None:
        begin, end = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if begin and end and end <= begin:
            self.add_error(second, sentence)


class NewSiteForm(SiteForm):
    """Which programme a site belongs to is chosen once."""

    class Meta(SiteForm.Meta):
        fields = ["programme", *SiteForm.Meta.fields]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Programme.objects.where(user, roles.MANAGE_SITES)
        self.fields["programme"].queryset = mine.order_by("name")
        self.fields["programme"].empty_label = "Choose"


class RotaForm(PimForm):
    """Three places for each staffed weekday; a place may stay empty."""

    submit_label = "Save the rota"

    def __init__(self, *args: Any, record: Site, **kwargs: Any) -> None:
        self.site = record
        super().__init__(*args, **kwargs)
        people, now = rota.who_may(record).order_by("name"), rota.week_of(record)
        for weekday, place in self.slots():
            user = now.get((weekday, place))
            self.fields[f"day_{weekday}_{place}"] = forms.ModelChoiceField(
                people,
                label=rota.PLACES[place],
                required=False,
                empty_label="Nobody",
                initial=user.pk if user else None,
            )
        self.helper = self.build_helper()

    def slots(self) -> Iterator[tuple[int, int]]:
        return ((day, place) for day in self.site.staffed_weekdays for place in rota.PLACES)

    def build_helper(self):
        helper = super().build_helper()
        helper.layout = Layout(*(self._day(day) for day in self.site.staffed_weekdays))
        helper.inputs = [Submit("", self.submit_label, css_id="submit")]
        return helper

    def _day(self, weekday: int) -> Fieldset:
        columns = (
            Div(f"day_{weekday}_{place}", css_class="nhsuk-grid-column-one-third")
            for place in rota.PLACES
        )
        return Fieldset(rota.WEEKDAYS[weekday], Div(*columns, css_class="nhsuk-grid-row"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        return {"week": {slot: cleaned.get(f"day_{slot[0]}_{slot[1]}") for slot in self.slots()}}
