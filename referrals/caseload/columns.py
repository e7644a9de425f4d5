"""The columns of a caseload that can be brought in, under every name we have seen for them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from referrals.caseload import values
from referrals.caseload.values import Reader


@dataclass(frozen=True)
class Column:
    """``reader`` turns what was typed into a value, or raises ``ValueError`` with a sentence."""

    key: str
    heading: str
    reader: Reader
    meaning: str
    example: str
    also: Sequence[str] = ()
    required: bool = False


COLUMNS = (
    Column(
        "number",
        "Your number",
        values.number,
        "The number this line has with you. The same number comes in once, however often you try.",
        "17",
        ("number", "no", "id", "ref", "reference", "client number", "case number"),
        True,
    ),
    Column(
        "called",
        "Name",
        values.words(120),
        "What to call her.",
        "Rosa",
        ("first name", "called", "client", "client name", "mum", "mother"),
        True,
    ),
    Column(
        "status",
        "Status",
        values.status,
        "New, in contact or waiting. Empty means new.",
        "waiting",
        ("stage", "where"),
    ),
    Column(
        "asked_on",
        "Asked on",
        values.day,
        "The day she, or somebody for her, first asked.",
        "03/02/2026",
        ("referred", "referred on", "date referred", "referral date", "date"),
        True,
    ),
    Column(
        "in_contact_on",
        "In contact since",
        values.day,
        "The day of the first call.",
        "9 Feb 2026",
        ("first contact", "contacted on", "first call"),
    ),
    Column(
        "waiting_on",
        "Waiting since",
        values.day,
        "The day she was accepted.",
        "2026-02-16",
        ("accepted", "accepted on", "on list since", "waiting from"),
    ),
    Column(
        "phone",
        "Phone",
        values.phone,
        "Only if ringing her is safe.",
        "07700 900123",
        ("phone number", "telephone", "tel", "mobile", "mobile number"),
    ),
    Column(
        "voicemail",
        "Voicemail is fine",
        values.yes_or_no,
        "Yes or no. Empty means no.",
        "no",
        ("voicemail", "voicemail ok", "leave a message"),
    ),
    Column(
        "text",
        "Number for texts",
        values.phone,
        "Only if texts are safe.",
        "07700 900123",
        ("text", "texts", "sms", "text number"),
    ),
    Column(
        "email",
        "E-mail",
        values.email,
        "Only if e-mail is safe.",
        "rosa@post.example",
        ("email", "email address", "e mail address"),
    ),
    Column(
        "address",
        "Address for letters",
        values.words(500),
        "Only if letters are safe.",
        "",
        ("address", "postal address"),
    ),
    Column(
        "postcode",
        "Postcode",
        values.postcode,
        "The whole of it, or the first half.",
        "WA7 2AB",
        ("post code", "area"),
    ),
    Column(
        "due_on",
        "Due date",
        values.day,
        "If she is pregnant.",
        "",
        ("due", "edd", "due on", "baby due"),
    ),
    Column(
        "born_on",
        "Baby’s birth date",
        values.day,
        "If the baby is there.",
        "14.01.2026",
        ("born", "babys dob", "dob of baby", "baby dob", "birth date", "baby born"),
    ),
    Column(
        "lost",
        "She lost her baby",
        values.yes_or_no,
        "Yes means: we write nothing about a baby.",
        "",
        ("loss", "bereaved", "lost baby"),
    ),
    Column(
        "language",
        "Language",
        values.words(40),
        "If it is not English.",
        "",
        ("first language", "language spoken"),
    ),
    Column(
        "interpreter",
        "Interpreter",
        values.yes_or_no,
        "Whether she needs one.",
        "",
        ("needs interpreter", "interpreter needed"),
    ),
    Column(
        "access_needs",
        "What makes it work for her",
        values.words(5000),
        "Large print, no steps, time to think.",
        "",
        ("access needs", "access"),
    ),
    Column(
        "wish",
        "What she would like help with",
        values.words(5000),
        "In her own words.",
        "",
        ("wish", "help wanted", "reason"),
    ),
    Column(
        "known_risks",
        "Known risks",
        values.words(5000),
        "What the next person must know.",
        "",
        ("risks", "risk"),
    ),
    Column(
        "others_involved",
        "Who else is involved",
        values.words(5000),
        "Midwife, health visitor, GP, a social worker.",
        "",
        ("others involved", "agencies", "professionals"),
    ),
    Column(
        "agreed",
        "She agreed",
        values.yes_or_no,
        "Yes, if she said herself that she wants this. Nobody comes in without it.",
        "yes",
        ("agreed", "agreement", "consent to support"),
        True,
    ),
    Column(
        "messages",
        "Texts and e-mails from us",
        values.yes_or_no,
        "Only what she was asked. Empty means: not asked.",
        "",
        ("messages", "consent to messages"),
    ),
    Column(
        "evaluation",
        "Questionnaires",
        values.yes_or_no,
        "The same.",
        "",
        ("evaluation", "consent to questionnaires"),
    ),
    Column(
        "research",
        "Research",
        values.yes_or_no,
        "The same.",
        "",
        ("consent to research",),
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}


def plain(heading: str) -> str:
    """A heading without capitals, signs and stray spaces: “E-Mail*” is “e mail”."""
    letters = re.sub(r"[’'`]", "", heading.casefold())
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())


NAMES: Mapping[str, Column] = {
    plain(name): column for column in COLUMNS for name in (column.heading, *column.also)
}


def named(heading: str) -> Column | None:
    return NAMES.get(plain(heading))
