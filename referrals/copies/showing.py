"""A copy as she reads it, and as it is looked through."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime

from referrals.copies.enums import PassageChoice
from referrals.models import Passage, RecordCopy

# Saying that it is left out could do the very harm.
WITHOUT_A_WORD = (PassageChoice.HARM, PassageChoice.CHILD, PassageChoice.CRIME)
LEFT_OUT = {
    PassageChoice.THIRD_PARTY: "(Left out: it is about somebody else)",
    PassageChoice.LEGAL: "(Left out: a lawyer’s advice)",
}
TITLE = "What we keep about you"
OPENING = (
    "This is all we kept about you on {day}. Where it says “she” or “her”, that is you.",
    "Some words can be left out: what is about somebody else, or what could seriously harm you or "
    "somebody else if it were read. We may not always say so.",
    "Worries that were raised about people who work with us are kept apart. Ask us, and a trustee "
    "answers you.",
    "Is something wrong, or missing? Tell us, and we put it right or say why not. You can also "
    "complain to the Information Commissioner: 0303 123 1113, ico.org.uk/make-a-complaint.",
)


@dataclass(frozen=True)
class Section:
    title: str
    about: str
    entries: list[list[tuple[str, str]]]


def opening(copy: RecordCopy) -> list[str]:
    day = date_format(localtime(copy.made_at), "j F Y")
    return [line.format(day=day) for line in OPENING]


def for_her(copy: RecordCopy) -> list[Section]:
    """With what was decided about each passage."""
    passages = {one.place: _decided(one) for one in Passage.objects.filter(copy=copy)}
    return _sections(copy, passages, alone=True)


def for_looking_through(copy: RecordCopy) -> list[Section]:
    """All of it but what nobody here reads; each marked passage by its number."""
    passages = {
        one.place: f"[{one.place}] {one.words or ''}" for one in Passage.objects.filter(copy=copy)
    }
    return _sections(copy, passages, alone=False)


def _decided(passage: Passage) -> str:
    if passage.choice == PassageChoice.LEFT_IN:
        return passage.words or ""
    return LEFT_OUT.get(passage.choice, "")


def _sections(copy: RecordCopy, passages: Mapping[int, str], alone: bool) -> list[Section]:
    kept = [one for one in copy.content or [] if alone or not one["for_her_alone"]]
    made = [Section(one["title"], one["about"], list(_entries(one, passages))) for one in kept]
    return [section for section in made if section.entries]


def _entries(section: dict, passages: Mapping[int, str]) -> Iterator[list[tuple[str, str]]]:
    for entry in section["entries"]:
        lines = entry.get("lines", [["", entry]])
        said = [(label, _words(value, passages)) for label, value in lines]
        if shown := [line for line in said if line[1]]:
            yield shown


def _words(value: object, passages: Mapping[int, str]) -> str:
    return passages.get(value["passage"], "") if isinstance(value, dict) else str(value)


def as_json(copy: RecordCopy) -> bytes:
    """The same, for another program."""
    told = {
        "title": TITLE,
        "opening": opening(copy),
        "sections": [
            {
                "title": section.title,
                "about": section.about,
                "entries": [
                    [{"what": label, "words": words} for label, words in entry]
                    for entry in section.entries
                ],
            }
            for section in for_her(copy)
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
