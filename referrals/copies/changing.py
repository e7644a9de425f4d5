"""A whole entry of a copy made into one passage. Numbers count from 1, as people do."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from referrals.copies.enums import PassageMark
from referrals.copies.gathering import Content
from referrals.models import Passage


@dataclass(frozen=True)
class TakenOut:
    """``inside``: places of passages that stood in it and are no longer decided on their own."""

    section: str
    words: str
    inside: list[int]


def taken_out(
    content: Content, section: int, entry: int, passages: Mapping[int, Passage]
) -> TakenOut | None:
    found = _entry(content, section, entry)
    if found is None or "lines" not in found:
        return None
    marked = [passages[value["passage"]] for _, value in found["lines"] if isinstance(value, dict)]
    inside = [one.place for one in marked if one.mark != PassageMark.SOMEBODY_ELSE]
    said = [(label, _words(value, passages)) for label, value in found["lines"]]
    words = "\n".join(f"{label}: {words}" for label, words in said if words)
    return TakenOut(content[section - 1]["title"], words, inside)


def with_passage(content: Content, section: int, entry: int, place: int) -> Content:
    changed = deepcopy(content)
    changed[section - 1]["entries"][entry - 1] = {"passage": place}
    return changed


def _entry(content: Content, section: int, entry: int) -> dict | None:
    if not 1 <= section <= len(content) or content[section - 1]["for_her_alone"]:
        return None
    entries = content[section - 1]["entries"]
    return entries[entry - 1] if 1 <= entry <= len(entries) else None


def _words(value: object, passages: Mapping[int, Passage]) -> str:
    """Names of other people are decided on their own, and are no part of it."""
    if not isinstance(value, dict):
        return str(value)
    passage = passages[value["passage"]]
    return "" if passage.mark == PassageMark.SOMEBODY_ELSE else passage.words or ""
