"""A short enquiry from someone who would like to help."""

from datetime import datetime
from typing import Any

from django import forms
from django.core import signing

from pim import clock
from pim.forms.fields import EmailField, PostcodeField, UKPhoneField
from pim.forms.trap import TRAP, RefusingTrapForm

OPENED = "volunteer-enquiry-opened"


def stamp(moment: datetime) -> str:
    """When the page was opened, in our own hand. It names nobody."""
    return signing.dumps(moment.isoformat(), salt=OPENED)


class EnquiryForm(RefusingTrapForm):
    submit_label = "Send"
    names = {
        "first_name": "your first name",
        "last_name": "your last name",
        "email": "your e-mail address",
        "phone": "your phone number",
        "postcode": "your postcode",
        "why": "what makes you want to help",
    }

    first_name = forms.CharField(
        label="First name",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "given-name", "class": "nhsuk-input--width-20"}),
    )
    last_name = forms.CharField(
        label="Last name",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "family-name", "class": "nhsuk-input--width-20"}),
    )
    email = EmailField(label="E-mail address", max_length=254)
    phone = UKPhoneField(label="Phone number (optional)", required=False)
    postcode = PostcodeField(
        label="Postcode", help_text="The first part is enough, like CV1. It tells us your area."
    )
    why = forms.CharField(
        label="What makes you want to help? (optional)",
        help_text="A line or two. You need not tell us anything private here.",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )

    opened_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, initial={"opened_at": stamp(clock.now())}, **kwargs)

    def clean_opened_at(self) -> datetime:
        """A page that does not say when it was opened was opened now."""
        try:
            return datetime.fromisoformat(signing.loads(self.data["opened_at"], salt=OPENED))
        except (KeyError, signing.BadSignature):
            self.data["opened_at"] = stamp(clock.now())
            return clock.now()

    @property
    def enquiry(self) -> dict:
        """What ``actions.send_enquiry`` asks."""
        return {name: value for name, value in self.cleaned_data.items() if name != TRAP}
