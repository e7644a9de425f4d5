"""Picking a secret word, and typing it again."""

from django import forms

from pim.forms.base import PimForm
from pim.forms.fields import EmailField
from referrals.actions import SHORTEST_WORD, as_remembered


class NotShownAgain(forms.TextInput):
    """What was typed as a secret word stands on no page."""

    def format_value(self, value: object) -> None:
        return None


A_WORD = {"class": "nhsuk-input--width-20", "autocomplete": "off", "autocapitalize": "none"}


class WordForm(PimForm):
    """One she picks now. It is no password: she will say it to herself, and type it on a phone."""

    submit_label = "Keep this word"
    names = {"word": "a word"}

    word = forms.CharField(
        label="Pick a word",
        help_text=(
            "One that you will remember and others do not guess. "
            "Not your name, and not your password for anything."
        ),
        max_length=40,
        widget=forms.TextInput(A_WORD),
    )

    def clean_word(self) -> str:
        word = self.cleaned_data["word"]
        if len(as_remembered(word)) < SHORTEST_WORD:
            raise forms.ValidationError(f"Pick a word with {SHORTEST_WORD} letters or more")
        return word


class SaveForm(WordForm):
    submit_label = "Save"

    email = EmailField(
        label="E-mail address for the link (optional)",
        help_text=(
            "Only one that is safe for you. The e-mail does not say who we are, or what it is "
            "about. You see the link on the next page as well."
        ),
        required=False,
        max_length=254,
    )


class KnownWordForm(PimForm):
    """The word she picked, typed again."""

    one_question = True
    submit_label = "Open the saved form"
    names = {"word": "your word"}

    word = forms.CharField(
        label="What is the word you picked?",
        help_text="Capital letters do not matter.",
        max_length=40,
        widget=NotShownAgain(A_WORD),
    )
