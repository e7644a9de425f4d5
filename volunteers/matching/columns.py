"""Needs and offers as numbers: sets as bit masks, places and languages as codes.

Imports numpy, so nothing that every process starts with may import it.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from volunteers.matching.common import slots
from volunteers.matching.criteria import FIRST_WEEKS, stage_of, waiting_counted
from volunteers.matching.needs import DAYS_OF_TIME, EVERY_FORMAT, FACE_TO_FACE, Need, Offer
from volunteers.matching.rows import Rows
from volunteers.wording import AT_STAGE, BACKGROUND, BY_FORMAT, SHARED

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SLOTS = [(time, day) for time, days in DAYS_OF_TIME.items() for day in sorted(days)]
STAGES = tuple(AT_STAGE)


def bits(codes: Iterable[Hashable]) -> dict[Any, int]:
    return {code: 1 << place for place, code in enumerate(codes)}


FORMAT_BITS, WISH_BITS = bits(BY_FORMAT), bits(SHARED)
STAGE_BITS, BACKGROUND_BITS, SLOT_BITS = bits(STAGES), bits(BACKGROUND), bits(SLOTS)


def mask(codes: Iterable[Hashable], of: Mapping[Any, int]) -> int:
    return sum(of[code] for code in codes)


FACE_TO_FACE_MASK = mask(FACE_TO_FACE, FORMAT_BITS)


def masks(column: Sequence[frozenset[Any]], of: Mapping[Any, int]) -> Ints:
    """Few different sets come up, so each is turned into bits once."""
    known = {codes: mask(codes, of) for codes in set(column)}
    return np.array([known[codes] for codes in column], dtype=np.int64)


def slot_masks(rows: Rows[Any]) -> tuple[Ints, Ints]:
    """When each can, and a number for what was named to say so."""
    pairs = list(zip(rows.columns["times"], rows.columns["days"], strict=True))
    number = {pair: at for at, pair in enumerate(set(pairs))}
    known = np.array([mask(slots(*pair), SLOT_BITS) for pair in number], dtype=np.int64)
    named = np.array([number[pair] for pair in pairs], dtype=np.int64)
    return known[named] if pairs else named, named


def format_masks(rows: Rows[Any]) -> Ints:
    return masks([codes or EVERY_FORMAT for codes in rows.columns["formats"]], FORMAT_BITS)


class Codes:
    """A number for each word that comes up."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def of(self, words: Iterable[str]) -> Ints:
        known = self.known
        return np.array([known.setdefault(word, len(known)) for word in words], dtype=np.int64)


class Known(NamedTuple):
    """The same number on both sides."""

    sites: Codes
    programmes: Codes
    districts: Codes
    languages: Codes


@dataclass(frozen=True)
class NeedColumns:
    rows: Rows[Need]
    site: Ints
    programme: Ints
    district: Ints
    has_district: Bools
    language: Ints
    is_english: Bools
    interpreter: Bools
    formats: Ints
    slots: Ints
    availability: Ints  # a number for her times and days as named
    wishes: Ints
    wanted: Ints
    unwanted: Ints
    stage: Ints  # one bit, or none
    first_weeks: Bools
    waiting: Ints


@dataclass(frozen=True)
class OfferColumns:
    rows: Rows[Offer]
    site: Ints
    programme: Ints
    district: Ints
    formats: Ints
    slots: Ints
    availability: Ints
    experience: Ints
    rather_not: Ints
    stages: Ints
    background: Ints
    one_to_one: Bools
    free: Ints
    checks_valid: Bools
    here: Bools
    stays: Bools
    names_districts: Bools
    travels: tuple[Ints, Ints]  # offer, district: a row for each she travels to
    goes_to: Bools  # offers x districts
    speaks: Bools  # offers x languages

    @property
    def can_take_on(self) -> Ints:
        able = self.one_to_one & self.checks_valid & self.here & self.stays
        return np.flatnonzero((self.free > 0) & able)


def columns_of(needs: Rows[Need], offers: Rows[Offer]) -> tuple[NeedColumns, OfferColumns]:
    known = Known(Codes(), Codes(), Codes(), Codes())
    need = _need_columns(needs, known)
    return need, _offer_columns(offers, known)


def _need_columns(rows: Rows[Need], known: Known) -> NeedColumns:
    of = rows.columns
    spoken = [language.casefold() for language in of["language"]]
    free, availability = slot_masks(rows)
    stages = {weeks: STAGE_BITS.get(stage_of(weeks), 0) for weeks in set(of["baby_weeks"])}
    return NeedColumns(
        rows,
        site=known.sites.of(of["site"]),
        programme=known.programmes.of(of["programme"]),
        district=known.districts.of(of["district"]),
        has_district=np.array([bool(district) for district in of["district"]], dtype=bool),
        language=known.languages.of(spoken),
        is_english=np.array([language == "english" for language in spoken], dtype=bool),
        interpreter=np.array(of["needs_interpreter"], dtype=bool),
        formats=format_masks(rows),
        slots=free,
        availability=availability,
        wishes=masks(of["wishes"], WISH_BITS),
        wanted=masks(of["background_wanted"], BACKGROUND_BITS),
        unwanted=masks(of["background_unwanted"], BACKGROUND_BITS),
        stage=np.array([stages[weeks] for weeks in of["baby_weeks"]], dtype=np.int64),
        first_weeks=np.array([weeks in FIRST_WEEKS for weeks in of["baby_weeks"]], dtype=bool),
        waiting=np.array([waiting_counted(count) for count in of["waiting_days"]], dtype=np.int64),
    )


def _offer_columns(rows: Rows[Offer], known: Known) -> OfferColumns:
    of = rows.columns
    travels = _entries(of["travels_to"], known.districts)
    free, availability = slot_masks(rows)
    named = set(of["languages"])
    spoken = {told: frozenset(map(str.casefold, told or {"English"})) for told in named}
    speaks = _entries([spoken[told] for told in of["languages"]], known.languages)
    district = known.districts.of(of["district"])
    return OfferColumns(
        rows,
        site=known.sites.of(of["site"]),
        programme=known.programmes.of(of["programme"]),
        district=district,
        formats=format_masks(rows),
        slots=free,
        availability=availability,
        experience=masks(of["experience"], WISH_BITS),
        rather_not=masks(of["rather_not"], WISH_BITS),
        stages=masks(of["stages"], STAGE_BITS),
        background=masks(of["background"], BACKGROUND_BITS),
        one_to_one=np.array(of["one_to_one"], dtype=bool),
        free=np.array(of["free"], dtype=np.int64),
        checks_valid=np.array(of["checks_valid"], dtype=bool),
        here=~np.array(of["on_break"], dtype=bool),
        stays=np.array([day is None for day in of["leaves_on"]], dtype=bool),
        names_districts=np.array([bool(named) for named in of["travels_to"]], dtype=bool),
        travels=travels,
        goes_to=_table(travels, len(rows), len(known.districts.known)),
        speaks=_table(speaks, len(rows), len(known.languages.known)),
    )


def _entries(column: Sequence[frozenset[str]], codes: Codes) -> tuple[Ints, Ints]:
    """Row and code of everything named in a column of sets."""
    counts = np.array([len(named) for named in column], dtype=np.int64)
    named = codes.of(word for names in column for word in names)
    return np.repeat(np.arange(len(column)), counts), named


def _table(entries: tuple[Ints, Ints], rows: int, codes: int) -> Bools:
    table = np.zeros((rows, codes), dtype=bool)
    table[entries] = True
    return table
