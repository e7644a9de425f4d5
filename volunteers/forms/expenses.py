"""What a coordinator says about an expense."""

from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter


class SendBackForm(PimForm):
    submit_label = "Send it back"

    answer = forms.CharField(
        label="What should she change?",
        help_text="She reads this. She can change it and send it in again.",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )


class PaidForm(PimForm):
    submit_label = "It is paid"

    paid_on = DatePartsField(
        label="When was it paid?",
        called="the day it was paid",
        validators=[NotAfter("The day must be today or in the past")],
    )

    def __init__(self, *args, **kwargs) -> None:
        kwargs["initial"] = {"paid_on": clock.today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
