"""A short enquiry from someone who would like to help."""

from django import forms

from pim.forms.fields import EmailField, PostcodeField, UKPhoneField
from pim.forms.trap import TRAP, RefusingTrapForm


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

    @property
    def enquiry(self) -> dict:
        """What ``actions.enquire`` asks."""
        return {name: value for name, value in self.cleaned_data.items() if name != TRAP}
