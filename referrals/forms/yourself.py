"""The pages for someone who asks for herself."""

from collections.abc import Mapping
from typing import Any

from django import forms

from pim.forms.base import PimForm
from pim.forms.fields import CheckboxesField, PostcodeField, RadiosField, YesNoField
from pim.forms.trap import TrapForm
from referrals.arrivals import Arrival, NewParent
from referrals.enums import (
    AgeBand,
    ContactChannel,
    DayPart,
    Means,
    Purpose,
    Source,
    SupportFormat,
    Wish,
)
from referrals.forms.asked import asked
from referrals.forms.language import LanguageAnswer
from referrals.forms.plain_names import plain_name
from referrals.forms.reach import a_paragraph, contacts, only_in_writing


class NameForm(TrapForm):
    names = {"called": "what we should call you", "age_band": "your age"}
    check_labels = {"called": "We call you", "age_band": "Your age"}

    called = forms.CharField(
        label="What should we call you?",
        help_text="A first name is enough. It need not be your real one.",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "given-name", "class": "nhsuk-input--width-20"}),
    )
    age_band = RadiosField(label="How old are you?", choices=AgeBand.choices)


class WordsForm(PimForm):
    check_labels = {"us": "We call ourselves", "word": "Your word"}

    us = forms.CharField(
        label="What should we call ourselves? (optional)",
        help_text=(
            "If someone else picks up, we say this name. For example “Robin from the library”. "
            "If you leave it empty we use a plain name that gives nothing away."
        ),
        required=False,
        max_length=60,
        validators=[plain_name],
        widget=forms.TextInput({"class": "nhsuk-input--width-20", "autocomplete": "off"}),
    )
    word = forms.CharField(
        label="A word you will know us by (optional)",
        help_text="We put it in our messages, so that you know they are really from us.",
        required=False,
        max_length=40,
        validators=[plain_name],
        widget=forms.TextInput({"class": "nhsuk-input--width-20", "autocomplete": "off"}),
    )


class PlaceForm(PimForm):
    one_question = True
    check_labels = {"postcode": "Postcode"}

    postcode = PostcodeField(
        label="What is your postcode?",
        help_text=(
            "The first part is enough, like WA7. If you would rather not say, leave it empty. "
            "We will ask when we talk."
        ),
        required=False,
    )


class WishForm(PimForm):
    one_question = True
    check_labels = {"wish": "What you would like help with"}

    wish = forms.CharField(
        label="What would you like help with? (optional)",
        help_text="In your own words. One line is fine. So is nothing.",
        required=False,
        widget=a_paragraph(6),
    )


class GentleWishForm(WishForm):
    """After a loss we ask for nothing."""

    check_labels = {"wish": "What you would like us to know"}

    wish = forms.CharField(
        label="Is there anything you would like us to know? (optional)",
        required=False,
        widget=a_paragraph(6),
    )


class FitForm(PimForm):
    check_labels = {"wishes": "Someone who", "formats": "How to meet", "times": "When"}

    wishes = CheckboxesField(
        label="Who would you like to talk to? (optional)",
        choices=Wish.choices,
        required=False,
    )
    formats = CheckboxesField(
        label="How would you like to meet or talk? (optional)",
        choices=SupportFormat.choices,
        required=False,
    )
    times = CheckboxesField(
        label="When would suit you? (optional)", choices=DayPart.choices, required=False
    )


class GentleFitForm(FitForm):
    """After a loss nothing about babies is offered to choose from."""

    check_labels = FitForm.check_labels | {"wishes": "Someone who has been through this"}

    wishes = CheckboxesField(
        label="Would you like to talk to someone who has been through this? (optional)",
        choices=[(Wish.LOSS.value, "Yes, someone who lost a baby")],
        required=False,
    )


class NeedsForm(LanguageAnswer, PimForm):
    check_labels = {
        "language": "Language",
        "needs_interpreter": "Interpreter",
        "access_needs": "Anything to know",
    }

    language = forms.CharField(
        label="Which language do you like to talk in? (optional)",
        help_text="Leave this empty if it is English.",
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "nhsuk-input--width-20", "autocomplete": "off"}),
    )
    needs_interpreter = YesNoField(
        label="Would you like an interpreter? (optional)",
        help_text="It is free, private, and never someone from your family.",
        required=False,
    )
    access_needs = forms.CharField(
        label="Is there anything we should know, so that this works for you? (optional)",
        help_text="For example, large print, no steps, or time to think on the phone.",
        required=False,
        widget=a_paragraph(),
    )


class ChoicesForm(PimForm):
    """Agreement is one thing; each consent is another, decided on its own."""

    check_labels = {
        "agrees": "You want us to get in touch",
        "messages": "Texts and e-mails from us",
        "evaluation": "Short questions about how you are",
        "research": "Your answers in research, without your name",
    }

    agrees = forms.BooleanField(
        label="Yes, I want this, and someone may get in touch with me",
        error_messages={"required": "Tick the box if you want us to get in touch"},
    )
    messages = YesNoField(
        label="May we send you texts or e-mails?",
        help_text="Short ones in plain words, only to the places you said are safe.",
        error_messages={"required": "Choose whether we may send you texts or e-mails"},
    )
    evaluation = YesNoField(
        label="May we ask you some questions now and later, to see whether this helps?",
        help_text="About 5 minutes each time. You can skip any of them, or stop.",
        error_messages={"required": "Choose whether we may ask you some questions"},
    )
    research = YesNoField(
        label="May researchers use your answers, without your name? (optional)",
        required=False,
    )

    def __init__(self, *args: Any, ways: list[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_in_writing = only_in_writing(ways)
        if not {ContactChannel.TEXT, ContactChannel.EMAIL} & set(ways):
            del self.fields["messages"]
            self.helper = self.build_helper()

    def clean_messages(self) -> bool | None:
        """A no is hers to say, but not where it would leave her without any answer."""
        may = self.cleaned_data["messages"]
        if may is False and self.only_in_writing:
            raise forms.ValidationError(
                f"You said {self.only_in_writing}. Without a yes here we cannot answer you. "
                "Say yes, or add another way"
            )
        return may


PURPOSES = {
    "messages": Purpose.MESSAGES,
    "evaluation": Purpose.EVALUATION,
    "research": Purpose.RESEARCH,
}


def arrival(answers: Mapping[str, Any]) -> Arrival:
    """All pages together. What she was not asked or did not answer is no decision."""
    decided = {name: answers[name] for name in PURPOSES if answers.get(name) is not None}
    return Arrival(
        source=Source.HERSELF,
        means=Means.ON_SCREEN,
        parent=parent(answers),
        contacts=contacts(answers),
        asked=asked(answers),
        consents={PURPOSES[name]: given for name, given in decided.items()},
    )


def parent(answers: Mapping[str, Any]) -> NewParent:
    return NewParent(
        called=answers["called"],
        age_band=answers["age_band"],
        postcode=answers["postcode"],
        language=answers["language"],
        needs_interpreter=bool(answers["needs_interpreter"]),
        access_needs=answers.get("access_needs", ""),
    )
