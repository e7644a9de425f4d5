"""What somebody says who opens a record outside her reach in an emergency."""

from django import forms

from pim.forms.base import PimForm
from pim.forms.fields import RadiosField
from referrals.enums import WhyOpened


class EmergencyForm(PimForm):
    submit_label = "Open it for one hour"
    names = {"reference": "the number of the record", "why": "why", "words": "what has happened"}

    reference = forms.CharField(
        label="Number of the record",
        help_text="Six letters and figures, such as 7K3-X9Q. Whoever rings you can read it out.",
        max_length=12,
        widget=forms.TextInput({"class": "nhsuk-input--width-10", "autocomplete": "off"}),
    )
    why = RadiosField(label="Why do you need it now?", choices=WhyOpened.choices)
    words = forms.CharField(
        label="What has happened?",
        help_text="In a sentence or two. Those whose record it is will read it.",
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )
