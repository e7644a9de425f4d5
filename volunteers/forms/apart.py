"""Why two people are not put together, and who said so."""

from pim.forms.base import PimForm
from pim.forms.fields import RadiosField
from volunteers.enums import SaidBy, WhyApart


class ApartForm(PimForm):
    submit_label = "Do not put them together"
    names = {"why": "why they are not put together", "said_by": "who said so"}

    why = RadiosField(
        label="Why?",
        choices=WhyApart.choices,
        hints={WhyApart.NEVER_AGAIN: "Nobody needs to say more than that."},
    )
    said_by = RadiosField(label="Who said so?", choices=SaidBy.choices)
