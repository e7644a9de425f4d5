"""Which other referral is hers too."""

from typing import Any

from django import forms

from pim.forms.base import PimForm
from referrals import references
from referrals.models import Referral


class SameForm(PimForm):
    """``other`` is a referral this person may see, by its reference."""

    one_question = True
    submit_label = "Look at both"
    names = {"other": "the other reference"}

    other = forms.CharField(
        label="What is the reference of her other referral?",
        help_text="You see both beside each other before anything happens.",
        max_length=12,
        widget=forms.TextInput({"class": "nhsuk-input--width-10", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: Any, record: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.record = user, record

    def clean_other(self) -> Referral:
        reference = references.spaced(self.cleaned_data["other"])
        others = Referral.objects.visible_to(self.user).exclude(pk=self.record.pk)
        if other := others.filter(reference__iexact=reference.strip()).first():
            return other
        raise forms.ValidationError("There is no other referral with this reference")
