"""That something sad has happened: said by staff, by her volunteer, or by herself."""

from pim.forms.base import PimForm
from pim.forms.fields import RadiosField
from referrals.enums import LossKind

IN_HER_WORDS = {
    LossKind.BABY_DIED: "My baby died",
    LossKind.PREGNANCY_ENDED: "My pregnancy ended",
    LossKind.ONE_OF_SEVERAL: "One of my babies died",
    LossKind.BABY_ELSEWHERE: "My baby does not live with me",
}


class LossForm(PimForm):
    """By whoever is on the case."""

    one_question = True
    submit_label = "Stop all automatic messages"
    names = {"kind": "what has happened"}

    kind = RadiosField(label="What has happened?", choices=LossKind.choices)


class ChangedForm(PimForm):
    """Hers. Nothing more is asked than this one thing."""

    one_question = True
    submit_label = "Send"
    names = {"kind": "what has changed"}

    kind = RadiosField(
        label="Has something sad happened?",
        help_text="Only if one of these is so. You came here by mistake? Just go back.",
        choices=list(IN_HER_WORDS.items()),
    )
