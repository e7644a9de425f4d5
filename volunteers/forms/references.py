"""What somebody says who knows her."""

from typing import Any

from django import forms

from pim.forms.base import PimForm
from pim.forms.fields import EmailField, RadiosField, UKPhoneField, YesNoField
from pim.forms.trap import RefusingTrapForm
from volunteers.enums import Verdict

OFF = {"autocomplete": "off"}


class AnswersForm(PimForm):
    """The four questions, asked on the page or by phone."""

    submit_label = "Save"
    names = {
        "known_for": "how long you have known each other",
        "strengths": "what she is good at",
        "would_trust": "whether you would trust her",
    }

    known_for = forms.CharField(
        label="How long have you known her?",
        help_text="About is fine.",
        max_length=60,
        widget=forms.TextInput(OFF | {"class": "nhsuk-input--width-20"}),
    )
    strengths = forms.CharField(
        label="What is she good at with people?",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    worries = forms.CharField(
        label="Is there anything that speaks against it? (optional)",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    would_trust = YesNoField(
        label="Would you trust her with a mum who is having a hard time?",
    )


class ReferenceForm(RefusingTrapForm, AnswersForm):
    submit_label = "Send"

    @property
    def says_something(self) -> bool:
        return any(self.data.get(name) for name in AnswersForm.base_fields)

    @property
    def said(self) -> dict[str, Any]:
        """What the action asks."""
        return {name: self.cleaned_data[name] for name in AnswersForm.base_fields}


class RefereeForm(PimForm):
    """Somebody who knows her, named to a coordinator."""

    submit_label = "Save"
    names = {"name": "the full name"}

    name = forms.CharField(label="Full name", max_length=120, widget=forms.TextInput(OFF))
    relationship = forms.CharField(
        label="How do they know her?",
        help_text="Nobody of her family.",
        max_length=200,
        widget=forms.TextInput(OFF),
    )
    email = EmailField(
        label="E-mail address",
        help_text="Or leave it out, and give a phone number.",
        required=False,
        max_length=254,
        widget=forms.EmailInput(OFF),
    )
    phone = UKPhoneField(
        label="Phone number",
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )


class JudgeForm(PimForm):
    submit_label = "Save"
    names = {"verdict": "what you make of it"}

    verdict = RadiosField(label="What do you make of it?", choices=Verdict.choices)
    note = forms.CharField(
        label="A note (optional)",
        help_text="For coordinators. She does not see it.",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
