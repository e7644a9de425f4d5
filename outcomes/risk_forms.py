"""What whoever looks at an answer fills in on the small pages behind its buttons."""

from typing import Any

from django import forms

from outcomes import queries
from outcomes.enums import RiskOutcome, RiskStepKind
from outcomes.models import RiskEvent
from pim.forms.base import PimForm
from pim.forms.fields import RadiosField
from pim.models import User
from referrals.enums import Authority, ContactChannel, TellingBasis
from referrals.queries import safe_contact

TOLD = RiskStepKind.TOLD.value
NOTED = [
    (RiskStepKind.SPOKE.value, "I spoke with her"),
    (RiskStepKind.NO_ANSWER.value, "I rang: no answer"),
    (TOLD, "I told someone outside"),
    (RiskStepKind.LEAD_ASKED.value, "I ask a lead to decide"),
    (RiskStepKind.NOTE.value, "Something else to keep in mind"),
]

IN_WRITING = {
    RiskStepKind.SPOKE.value: "I heard from her",
    RiskStepKind.NO_ANSWER.value: "I wrote: no answer yet",
}


def words_field(label: str) -> forms.CharField:
    area = forms.Textarea({"rows": 4})
    return forms.CharField(label=label, required=False, max_length=5000, widget=area)


class RiskStepForm(PimForm):
    """Whoever is told outside is told on a basis."""

    submit_label = "Save"
    names = {"kind": "what you did", "told": "whom you told", "basis": "the basis"}

    kind = RadiosField(
        label="What did you do?",
        choices=NOTED,
        reveals={TOLD: ["told", "basis"]},
        hints={RiskStepKind.NO_ANSWER.value: "After two calls without an answer a lead decides."},
    )
    told = forms.ChoiceField(
        label="Whom did you tell?", choices=[("", "Choose"), *Authority.choices]
    )
    basis = RadiosField(
        label="On what basis?",
        choices=TellingBasis.choices,
        hints={TellingBasis.DANGER: "To keep someone alive or from serious harm."},
    )
    words = words_field("What was said, and what comes next? (optional)")

    def __init__(self, *args: Any, record: RiskEvent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not safe_contact(record.referral, ContactChannel.PHONE):
            kind = self.fields["kind"]
            kind.choices = [(key, IN_WRITING.get(key, label)) for key, label in NOTED]
            kind.hints = {RiskStepKind.NO_ANSWER.value: "No answer within an hour: a lead decides."}


class HandOverRiskForm(PimForm):
    submit_label = "Hand over"
    names = {"to": "who takes it on"}

    to = forms.ModelChoiceField(
        label="Who takes it on?", queryset=User.objects.none(), empty_label="Choose"
    )
    words = words_field("What should they know? (optional)")

    def __init__(self, *args: Any, record: RiskEvent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = queries.who_may_take_over(record)


class CloseRiskForm(PimForm):
    submit_label = "Close"
    outcome = RadiosField(
        label="How did it end?",
        choices=RiskOutcome.choices,
        error_messages={"required": "Choose how it ended"},
    )
    note = words_field("What was done and agreed (optional)")
