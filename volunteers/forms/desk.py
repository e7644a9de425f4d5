"""What a coordinator fills in about volunteers and matches."""

from typing import Any

from django import forms

from pim.access import roles
from pim.forms.base import PimForm, PimModelForm
from pim.forms.fields import (
    CheckboxesField,
    EmailField,
    PostcodeField,
    RadiosField,
    UKPhoneField,
    WeekdaysField,
)
from pim.models import Site
from referrals.enums import Background, DayPart, Means, SupportFormat
from referrals.queries import has_risks
from volunteers.enums import EndReason, Stage, VolunteerRole
from volunteers.forms.fields import DistrictsField, ListField
from volunteers.models import Volunteer
from volunteers.wording import TOPIC

NOT_SPOKEN = (Means.THROUGH_REFERRER, Means.BY_MESSAGE, Means.BY_LINK)
HER_OWN_WORD = [(one.value, one.label) for one in Means if one not in NOT_SPOKEN]
TOPICS = [(code, words.capitalize()) for code, words in TOPIC.items()]
NARROW = {"class": "nhsuk-input--width-20", "autocomplete": "off"}


def sites_for(user: Any):
    return Site.objects.where(user, roles.WORK_VOLUNTEERS).order_by("name")


def a_site(label: str = "Site") -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=label, queryset=Site.objects.none(), empty_label=None)


class DetailsForm(PimForm):
    submit_label = "Save"

    first_name = forms.CharField(label="First name", max_length=120, widget=forms.TextInput(NARROW))
    last_name = forms.CharField(label="Last name", max_length=120, widget=forms.TextInput(NARROW))
    email = EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    phone = UKPhoneField(
        label="Phone number (optional)",
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    postcode = PostcodeField(
        label="Postcode",
        help_text="The first part is enough, like CV1. All of it keeps her from her own street.",
        widget=forms.TextInput({"autocomplete": "off", "class": "nhsuk-input--width-10"}),
    )


class RegisterForm(DetailsForm):
    """Someone who rang, or wrote on paper."""

    submit_label = "Add"

    site = a_site()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites_for(user)


class OfferForm(PimModelForm):
    submit_label = "Save"

    class Meta:
        model = Volunteer
        fields = (
            "site",
            "capacity",
            "languages",
            "formats",
            "times",
            "days",
            "travels_to",
            "experience",
            "rather_not",
            "stages",
            "background",
            "roles",
        )

    site = a_site()
    capacity = forms.IntegerField(
        label="How many mums at a time?",
        min_value=0,
        max_value=10,
        widget=forms.TextInput({"inputmode": "numeric", "class": "nhsuk-input--width-2"}),
    )
    languages = ListField(
        label="Languages", help_text="Separate them with commas.", widget=forms.TextInput(NARROW)
    )
    formats = CheckboxesField(
        label="How would she like to meet?", choices=SupportFormat.choices, required=False
    )
    times = CheckboxesField(label="When is she free?", choices=DayPart.choices, required=False)
    days = WeekdaysField(label="On which days?", help_text="None means any day.", required=False)
    travels_to = DistrictsField(
        label="Where does she travel to? (optional)",
        help_text="Postcode districts, separated by commas. Empty means anywhere in her site.",
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    experience = CheckboxesField(
        label="What has she been through herself, and would talk about?",
        choices=TOPICS,
        required=False,
    )
    rather_not = CheckboxesField(
        label="What would she rather not talk about?", choices=TOPICS, required=False
    )
    stages = CheckboxesField(
        label="When does she like to help most? (optional)", choices=Stage.choices, required=False
    )
    background = CheckboxesField(
        label="What would she like to share with a mum? (optional)",
        help_text="Only what she would like us to know. Some mums ask for it.",
        choices=Background.choices,
        required=False,
    )
    roles = CheckboxesField(
        label="What does she do with us?",
        help_text="Which check she needs goes by this.",
        choices=VolunteerRole.choices,
    )

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites_for(user)


class MeansForm(PimForm):
    submit_label = "She says yes"
    names = {"means": "how she told us"}

    means = RadiosField(label="How did she tell us?", choices=HER_OWN_WORD)


class ReasonForm(PimForm):
    """The same question a volunteer sees, asked for her."""

    submit_label = "She says no"

    safety_reason = forms.CharField(
        label="Is there something about safety you should know? (optional)",
        help_text="She need not say why. What you write here is for coordinators only.",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )


class EndForm(PimForm):
    submit_label = "End the match"
    names = {"reason": "why it is ending"}

    reason = RadiosField(
        label="Why is it ending?",
        choices=EndReason.choices,
        hints={
            EndReason.VOLUNTEER_LEFT: "She keeps her place and waits for someone else.",
            EndReason.CHANGE: "She keeps her place and waits for someone else.",
        },
    )
    risks_reviewed = forms.BooleanField(
        label="I have looked at the known risks, and whoever must know about them knows",
        required=False,
    )

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_risks(record.referral):
            del self.fields["risks_reviewed"]
            self.helper = self.build_helper()
