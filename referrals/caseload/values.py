"""What people type into a spreadsheet, read with patience. Each reader gives a value, or raises
``ValueError`` with a sentence that says what to change."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from pim.forms.dates import MONTHS
from pim.forms.fields import EmailField, PostcodeField, UKPhoneField
from referrals.enums import Status

Reader = Callable[[str], Any]

YES = ("yes", "y", "yeah", "ja", "true", "x", "1", "ok", "given", "agreed", "✓", "✔")
NO = ("no", "n", "none", "false", "0", "-", "not given", "declined", "✗")
STATUS = {
    Status.RECEIVED: ("new", "received", "referred", "referral", "not yet contacted", "to call"),
    Status.IN_CONTACT: ("in contact", "contacted", "contact", "called", "triage", "assessment"),
    Status.WAITING: ("waiting", "waiting list", "wait", "accepted", "on list", "on waiting list"),
}
WITH_A_VOLUNTEER = ("matched", "in support", "supported", "active", "ending")
OVER = ("closed", "ended", "discharged", "finished", "completed")


def plainly(typed: str) -> str:
    return " ".join(typed.casefold().replace(".", " ").split())


def number(typed: str) -> str:
    return re.sub(r"\.0$", "", typed)[:64]  # a spreadsheet makes 17 into 17.0


def words(longest: int) -> Reader:
    def read(typed: str) -> str:
        if len(typed) > longest:
            raise ValueError(f"This is too long: {longest} letters at most.")
        return typed

    return read


def yes_or_no(typed: str) -> bool:
    said = plainly(typed)
    if said in YES or said in NO:
        return said in YES
    raise ValueError(f"“{typed[:40]}” is neither yes nor no.")


def status(typed: str) -> Status:
    said = plainly(typed.replace("-", " ").replace("_", " "))
    for stands, names in STATUS.items():
        if said in names:
            return Status(stands)
    if said in WITH_A_VOLUNTEER:
        raise ValueError("She has a volunteer: bring her in as waiting, then match her here.")
    if said in OVER:
        raise ValueError("What is over stays where it is: only people you still look after.")
    raise ValueError(f"“{typed[:40]}” is not new, in contact or waiting.")


# --- Dates ------------------------------------------------------------------------------------
DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(\d{1,2}|[a-z]+)[\s.,/-]+(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[t ].*)?")


def day(typed: str) -> date:
    """A day as it is written in the UK: day first, or year first; never month first."""
    said = re.sub(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[\s,]+", "", typed.casefold().strip())
    try:
        if found := YEAR_FIRST.fullmatch(said):
            return date(*map(int, found.groups()))
        if found := DAY_FIRST.fullmatch(said):
            return date(_year(found[3]), _month(found[2]), int(found[1]))
    except ValueError:
        pass
    raise ValueError(f"“{typed[:40]}” is not a day we can read. Write it like 25/12/2026.")


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else MONTHS.index(text[:3]) + 1


# --- Ways to reach her ------------------------------------------------------------------------
def phone(typed: str) -> str:
    """A UK number, with the nought a spreadsheet takes away put back."""
    if re.fullmatch(r"\d(\.\d+)?e\+?\d+", typed.casefold()):
        raise ValueError("The spreadsheet has shortened this number. Type it again, as text.")
    digits = re.sub(r"\D", "", typed)
    if len(digits) > 14:
        raise ValueError("There is more than one number here. Give the one that is safe.")
    if re.fullmatch(r"[127]\d{8,9}", digits):
        digits = f"0{digits}"
    if digits.startswith("440"):  # +44 (0)7700 900123
        digits = f"44{digits[3:]}"
    given = f"+{digits}" if digits.startswith("44") else digits
    return _cleaned(UKPhoneField(), given, f"“{typed[:40]}” is not a UK phone number.")


def email(typed: str) -> str:
    return _cleaned(EmailField(), typed, f"“{typed[:60]}” is not an e-mail address.")


def postcode(typed: str) -> str:
    return _cleaned(PostcodeField(), typed, f"“{typed[:20]}” is not a UK postcode.")


def _cleaned(field: Any, typed: str, otherwise: str) -> str:
    try:
        return str(field.clean(typed))
    except ValidationError as error:
        raise ValueError(otherwise) from error
