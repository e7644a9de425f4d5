"""The shortest way in: a name, a number and when to ring. All else is asked when we talk."""

from collections.abc import Mapping
from typing import Any

from django import forms

from pim.forms.fields import PostcodeField, RadiosField, UKPhoneField, YesNoField
from pim.forms.trap import TrapForm
from referrals.arrivals import Arrival, Asked, NewContact, NewParent
from referrals.enums import ContactChannel, Means, Situation, Source
from referrals.forms.language import LanguageAnswer
from referrals.forms.plain_names import plain_name

ANOTHER = "another"
TIMES = {
    "any": "Any time in the day",
    "morning": "In the morning",
    "afternoon": "In the afternoon",
    ANOTHER: "Another time",
}


class RingMeForm(LanguageAnswer, TrapForm):
    names = {
        "called": "what we should call you",
        "phone_number": "your phone number",
        "ring_at": "when we should ring",
        "other_time": "when we should ring",
    }
    check_labels = {
        "called": "We call you",
        "phone_number": "We ring",
        "ring_at": "When",
        "other_time": "At this time",
        "voicemail_ok": "Voicemail is fine",
        "us": "We call ourselves",
        "postcode": "Where you live",
        "language": "Language",
    }

    called = forms.CharField(
        label="What should we call you?",
        help_text="A first name is enough. It need not be your real one.",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "given-name", "class": "nhsuk-input--width-20"}),
    )
    phone_number = UKPhoneField(
        label="What is your phone number?", help_text="One that is safe for you."
    )
    ring_at = RadiosField(
        label="When should we ring?",
        help_text="We ring on working days.",
        choices=list(TIMES.items()),
        reveals={ANOTHER: ["other_time"]},
    )
    other_time = forms.CharField(
        label="Which time is good?",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    voicemail_ok = YesNoField(
        label="May we leave a voicemail?",
        help_text="Think of who else may hear it.",
        error_messages={"required": "Choose whether we may leave a voicemail"},
    )
    us = forms.CharField(
        label="What should we call ourselves if someone else picks up? (optional)",
        help_text="For example “Robin from the library”. If empty, a plain name.",
        required=False,
        max_length=60,
        validators=[plain_name],
        widget=forms.TextInput({"class": "nhsuk-input--width-20", "autocomplete": "off"}),
    )
    postcode = PostcodeField(
        label="First part of your postcode (optional)",
        help_text="Like WA7. It tells us who is near you.",
        required=False,
        widget=forms.TextInput({"class": "nhsuk-input--width-5", "autocomplete": "postal-code"}),
    )
    language = forms.CharField(
        label="Which language shall we speak? (optional)",
        help_text="Leave this empty if it is English.",
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "nhsuk-input--width-20", "autocomplete": "off"}),
    )


def arrival(answers: Mapping[str, Any]) -> Arrival:
    """Only where to ring. Whether she wants more is asked, and agreed to, in the call."""
    return Arrival(
        source=Source.HERSELF,
        means=Means.ON_SCREEN,
        agreed=False,
        parent=NewParent(
            called=answers["called"],
            postcode=answers["postcode"],
            language=answers["language"],
        ),
        contacts=[
            NewContact(
                channel=ContactChannel.PHONE,
                address=answers["phone_number"],
                voicemail_ok=answers["voicemail_ok"],
                best_times=answers["other_time"] or TIMES[answers["ring_at"]],
                us=answers["us"],
            )
        ],
        asked=Asked(situation=Situation.NOT_ASKED, only_ring=True),
    )
