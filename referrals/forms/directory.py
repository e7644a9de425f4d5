"""One entry of the list of other services."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from pim import clock
from pim.access import roles
from pim.forms.base import PimForm, PimModelForm
from pim.forms.fields import DatePartsField, NotBefore
from pim.models import Programme, Site
from referrals.models import Signpost

HALF_A_YEAR = timedelta(days=182)
IN_FUTURE = NotBefore("The day to check it again must be in the future", days=1)
SHORT = {"class": "nhsuk-input--width-20", "autocomplete": "off"}


def check_again_by() -> DatePartsField:
    return DatePartsField(
        label="Check again by",
        called="the day to check it again",
        help_text="Numbers and hours change. Half a year is usual.",
        validators=[IN_FUTURE],
        initial=in_half_a_year,
    )


def in_half_a_year() -> date:
    return clock.today() + HALF_A_YEAR


class EntryForm(PimModelForm):
    """What is true of it today. Whoever saves it has checked it."""

    submit_label = "Save"
    names = {"name": "the name of the service", "helps_with": "what it helps with"}

    website = forms.CharField(
        label="Website (optional)",
        required=False,
        max_length=200,
        validators=[
            RegexValidator(r"^(https?://)?[\w-]+(\.[\w-]+)+(/\S*)?$", "Enter a web address")
        ],
        widget=forms.TextInput({"inputmode": "url", **SHORT}),
    )
    review_due_on = check_again_by()

    class Meta:
        model = Signpost
        fields = ["name", "helps_with", "phone", "website", "hours", "review_due_on"]
        labels = {
            "phone": "Number to ring (optional)",
            "hours": "When it is open (optional)",
            "helps_with": "What it helps with",
        }
        help_texts = {"helps_with": "One line, in words she would use."}
        widgets = {"name": forms.TextInput({"autocomplete": "off"})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (cleaned.get("phone") or cleaned.get("website")) and not self.errors:
            self.add_error("phone", "Enter a number to ring, or a website")
        return cleaned


class NewEntryForm(EntryForm):
    """With where it is for: her own sites, and for a manager the whole programme."""

    field_order = ["place", "name", "helps_with", "phone", "website", "hours", "review_due_on"]
    names = EntryForm.names | {"place": "where it is for"}

    place = forms.ChoiceField(label="Who is it for?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = list(Site.objects.where(user, roles.WORK_CASES).select_related("programme"))
        programmes = Programme.objects.where(user, roles.MANAGE_SITES)
        self.places = {f"programme-{one.pk}": (one, None) for one in programmes}
        self.places |= {f"site-{one.pk}": (one.programme, one) for one in sites}
        self.fields["place"].choices = [
            (key, site.name if site else f"Everywhere in {programme.name}")
            for key, (programme, site) in self.places.items()
        ]

    def where(self) -> tuple[Programme, Site | None]:
        return self.places[self.cleaned_data["place"]]


class StillRightForm(PimForm):
    one_question = True
    submit_label = "Save"

    review_due_on = check_again_by()


def columns(form: EntryForm) -> dict[str, Any]:
    """What the actions take."""
    return {name: form.cleaned_data[name] for name in EntryForm.Meta.fields}
