"""A referral that staff enter for somebody: by phone, in a clinic, or from paper."""

from typing import Any

from django import forms

from pim.forms.fields import CheckboxesField, RadiosField, YesNoField
from referrals.arrivals import Arrival
from referrals.enums import DayPart, Means, Source, SupportFormat, Wish
from referrals.forms.asked import asked
from referrals.forms.language import LanguageAnswer
from referrals.forms.reach import HerReachForm, a_paragraph, contacts
from referrals.forms.someone import AboutHerForm
from referrals.forms.when import HerWhenForm
from referrals.forms.yourself import PURPOSES, parent

ENTERED = [(means.value, means.label) for means in (Means.BY_PHONE, Means.ON_PAPER)]


class EnterForm(LanguageAnswer, HerWhenForm, HerReachForm, AboutHerForm):
    """One page: a coordinator fills it in while she talks."""

    one_question = False
    submit_label = "Save"
    names = AboutHerForm.names | HerReachForm.names | {"means": "how she told us"}
    field_order = [
        "means",
        "called",
        "age_band",
        "ways",
        "us",
        "word",
        "postcode",
        "situation",
        "wish",
        "wishes",
        "formats",
        "times",
        "language",
        "needs_interpreter",
        "access_needs",
        "known_risks",
    ]

    means = RadiosField(
        label="How did she tell us that she wants this?",
        help_text="Only enter someone who has said yes herself.",
        choices=ENTERED,
    )
    us = forms.CharField(
        label="What should we call ourselves? (optional)", required=False, max_length=60
    )
    word = forms.CharField(
        label="A word she will know us by (optional)", required=False, max_length=40
    )
    wish = forms.CharField(
        label="What would she like help with? (optional)", required=False, widget=a_paragraph()
    )
    wishes = CheckboxesField(
        label="Who would she like to talk to? (optional)", choices=Wish.choices, required=False
    )
    formats = CheckboxesField(
        label="How would she like to meet or talk? (optional)",
        choices=SupportFormat.choices,
        required=False,
    )
    times = CheckboxesField(
        label="When would suit her? (optional)", choices=DayPart.choices, required=False
    )
    language = forms.CharField(
        label="Language, if not English (optional)", required=False, max_length=40
    )
    needs_interpreter = YesNoField(label="Does she need an interpreter? (optional)", required=False)
    access_needs = forms.CharField(
        label="What makes it work for her? (optional)", required=False, widget=a_paragraph()
    )
    known_risks = forms.CharField(
        label="Known risks (optional)", required=False, widget=a_paragraph()
    )
    messages = YesNoField(label="May we send her texts or e-mails? (optional)", required=False)
    evaluation = YesNoField(
        label="May we ask her questions, to see whether this helps? (optional)", required=False
    )
    research = YesNoField(
        label="May researchers use her answers, without her name? (optional)", required=False
    )


def arrival(answers: dict[str, Any]) -> Arrival:
    decided = {PURPOSES[name]: answers[name] for name in PURPOSES if answers[name] is not None}
    return Arrival(
        source=Source.STAFF,
        means=Means(answers["means"]),
        parent=parent(answers),
        contacts=contacts(answers),
        asked=asked(answers),
        consents=decided,
    )
