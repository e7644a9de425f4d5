"""How to reach her safely: the same questions, asked of her and of whoever refers her."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pim.forms.base import PimForm
from pim.forms.fields import CheckboxesField, EmailField, UKPhoneField, YesNoField
from referrals.arrivals import NewContact
from referrals.enums import ContactChannel

FIELD_OF = {
    ContactChannel.PHONE: "phone_number",
    ContactChannel.TEXT: "text_number",
    ContactChannel.EMAIL: "email",
    ContactChannel.LETTER: "letter_address",
}
REVEALS = {
    ContactChannel.PHONE: ["phone_number", "voicemail_ok", "best_times"],
    ContactChannel.TEXT: ["text_number"],
    ContactChannel.EMAIL: ["email"],
    ContactChannel.LETTER: ["letter_address"],
}


ONLY_WRITTEN = {
    frozenset({ContactChannel.EMAIL}): "e-mail is the only safe way",
    frozenset({ContactChannel.TEXT}): "a text is the only safe way",
    frozenset({ContactChannel.EMAIL, ContactChannel.TEXT}): (
        "texts and e-mails are the only safe ways"
    ),
}


def only_in_writing(ways: Iterable[str]) -> str:
    """In words, where we could not answer her without a message; empty where we could."""
    return ONLY_WRITTEN.get(frozenset(ways), "")


def a_paragraph(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class ReachForm(PimForm):
    """She chooses what is safe; we use nothing else."""

    check_labels = {
        "ways": "Safe ways to reach you",
        "voicemail_ok": "Voicemail is fine",
        "best_times": "Good times to ring",
    }
    names = {
        "ways": "at least one safe way to reach you",
        "phone_number": "the phone number",
        "text_number": "the number for texts",
        "email": "the e-mail address",
        "letter_address": "the address for letters",
    }

    ways = CheckboxesField(
        label="Which ways are safe for you?",
        help_text="Choose all that are safe. We will not use any other.",
        choices=ContactChannel.choices,
        reveals=REVEALS,
    )
    phone_number = UKPhoneField(label="Phone number")
    voicemail_ok = YesNoField(
        label="May we leave a voicemail?",
        error_messages={"required": "Choose whether we may leave a voicemail"},
    )
    best_times = forms.CharField(
        label="When is it good to ring? (optional)",
        help_text="For example, weekday mornings.",
        required=False,
        max_length=200,
    )
    text_number = UKPhoneField(
        label="Number for texts",
        help_text="Leave this empty if we may ring you too, on the same number.",
        required=False,
    )
    email = EmailField(label="E-mail address")
    letter_address = forms.CharField(label="Address for letters", widget=a_paragraph())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if ContactChannel.TEXT in cleaned.get("ways", []) and not cleaned.get("text_number"):
            self._text_the_phone_number(cleaned)
        return cleaned

    def _text_the_phone_number(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("phone_number"):
            cleaned["text_number"] = cleaned["phone_number"]
        elif "text_number" not in self.errors:
            self.add_error("text_number", ValidationError("Enter the number for texts"))


class HerReachForm(ReachForm):
    """The same, asked of somebody who refers her."""

    check_labels = ReachForm.check_labels | {"ways": "Safe ways to reach her"}
    names = ReachForm.names | {"ways": "at least one safe way to reach her"}

    ways = CheckboxesField(
        label="Which ways are safe for her?",
        help_text="Ask her. Someone at home may see or hear what we send. We use no other way.",
        choices=ContactChannel.choices,
        reveals=REVEALS,
    )
    phone_number = UKPhoneField(
        label="Her phone number", widget=forms.TextInput({"type": "tel", "autocomplete": "off"})
    )
    email = EmailField(label="Her e-mail address", widget=forms.EmailInput({"autocomplete": "off"}))
    text_number = UKPhoneField(
        label="Her number for texts",
        help_text="Leave this empty if we may ring her too, on the same number.",
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    best_times = forms.CharField(
        label="When is it good to ring her? (optional)", required=False, max_length=200
    )


def contacts(answers: Mapping[str, Any]) -> list[NewContact]:
    """Her safe ways in the order of the page: the first one is used first."""
    return [
        NewContact(
            channel=channel,
            address=answers[FIELD_OF[channel]],
            voicemail_ok=channel == ContactChannel.PHONE and bool(answers["voicemail_ok"]),
            best_times=answers["best_times"] if channel == ContactChannel.PHONE else "",
            us=answers.get("us", ""),
            word=answers.get("word", ""),
        )
        for channel in ContactChannel
        if channel in answers["ways"]
    ]
