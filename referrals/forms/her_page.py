"""What she types on her own page, and what a coordinator notes about it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pim.forms.base import PimForm
from pim.forms.fields import RadiosField
from referrals import queries
from referrals.enums import (
    SPOKEN_WITH_HER,
    CheckInAnswer,
    ConcernKind,
    ContactChannel,
    RequestKind,
    RequestOutcome,
)
from referrals.forms.reach import a_paragraph
from referrals.forms.secret_words import A_WORD, NotShownAgain
from referrals.models import HerRequest

LONGEST_WORD = 40


# --- hers -----------------------------------------------------------------------------------
class WordForm(PimForm):
    one_question = True
    submit_label = "Open"
    names = {"word": "your secret word"}

    word = forms.CharField(
        label="What is your secret word?",
        help_text="The one you chose, or told us on the phone. Capital letters do not matter.",
        max_length=LONGEST_WORD,
        widget=NotShownAgain(A_WORD),
    )


ASKED_OF_HER = {
    RequestKind.CONTACT: "What should change? (optional)",
    RequestKind.OTHER: "Anything that would help us find the right person? (optional)",
    RequestKind.END: "Would you like to tell us why? (optional)",
    RequestKind.DATA: "Anything we should know about it? (optional)",
    RequestKind.RING: "What is it about? (optional)",
}


class RequestForm(PimForm):
    """One box, and she may leave it empty."""

    submit_label = "Ask for this"
    names = {"words": "your words"}

    words = forms.CharField(required=False, max_length=1000, widget=a_paragraph())

    def __init__(self, *args: Any, kind: RequestKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = ASKED_OF_HER[kind]


class StillForm(PimForm):
    one_question = True
    submit_label = "Send"
    names = {"answer": "an answer"}

    answer = RadiosField(
        label="Do you still want this?",
        choices=CheckInAnswer.choices,
        hints={
            CheckInAnswer.LATER: "You keep your place. We ask again in a few weeks.",
            CheckInAnswer.NO: "You don’t need to say why. Nothing ends before we have spoken.",
        },
    )


class ComplaintForm(PimForm):
    submit_label = "Send"
    names = {"about": "what it is about", "words": "what happened"}

    about = RadiosField(
        label="What is it about?",
        choices=[
            (ConcernKind.COMPLAINT, "How things work, or what we did or did not do"),
            (ConcernKind.ABOUT_PERSON, "A person who works or helps out here"),
        ],
        hints={
            ConcernKind.COMPLAINT: "The people who look after your area read it.",
            ConcernKind.ABOUT_PERSON: (
                "A trustee of the charity reads it. The people who look after your area "
                "never see it, and nor does the person it is about."
            ),
        },
        reveals={ConcernKind.ABOUT_PERSON: ["about_name"]},
    )
    about_name = forms.CharField(
        label="Who is it? (optional)",
        help_text="A first name is enough, or what she or he does.",
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    words = forms.CharField(
        label="What happened?",
        help_text="In your own words. It can be short.",
        widget=a_paragraph(5),
    )

    def __init__(self, *args: Any, has_trustee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_trustee:
            about = self.fields["about"]
            about.hints = about.hints | {ConcernKind.ABOUT_PERSON: NO_TRUSTEE}


NO_TRUSTEE = (
    "It goes to a trustee of the charity. Just now there is none who can read it: we are told "
    "that something waits, and not what it is, and find one. The people who look after your "
    "area never see it, and nor does the person it is about."
)


# --- the coordinator's ----------------------------------------------------------------------
class NewWordForm(PimForm):
    one_question = True
    submit_label = "Set the word"
    names = {"word": "the word she chose"}

    word = forms.CharField(
        label="Which word did she choose?",
        help_text=(
            "Type it as she says it: 4 letters or more, and not her name. Nobody can read it "
            "again, you neither. It opens a locked page, and an older word ends."
        ),
        max_length=LONGEST_WORD,
        widget=NotShownAgain(A_WORD),
    )


OUTCOMES = [one for one in RequestOutcome.choices if one[0] != RequestOutcome.JOINED]


class FinishForm(PimForm):
    submit_label = "Save"
    names = {"outcome": "what came of it", "confirmed_by": "how you asked her"}

    outcome = RadiosField(label="What came of it?", choices=OUTCOMES)
    confirmed_by = RadiosField(
        label="In which way did you ask her?",
        help_text=(
            "Only ways that were safe before she asked: whoever asked on her page may not have "
            "been her. Leave this open if you could not reach her."
        ),
        choices=ContactChannel.choices,
        required=False,
    )

    nothing_changed = forms.BooleanField(
        label="Nothing had to change",
        help_text="Only if all the ways we have for her are still right.",
        required=False,
    )

    def __init__(self, *args: Any, record: HerRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if record.kind != RequestKind.CONTACT:
            del self.fields["nothing_changed"]
            self.helper = self.build_helper()
        known = dict.fromkeys(way.channel for way in queries.ways_before(record))
        self.fields["confirmed_by"].choices = [
            (channel, ContactChannel(channel).label) for channel in known
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outcome") in SPOKEN_WITH_HER and not cleaned.get("confirmed_by"):
            self.add_error("confirmed_by", ValidationError("Choose how you asked her"))
        return cleaned


class AnswerForm(PimForm):
    one_question = True
    submit_label = "Save"
    names = {"answer": "what she said"}

    answer = RadiosField(label="What did she say?", choices=CheckInAnswer.choices)
