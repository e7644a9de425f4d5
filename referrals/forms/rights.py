"""What staff choose about erasing a record, or keeping it."""

from collections.abc import Sequence

from django.utils.formats import date_format

from pim.forms.base import PimForm
from pim.forms.fields import CheckboxesField, RadiosField
from referrals.enums import HoldReason, WhyErased
from referrals.models import Referral


class ErasureForm(PimForm):
    one_question = True
    submit_label = "Ask for it"
    names = {"why": "why it is to be erased"}

    why = RadiosField(
        label="Why is what identifies her to be erased?",
        choices=WhyErased.choices,
        hints={
            WhyErased.SHE_ASKED: "Make sure that it was her: ask in a way that was safe before."
        },
    )


class HoldForm(PimForm):
    one_question = True
    submit_label = "Put it on hold"
    names = {"reason": "why it must be kept"}

    reason = RadiosField(label="Why must it be kept?", choices=HoldReason.choices)


class TimeIsOverForm(PimForm):
    """By reference and day alone: whoever asks need not know who they are."""

    submit_label = "Ask for these to be erased"
    names = {"which": "which records"}

    which = CheckboxesField(label="Which are to be erased?")

    def __init__(self, *args, referrals: Sequence[Referral], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._referrals = {str(one.pk): one for one in referrals}
        self.fields["which"].choices = [(key, _said(one)) for key, one in self._referrals.items()]

    def chosen(self) -> list[Referral]:
        return [self._referrals[key] for key in self.cleaned_data["which"]]


def _said(referral: Referral) -> str:
    where = referral.site.name if referral.site else "outside every area"
    return f"{referral.reference}, {where}, closed {date_format(referral.closed_at, 'j F Y')}"
