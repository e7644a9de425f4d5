"""A break from being asked."""

from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotBefore, RadiosField

GOES_ON, NEEDS_COVER = "goes_on", "cover"
HER_MUMS = [
    (GOES_ON, "I go on with my mums"),
    (NEEDS_COVER, "I need a rest from that too: please find somebody in between"),
]


class PauseForm(PimForm):
    submit_label = "Start my break"
    names = {"her_mums": "how it goes on with your mums"}

    her_mums = RadiosField(label="And your mums?", choices=HER_MUMS, initial=GOES_ON)
    back_on = DatePartsField(
        label="When are you back? (optional)",
        help_text="You can come back any day. You need not know yet.",
        called="the day you are back",
        required=False,
        validators=[NotBefore("The day you are back must be after today", days=1)],
    )

    def asked(self) -> dict:
        said = self.cleaned_data
        return {"back_on": said["back_on"], "needs_cover": said.get("her_mums") == NEEDS_COVER}


class PauseWithoutMums(PauseForm):
    """Where she has nobody just now, that question makes no sense."""

    her_mums = None

    names: dict[str, str] = {}
