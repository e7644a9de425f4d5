"""Questions for counting only: whether everybody finds the way to us."""

from pim.forms.base import PimForm
from pim.forms.fields import RadiosField
from referrals.enums import Disability, EthnicGroup, Religion, SexualOrientation


class CountingForm(PimForm):
    submit_label = "Send these answers"

    ethnic_group = RadiosField(
        label="What is your ethnic group? (optional)",
        choices=EthnicGroup.choices,
        required=False,
    )
    disability = RadiosField(
        label="Do you have a disability, or an illness that lasts? (optional)",
        choices=Disability.choices,
        required=False,
    )
    religion = RadiosField(
        label="What is your religion? (optional)", choices=Religion.choices, required=False
    )
    sexual_orientation = RadiosField(
        label="Which of these describes you? (optional)",
        choices=SexualOrientation.choices,
        required=False,
    )
