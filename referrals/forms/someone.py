"""The pages for someone who refers a person she works with."""

from collections.abc import Mapping
from typing import Any

from django import forms

from pim.forms.base import PimForm
from pim.forms.fields import EmailField, PostcodeField, RadiosField, UKPhoneField, YesNoField
from pim.forms.trap import TrapForm
from referrals.arrivals import Arrival, NewReferrer
from referrals.enums import (
    AgeBand,
    ChildProtection,
    Means,
    ReferrerRole,
    Source,
    Urgency,
)
from referrals.forms.asked import asked
from referrals.forms.language import LanguageAnswer
from referrals.forms.reach import a_paragraph, contacts
from referrals.forms.yourself import parent

SHORT = {"class": "nhsuk-input--width-20"}


class BeforeForm(PimForm):
    submit_label = "Start"


class AgreedForm(PimForm):
    one_question = True
    names = {"she_agrees": "whether she has agreed"}
    check_labels = {"she_agrees": "She agrees"}

    she_agrees = YesNoField(
        label="Has she agreed that you send us this?",
        help_text="She can change her mind at any time. We ask her again when we ring.",
    )


class StopForm(PimForm):
    """Without her yes nothing is sent: this page has no way on."""

    def is_valid(self) -> bool:
        return False


class AboutYouForm(TrapForm):
    names = {
        "referrer_name": "your name",
        "role": "your role",
        "organisation": "where you work",
    }
    check_labels = {"work_phone": "Your work phone number"}

    referrer_name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    role = RadiosField(label="Your role", choices=ReferrerRole.choices)
    organisation = forms.CharField(
        label="Where you work",
        max_length=160,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    work_email = EmailField(
        label="Your work e-mail address", help_text="We send the reference there."
    )
    work_phone = UKPhoneField(label="Your work phone number (optional)", required=False)


class AboutHerForm(PimForm):
    names = {"called": "what to call her"}
    check_labels = {"called": "We call her", "age_band": "Her age", "postcode": "Her postcode"}

    called = forms.CharField(
        label="What should we call her?",
        help_text="A first name is enough.",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", **SHORT}),
    )
    age_band = RadiosField(
        label="How old is she? (optional)", choices=AgeBand.choices, required=False
    )
    postcode = PostcodeField(
        label="Her postcode (optional)",
        help_text="The first part is enough, like WA7. Any postcode is fine.",
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class SafetyForm(PimForm):
    """What a caller must know beforehand. It replaces no safeguarding report."""

    names = {"urgency": "how soon we should ring"}
    check_labels = {
        "urgency": "How soon",
        "known_risks": "Known risks",
        "child_protection": "Child protection",
        "others_involved": "Who else is involved",
    }

    urgency = RadiosField(
        label="How soon should we ring?",
        help_text="Not for emergencies: nobody may read this today.",
        choices=[
            (Urgency.ORDINARY, "In the usual time"),
            (Urgency.SOON, "As early as you can"),
        ],
    )
    known_risks = forms.CharField(
        label="Is there a risk we should know about before we ring? (optional)",
        help_text="To her, to a child, or to whoever visits.",
        required=False,
        widget=a_paragraph(),
    )
    child_protection = RadiosField(
        label="Is there a child protection status? (optional)",
        choices=ChildProtection.choices,
        required=False,
    )
    others_involved = forms.CharField(
        label="Who else is involved? (optional)",
        help_text="For example, a perinatal team or a social worker.",
        required=False,
        widget=a_paragraph(),
    )


class MoreForm(LanguageAnswer, PimForm):
    check_labels = {
        "wish": "What she would like help with",
        "language": "Language",
        "needs_interpreter": "Interpreter",
        "may_be_told": "We may tell you if we cannot reach her",
    }

    language = forms.CharField(
        label="Which language does she like to talk in? (optional)",
        help_text="Leave this empty if it is English.",
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", **SHORT}),
    )
    needs_interpreter = YesNoField(label="Does she need an interpreter? (optional)", required=False)
    wish = forms.CharField(
        label="What would she like help with? (optional)",
        help_text="In her own words, if you can.",
        required=False,
        widget=a_paragraph(),
    )
    may_be_told = YesNoField(
        label="Does she agree that we tell you if we cannot reach her?",
        error_messages={"required": "Choose whether we may tell you if we cannot reach her"},
    )


def arrival(answers: Mapping[str, Any]) -> Arrival:
    """All pages together. No consent comes this way: each is hers to give."""
    return Arrival(
        source=Source.PROFESSIONAL,
        means=Means.THROUGH_REFERRER,
        parent=parent(answers),
        contacts=contacts(answers),
        asked=asked(answers),
        referrer=NewReferrer(
            name=answers["referrer_name"],
            role=ReferrerRole(answers["role"]),
            organisation=answers["organisation"],
            email=answers["work_email"],
            phone=answers["work_phone"],
        ),
    )
