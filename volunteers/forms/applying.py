"""The pages of the application: one question on each, and nothing that must be known by heart."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from pim.forms.base import PimForm
from pim.forms.fields import CheckboxesField, EmailField, PostcodeField, UKPhoneField, YesNoField
from pim.forms.trap import RefusingTrapForm
from referrals.enums import DayPart, SupportFormat
from volunteers.applications import Applied, Referee
from volunteers.enums import Weekday
from volunteers.forms.fields import ListField

NARROW = "nhsuk-input--width-20"
OR_WHEN_WE_TALK = "A line or two. Or leave it out, and tell us when we talk."


def words_of_hers(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=f"{label} (optional)",
        help_text=hint,
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
    )


class OneQuestion(PimForm):
    one_question = True


class AdultForm(OneQuestion):
    names = {"is_adult": "whether you are 18 or over"}
    check_labels = {"is_adult": "18 or over"}

    is_adult = YesNoField(label="Are you 18 or over?")


class StopForm(PimForm):
    """Who is under 18 is thanked here: this page has no way on."""

    def is_valid(self) -> bool:
        return False


class NameForm(PimForm):
    names = {"first_name": "your first name", "last_name": "your last name"}

    first_name = forms.CharField(
        label="First name",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "given-name", "class": NARROW}),
    )
    last_name = forms.CharField(
        label="Last name",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "family-name", "class": NARROW}),
    )


class EmailForm(OneQuestion):
    names = {"email": "your e-mail address"}
    check_labels = {"email": "E-mail address"}

    email = EmailField(label="What is your e-mail address?", max_length=254)


class PhoneForm(OneQuestion):
    names = {"phone": "your phone number"}
    check_labels = {"phone": "Phone number"}

    phone = UKPhoneField(label="What is your phone number?")


class PlaceForm(OneQuestion):
    names = {"postcode": "your postcode"}
    check_labels = {"postcode": "Postcode"}

    postcode = PostcodeField(
        label="What is your postcode?",
        help_text="So that we do not put you together with someone next door.",
    )


class WhyForm(OneQuestion):
    check_labels = {"why": "Why you would like to help"}

    why = words_of_hers("Why would you like to help?", OR_WHEN_WE_TALK)


class StoryForm(OneQuestion):
    check_labels = {"own_story": "Your own time as a new mum"}

    own_story = words_of_hers(
        "How was your own time as a new mum?",
        "Only if you like, and only as much as you like. "
        "Only the people who look after our volunteers read it.",
    )


class BeforeForm(OneQuestion):
    check_labels = {"helped_before": "Where you helped before"}

    helped_before = words_of_hers(
        "Have you helped people before, paid or unpaid?",
        "Family, friends and neighbours count too. It is fine if you have not.",
    )


class WaysForm(OneQuestion):
    """At least one way: nobody is sent to a home because a page was passed over."""

    names = {"formats": "at least one way"}
    check_labels = {"formats": "How you could meet"}

    formats = CheckboxesField(
        label="How could you meet or talk?",
        help_text="Choose all that suit you. You can change this at any time.",
        choices=SupportFormat.choices,
    )


class TimesForm(PimForm):
    check_labels = {"times": "Times that suit you", "days": "Days that suit you"}

    times = CheckboxesField(
        label="Which times suit you? (optional)",
        help_text="None chosen means any time.",
        choices=DayPart.choices,
        required=False,
    )
    days = CheckboxesField(
        label="Which days suit you? (optional)",
        help_text="None chosen means any day.",
        choices=[(str(day.value), day.label) for day in Weekday],
        required=False,
    )


class LanguagesForm(OneQuestion):
    names = {"languages": "the languages you speak"}
    check_labels = {"languages": "Languages"}

    languages = ListField(
        label="Which languages could you talk in with a mum?",
        initial="English",
        help_text="Like English, Polish. Put a comma between them.",
        widget=forms.TextInput({"class": NARROW, "autocomplete": "off"}),
    )


class TrainingForm(OneQuestion):
    check_labels = {"could_train": "When you could come to training"}

    could_train = CheckboxesField(
        label="When could you come to training?",
        help_text="It is about three hours a week for ten weeks. We tell you the dates first.",
        choices=DayPart.choices,
        required=False,
    )


class NeedsForm(OneQuestion):
    check_labels = {"support_needs": "What would help you take part"}

    support_needs = words_of_hers(
        "Is there anything that would help you take part?",
        "Like someone to mind your children, large print, or a place without steps.",
    )


class CheckedForm(OneQuestion):
    names = {"agrees_to_check": "whether you agree"}
    check_labels = {"agrees_to_check": "Agrees to a record check"}

    agrees_to_check = YesNoField(
        label="Do you agree to a record check?",
        help_text=(
            "Everyone here has one, to keep mums and babies safe. It is free. An old conviction "
            "need not stop you: we talk about it first. If you are not sure, say no and ask us."
        ),
    )


class TalkForm(OneQuestion):
    check_labels = {"to_talk_about": "What you would like to talk about first"}

    to_talk_about = words_of_hers(
        "Is there anything you would like to talk about first?",
        "You need not write here what it is. “I’d like a talk” is enough.",
    )


OFF = {"autocomplete": "off"}


def their_name() -> forms.CharField:
    return forms.CharField(
        label="Full name", max_length=120, widget=forms.TextInput(OFF | {"class": NARROW})
    )


def how_they_know_you() -> forms.CharField:
    return forms.CharField(
        label="How do they know you?",
        help_text="Like: my manager at work, a friend for six years.",
        max_length=200,
        widget=forms.TextInput(OFF),
    )


def their_email() -> EmailField:
    return EmailField(
        label="Their e-mail address",
        help_text="We send a link to a few short questions. Or give only a phone number.",
        required=False,
        max_length=254,
        widget=forms.EmailInput(OFF),
    )


def their_phone() -> UKPhoneField:
    return UKPhoneField(
        label="Their phone number",
        help_text="You can leave it out if you gave an e-mail address.",
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )


def alike(typed: str | None) -> str:
    """The same, however it was spaced and in capitals or not."""
    return " ".join((typed or "").split()).casefold()


class RefereeForm(PimForm):
    """By e-mail or by phone: one of them is enough, and it is nobody's who stands here already."""

    SOMEBODY_ELSE = {
        "name": "Name somebody else here, please. We ask two other people who know you",
        "email": "Give the address of somebody else",
        "phone": "Give the number of somebody else",
    }

    place = ""

    def __init__(self, *args: Any, taken: Mapping[str, Iterable[str]], **kwargs: Any) -> None:
        self.taken = {way: {alike(one) for one in ones} - {""} for way, ones in taken.items()}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        email, phone = f"{self.place}_email", f"{self.place}_phone"
        if not any(cleaned.get(way) or way in self.errors for way in (email, phone)):
            self.add_error(email, "Give an e-mail address or a phone number")
        for way, says in self.SOMEBODY_ELSE.items():
            if alike(cleaned.get(f"{self.place}_{way}")) in self.taken.get(way, ()):
                self.add_error(f"{self.place}_{way}", says)
        return cleaned


def taken_by(answers: Mapping[str, Any], *, is_second: bool) -> dict[str, list[str]]:
    """Her own name, address and number, and those of the first person she named."""
    hers = {way: [answers.get(way) or ""] for way in ("email", "phone")}
    hers["name"] = [f"{answers.get('first_name', '')} {answers.get('last_name', '')}"]
    if is_second:
        for way, ones in hers.items():
            ones.append(answers.get(f"one_{way}") or "")
    return hers


CALLED = {
    "name": "their full name",
    "relationship": "how they know you",
    "email": "their e-mail address",
    "phone": "their phone number",
}
SHORTLY = {"name": "name", "relationship": "knows you", "email": "e-mail", "phone": "phone"}


def at(place: str, words: Mapping[str, str], before: str = "") -> dict[str, str]:
    return {f"{place}_{name}": before + said for name, said in words.items()}


class FirstRefereeForm(RefereeForm):
    place, names = "one", at("one", CALLED)
    check_labels = at("one", SHORTLY, "First person: ")

    one_name = their_name()
    one_relationship = how_they_know_you()
    one_email = their_email()
    one_phone = their_phone()


class SecondRefereeForm(RefereeForm, RefusingTrapForm):
    place, names = "two", at("two", CALLED)
    check_labels = at("two", SHORTLY, "Second person: ")

    two_name = their_name()
    two_relationship = how_they_know_you()
    two_email = their_email()
    two_phone = their_phone()


def applied(answers: Mapping[str, Any]) -> Applied:
    """All pages together, as the action asks it."""
    return Applied(
        **{name: answers[name] for name in ("first_name", "last_name", "email", "phone")},
        **{name: answers.get(name) or "" for name in WORDS},
        **{name: tuple(answers.get(name) or ()) for name in LISTS},
        postcode=answers["postcode"],
        days=tuple(int(day) for day in answers.get("days") or ()),
        is_adult=bool(answers["is_adult"]),
        agrees_to_check=bool(answers["agrees_to_check"]),
        referees=tuple(_referee(answers, place) for place in ("one", "two")),
    )


WORDS = ("why", "own_story", "helped_before", "support_needs", "to_talk_about")
LISTS = ("formats", "times", "languages", "could_train")


def _referee(answers: Mapping[str, Any], place: str) -> Referee:
    names = ("name", "email", "phone", "relationship")
    return Referee(**{name: answers[f"{place}_{name}"] for name in names})
