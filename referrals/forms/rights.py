"""What staff choose about erasing a record, or keeping it."""

from pim.forms.base import PimForm
from pim.forms.fields import RadiosField
from referrals.enums import HoldReason, WhyErased


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
