"""Choosing the file with the words of an instrument, and holding it between two presses."""

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django import forms

from outcomes.models import Instrument
from outcomes.queries import definition
from outcomes.wordings import BadWording, WordedItem, WordedOption, Wording, fhir, redcap
from outcomes.wordings.versions import Terms
from pim.access.encryption import decrypt, encrypt
from pim.errors import DomainError
from pim.forms.base import PimForm
from pim.forms.dates import DatePartsField, NotBefore

MOST_BYTES = 300_000
ENGLISH = "en"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class WordingForm(PimForm):
    submit_label = "Look at it first"
    names = {
        "file": "the file",
        "permission_ref": "the reference of your permission",
        "holder": "whose words these are",
        "attribution": "the line shown with the questions",
        "language": "the language",
        "translation_source": "where the translation comes from",
    }

    file = forms.FileField(
        label="The wording, as a FHIR Questionnaire (.json) or a REDCap data dictionary (.csv)",
        help_text="Nothing is kept yet: you see every question and score first.",
        widget=forms.FileInput({"accept": ".json,.csv", "class": "nhsuk-file-upload"}),
        error_messages={"required": "Choose the file", "empty": "This file is empty."},
    )
    permission_ref = forms.CharField(
        label="Reference of your permission",
        help_text="As the holder of the rights wrote it: a number, or who wrote to whom and when.",
        max_length=120,
    )
    expires = DatePartsField(
        label="The last day of the permission",
        help_text="Leave this empty if the permission has no end.",
        called="the last day of the permission",
        required=False,
        validators=[NotBefore("The permission must not have ended", days=0)],
    )
    holder = forms.CharField(label="Whose words these are", max_length=200)
    attribution = forms.CharField(
        label="The line shown with the questions",
        help_text="Most holders say how their copyright line must read.",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
    language = forms.RegexField(
        LANGUAGE,
        label="Language of the wording",
        help_text="As a code: en for English, pl for Polish, cy for Welsh. "
        "A translation becomes a questionnaire of its own.",
        max_length=12,
        widget=forms.TextInput({"class": "nhsuk-input--width-5"}),
        error_messages={"invalid": "Write the language as a code, like en or pl"},
    )
    translation_source = forms.CharField(
        label="Where the translation comes from",
        help_text="Only for a translation: the official one, never one made by a machine.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, record: Instrument, **kwargs: Any) -> None:
        self.own_language = record.scoring["language"]
        licence = definition(record).licence
        first = {"holder": licence.holder, "attribution": licence.attribution}
        super().__init__(*args, initial=first | {"language": self.own_language}, **kwargs)

    def clean_file(self) -> Wording:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError("This file is larger than any questionnaire we know.")
        read = fhir.read if upload.name.lower().endswith(".json") else redcap.read
        try:
            return read(upload.read())
        except BadWording as error:
            raise forms.ValidationError([str(problem) for problem in error.problems]) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        own = cleaned.get("language") in (None, self.own_language, ENGLISH)
        if not own and not cleaned.get("translation_source"):
            self.add_error("translation_source", "Say where the translation comes from")
        return cleaned

    @property
    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in Terms.__dataclass_fields__})


def seal(wording: Wording, terms: Terms, *, owner: str) -> str:
    """Both as an encrypted word that the page holds until the second press."""
    kept = {"owner": owner, "wording": asdict(wording), "terms": asdict(terms)}
    return encrypt(json.dumps(kept, default=date.isoformat))


def unseal(sealed: str, *, owner: str) -> tuple[Wording, Terms]:
    try:
        kept = json.loads(decrypt(sealed))
    except ValueError as error:
        raise DomainError("Choose the file again, please.") from error
    if kept["owner"] != owner:
        raise DomainError("Choose the file again, please.")
    terms = Terms(**kept["terms"])
    if terms.expires:
        terms = replace(terms, expires=date.fromisoformat(str(terms.expires)))
    items = tuple(_item(item) for item in kept["wording"]["items"])
    return Wording(kept["wording"]["language"], items), terms


def _item(kept: dict[str, Any]) -> WordedItem:
    options = tuple(WordedOption(**option) for option in kept["options"])
    return WordedItem(**kept | {"options": options})
