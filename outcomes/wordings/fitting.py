"""Words from a file onto our codes: the same questions, the same options, the same scores."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from outcomes.definitions import Definition, Item
from outcomes.instrument_documents import questions
from outcomes.wordings import WHOLE, Problem, WordedItem, Wording, refuse

MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|&[a-z]+;|\{[{%#]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST_QUESTION, LONGEST_OPTION = 600, 200


def fit(definition: Definition, questionnaire: dict[str, Any], wording: Wording) -> dict[str, Any]:
    """The questionnaire with these words in it. Raises BadWording with every difference."""
    pairs = _pairs(definition.items, wording.items)
    refuse([problem for item, words in pairs for problem in _problems(item, words)])
    refuse([*_repeated(wording.items), *_other_stems(wording.items)])
    worded = bare(questionnaire)
    for (group, entry), (_, words) in zip(questions(worded), pairs, strict=True):
        if words.stem:
            group["text"] = words.stem
        entry["text"] = words.text
        for option, said in zip(entry["answerOption"], words.options, strict=True):
            option["valueCoding"]["display"] = said.label
    return worded


def bare(questionnaire: dict[str, Any]) -> dict[str, Any]:
    """The same without a word that somebody may own: codes and weights alone."""
    found = deepcopy(questionnaire)
    for group, entry in questions(found):
        group.pop("text", None)
        entry.pop("text", None)
        for option in entry.get("answerOption", []):
            option["valueCoding"].pop("display", None)
    return found


def _pairs(items: Sequence[Item], words: Sequence[WordedItem]) -> list[tuple[Item, WordedItem]]:
    """By link id where the file has ours, otherwise by order."""
    if len(items) != len(words):
        what = f"has {len(words)} questions. This questionnaire has {len(items)}"
        refuse([Problem(WHOLE, what)])
    by_id = {one.link_id: one for one in words}
    if set(by_id) == {item.link_id for item in items}:
        return [(item, by_id[item.link_id]) for item in items]
    return list(zip(items, words, strict=True))


def _problems(item: Item, words: WordedItem) -> Iterator[Problem]:
    yield from _about_text(words.where, "The question", words.text, LONGEST_QUESTION)
    if words.stem:
        yield from _about_text(words.where, "The line above", words.stem, LONGEST_QUESTION)
    if len(words.options) != len(item.options):
        what = f"has {len(words.options)} options. Question {item.number} has {len(item.options)}"
        yield Problem(words.where, what)
        return
    for place, option in enumerate(words.options, start=1):
        yield from _about_text(words.where, f"Option {place}", option.label, LONGEST_OPTION)
    said = [option.label for option in words.options if option.label]
    if len(set(said)) != len(said):
        yield Problem(words.where, "has two options with the same words")
    yield from _about_scores(item, words)


def _about_text(where: str, what: str, text: str, longest: int) -> Iterator[Problem]:
    if not text:
        yield Problem(where, f"{what} has no words")
    if len(text) > longest:
        yield Problem(where, f"{what} has more than {longest} letters")
    if MARKUP.search(text):
        yield Problem(where, f"{what} holds HTML or signs of a template. Give the plain words")
    if UNPRINTABLE.search(text):
        yield Problem(where, f"{what} holds a sign that cannot be printed")


def _about_scores(item: Item, words: WordedItem) -> Iterator[Problem]:
    """The options in printed order must be worth what our key says, each by itself."""
    if [option.code for option in words.options] == [option.code for option in item.options] and (
        all(option.score is None for option in words.options)
    ):
        return  # our own codes, which the key knows
    given = [option.score for option in words.options]
    if None in given:
        yield Problem(words.where, "has an option without a score")
    elif given != [option.score for option in item.options]:
        right = ", ".join(str(option.score) for option in item.options)
        said = ", ".join(map(str, given))
        yield Problem(
            words.where,
            f"has options worth {said}. From the first printed to the last they are worth {right}",
        )


def _repeated(words: Sequence[WordedItem]) -> Iterator[Problem]:
    seen: dict[tuple[str, tuple[str, ...]], str] = {}
    for one in words:
        said = one.text, tuple(option.label for option in one.options)
        if said in seen:
            yield Problem(one.where, f"says the same as {seen[said][0].lower()}{seen[said][1:]}")
        seen.setdefault(said, one.where)


def _other_stems(words: Sequence[WordedItem]) -> Iterator[Problem]:
    """One line stands above all the questions, so there can only be one."""
    for one in words:
        if one.stem != words[0].stem:
            yield Problem(one.where, "stands under another line than the first question")
