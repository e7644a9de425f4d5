"""Choosing the file in which a caseload is kept today, and holding it between two presses."""

import base64
import json
import zlib
from typing import Any

from django import forms

from pim.access.encryption import decrypt, encrypt
from pim.errors import DomainError
from pim.forms.base import PimForm
from referrals.caseload import sheets
from referrals.caseload.sheets import Sheet

LONGEST_SEALED = 900_000  # what one form may carry, with room for the rest of it


class CaseloadForm(PimForm):
    submit_label = "Try it first"
    names = {"file": "the file"}

    file = forms.FileField(
        label="Your list, as .csv or .xlsx",
        help_text="At most 1,000 lines and 1 MB. Nothing is changed yet: we only look.",
        widget=forms.FileInput({"accept": ".csv,.xlsx,text/csv", "class": "nhsuk-file-upload"}),
        error_messages={"required": "Choose the file", "empty": "This file is empty."},
    )

    def clean_file(self) -> Sheet:
        upload = self.cleaned_data["file"]
        if upload.size > sheets.MOST_BYTES:
            raise forms.ValidationError("This file is larger than 1 MB. Bring it in in parts.")
        try:
            return sheets.read(upload.read())
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


def seal(sheet: Sheet, *, owner: str) -> str:
    """The sheet as an encrypted word that the page holds until the second press: nothing of a
    caseload that was only tried lies on our side. Only its owner (who, and for which site) can
    open it."""
    kept = json.dumps([owner, sheet.headings, sheet.lines]).encode()
    sealed = encrypt(base64.b85encode(zlib.compress(kept, 9)).decode())
    if len(sealed) > LONGEST_SEALED:
        raise DomainError("There is too much in this file. Bring it in in parts.")
    return sealed


def unseal(sealed: str, *, owner: str) -> Sheet:
    try:
        kept: list[Any] = json.loads(zlib.decompress(base64.b85decode(decrypt(sealed))))
    except (ValueError, zlib.error) as error:
        raise DomainError("Choose the file again, please.") from error
    whose, headings, lines = kept
    if whose != owner:
        raise DomainError("Choose the file again, please.")
    return Sheet(tuple(headings), tuple((place, tuple(cells)) for place, cells in lines))
