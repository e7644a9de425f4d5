"""What a coordinator fills in to accept, to close or to pass on."""

from typing import Any

from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import RadiosField
from referrals import consent, eligibility, queries
from referrals.enums import Authority, ClosedReason, ContactChannel, Purpose, TellingBasis
from referrals.forms.reach import a_paragraph
from referrals.models import Referral, Signpost

ONLY_AFTER_SUPPORT = (ClosedReason.COMPLETED, ClosedReason.ENDED_EARLY)
# Two of one person are merged, side by side: closing one alone would leave half of her behind.
NOT_CLOSED_HERE = (*ONLY_AFTER_SUPPORT, ClosedReason.DUPLICATE)
CLOSING = [(reason.value, reason.label) for reason in ClosedReason if reason not in NOT_CLOSED_HERE]
HINTS = {
    ClosedReason.SIGNPOSTED: "You told her about another service, and she would rather go there.",
    ClosedReason.STEPPED_UP: "Somebody else helps her at once: a crisis team, social care, a GP.",
}


class AcceptForm(PimForm):
    submit_label = "Accept"
    names = {"note": "why you accept her all the same"}

    note = forms.CharField(
        label="Note (optional)",
        help_text="Only if something about this decision needs to be known later.",
        required=False,
        widget=a_paragraph(),
    )

    def __init__(self, *args: Any, record: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = queries.eligibility_of(record, on=clock.today())
        if reasons := eligibility.to_look_at(found):
            note = self.fields["note"]
            note.label, note.required = "Why do you accept her all the same?", True
            note.help_text = " ".join(reason.words for reason in reasons)


class ReopenForm(PimForm):
    one_question = True
    submit_label = "Reopen"

    note = forms.CharField(
        label="Why is it taken up again? (optional)",
        help_text="For example: she rang us. It stands beside why it was closed.",
        required=False,
        widget=a_paragraph(),
    )


class ServicesField(forms.ModelMultipleChoiceField):
    """Live entries of the directory, each with what it helps with."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, entry: Signpost) -> str:
        return f"{entry.name}: {entry.helps_with}"


class SignpostsForm(PimForm):
    """Which other services she was told about. She is written to only where that is safe."""

    submit_label = "Save"
    names = {"signposts": "at least one service"}

    signposts = ServicesField(
        label="Which services did you tell her about?", queryset=Signpost.objects.none()
    )
    write_to_her = forms.BooleanField(
        label="Send her a short e-mail too",
        help_text="It names no service. It says that she can ring us to hear the numbers again.",
        required=False,
    )

    def __init__(self, *args: Any, user: Any, record: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.record = user, record
        self.fields["signposts"].queryset = queries.services_for(user, record)
        if not may_write(record):
            self.leave_out("write_to_her")

    def leave_out(self, *names: str) -> None:
        """Questions that make no sense here, wherever they would have been shown."""
        for name in names:
            del self.fields[name]
        for field in self.fields.values():
            if hidden := getattr(field, "reveals", None):
                field.reveals = {
                    answer: [name for name in shown if name in self.fields]
                    for answer, shown in hidden.items()
                }
        self.helper = self.build_helper()


class CloseForm(SignpostsForm):
    submit_label = "Close"
    names = {
        "reason": "why it is being closed",
        "told": "who was told about her",
        "basis": "why they were allowed to be told",
    }
    field_order = ["reason", "signposts", "write_to_her", "told", "basis", "note"]

    reason = RadiosField(
        label="Why is it being closed?",
        choices=CLOSING,
        hints=HINTS,
        reveals={
            ClosedReason.SIGNPOSTED: ["signposts", "write_to_her"],
            ClosedReason.STEPPED_UP: ["told", "basis"],
        },
    )
    signposts = ServicesField(
        label="Which services did you tell her about?",
        queryset=Signpost.objects.none(),
        required=False,
    )
    told = forms.ChoiceField(
        label="Who was told about her?", choices=[("", "Choose one"), *Authority.choices]
    )
    basis = RadiosField(label="Why were they allowed to be told?", choices=TellingBasis.choices)
    note = forms.CharField(
        label="Note (optional)",
        help_text="Why it was decided so. Only what somebody may need to know later. "
        "Passed on urgently: the words in which you told them.",
        required=False,
        widget=a_paragraph(),
    )
    risks_reviewed = forms.BooleanField(
        label="I have looked at the known risks, and whoever must know about them knows",
        error_messages={"required": "Look at the known risks first, then tick the box"},
    )

    def __init__(self, *args: Any, user: Any, record: Referral, **kwargs: Any) -> None:
        super().__init__(*args, user=user, record=record, **kwargs)
        reason = self.fields["reason"]
        reason.hints = reason.hints | {ClosedReason.NOT_REACHABLE: tries_in_words(record)}
        if not queries.has_risks(record):
            self.leave_out("risks_reviewed")
        if not self.fields["signposts"].queryset.exists():
            self.leave_out(*{"signposts", "write_to_her"}.intersection(self.fields))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("reason") == ClosedReason.SIGNPOSTED and not (
            cleaned.get("signposts") or cleaned.get("note")
        ):
            self.add_error("note", "Write where you pointed her, or choose a service above")
        if cleaned.get("reason") == ClosedReason.STEPPED_UP and not cleaned.get("note"):
            self.add_error("note", "Write what you told them, and what they said")
        return cleaned


def may_write(referral: Referral) -> bool:
    by_email = queries.safe_contact(referral, ContactChannel.EMAIL)
    return bool(by_email) and consent.has_given(referral, Purpose.MESSAGES)


def tries_in_words(referral: Referral) -> str:
    tries = queries.tries(referral)
    if tries.spoke:
        return "You have spoken with her: choose what she decided."
    return f"{tries}. Try again first, on another day." if tries.missing else f"{tries}."
