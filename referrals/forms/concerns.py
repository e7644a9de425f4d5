"""What those who may see a concern fill in on the small pages behind its buttons."""

from typing import Any

from django import forms

from pim.forms.base import PimForm
from pim.forms.fields import RadiosField
from pim.models import User
from referrals import known_as, queries
from referrals.concern_words import service
from referrals.enums import (
    ABOUT_SAFETY,
    Authority,
    ConcernKind,
    ConcernOutcome,
    ConcernStepKind,
    TellingBasis,
)
from referrals.forms.reach import a_paragraph
from referrals.models import Concern

TOLD = ConcernStepKind.TOLD.value
NOTED = [
    (ConcernStepKind.SPOKE.value, "I spoke with someone"),
    (TOLD, "I told another service or someone outside"),
    (ConcernStepKind.NOTE.value, "Something else to keep in mind"),
]
CHASED = [
    (ConcernStepKind.CHASED.value, "I asked again: no answer yet"),
    (ConcernStepKind.ANSWERED.value, "They answered"),
]
OF_COMPLAINTS = (ConcernOutcome.UPHELD, ConcernOutcome.NOT_UPHELD)


def words_field(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=a_paragraph(4), **options)


class StepForm(PimForm):
    """Whoever is told outside is told on a basis; in two days they are asked again."""

    submit_label = "Save"
    names = {"kind": "what you did", "told": "whom you told", "basis": "the basis"}

    kind = RadiosField(label="What did you do?", choices=NOTED, reveals={TOLD: ["told", "basis"]})
    told = forms.ChoiceField(
        label="Whom did you tell?", choices=[("", "Choose"), *Authority.choices]
    )
    basis = RadiosField(
        label="On what basis?",
        choices=TellingBasis.choices,
        hints={TellingBasis.DANGER: "To keep someone alive or from serious harm."},
    )
    words = words_field("What was said, and what comes next?")


class ChaseForm(PimForm):
    submit_label = "Save"
    names = {"told": "which service", "kind": "what came of it"}

    told = RadiosField(label="Which service?")
    kind = RadiosField(label="What came of it?", choices=CHASED)
    words = words_field("What did they say? (optional)", required=False)

    def __init__(self, *args: Any, record: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told"].choices = [(code, service(code)) for code in queries.unanswered(record)]


class HandOverForm(PimForm):
    submit_label = "Hand over"
    names = {"to": "who takes it on"}

    to = forms.ModelChoiceField(
        label="Who takes it on?", queryset=User.objects.none(), empty_label="Choose"
    )
    words = words_field("What should she know? (optional)", required=False)

    def __init__(self, *args: Any, record: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = queries.who_may_see(record).order_by("name", "pk")


class AboutWhomForm(PimForm):
    submit_label = "Save"
    names = {"person": "who it is about"}

    person = forms.ModelChoiceField(
        label="Who is it about?", queryset=User.objects.none(), empty_label="Choose"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = near = queries.people_near(user)
        names = known_as.of(near)
        self.fields["person"].label_from_instance = lambda one: names[one.pk]


class WordBackForm(PimForm):
    submit_label = "Save the words"
    names = {"words": "a few words"}

    words = words_field(
        "What do you want to say to whoever raised it?",
        help_text=(
            "Thank them. Say that it was looked at, and what they can do now. "
            "Nothing that is private to someone else."
        ),
    )

    def __init__(self, *args: Any, record: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if record.actor_id is None:
            self.fields["words"].label = "What did you tell whoever raised it?"
            self.fields["words"].help_text = TELL_THEM


TELL_THEM = (
    "They have no page to read it on. Tell them in a safe way, and write here what you said."
)


class CloseConcernForm(PimForm):
    submit_label = "Close it"
    names = {"outcome": "how it ended"}

    outcome = RadiosField(label="How did it end?")
    words = words_field("In a few words, why (optional)", required=False)
    learned = words_field(
        "What do we learn from it? (optional)",
        required=False,
        help_text="Managers and trustees read it in the log of complaints. Name nobody.",
    )

    def __init__(self, *args: Any, record: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if record.kind != ConcernKind.COMPLAINT:
            del self.fields["learned"]
        is_about_safety = record.kind in ABOUT_SAFETY
        self.fields["outcome"].choices = [
            (one.value, one.label)
            for one in ConcernOutcome
            if not (is_about_safety and one in OF_COMPLAINTS)
        ]
