"""A short enquiry from someone who would like to help."""

from crispy_forms.layout import Field
from django import forms

from pim.forms.base import PimForm
from pim.forms.fields import EmailField, PostcodeField, UKPhoneField

TRAP = "homepage"


class EnquiryForm(PimForm):
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
    homepage = forms.CharField(
        label="Leave this box empty",
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def build_helper(self):
        """The last box is seen by machines only."""
        helper = super().build_helper()
        helper.layout[-1] = Field(TRAP, wrapper_class="nhsuk-u-visually-hidden")
        return helper

    def clean_homepage(self) -> str:
        if self.cleaned_data[TRAP]:
            raise forms.ValidationError("Leave the last box empty. It is there to stop machines.")
        return ""

    @property
    def enquiry(self) -> dict:
        """What ``actions.enquire`` asks."""
        return {name: value for name, value in self.cleaned_data.items() if name != TRAP}
