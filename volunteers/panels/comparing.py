"""The best candidates for one mum beside what she asked for, field by field."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from pim.admin.panels import Cell
from referrals.enums import Background, DayPart, SupportFormat
from referrals.models import Referral
from volunteers import queries
from volunteers.enums import Stage, Weekday
from volunteers.matching import (
    Candidate,
    Need,
    Offer,
    best_reasons,
    shared_formats,
    shared_slots,
    speaks_her_language,
    stage_of,
)
from volunteers.matching.common import same_area, slots_of, travels_there
from volunteers.models import Volunteer
from volunteers.naming import name_of
from volunteers.panels.in_draft import InDraft
from volunteers.panels.words import baby_age, counted
from volunteers.queries.one_mum import Matching
from volunteers.wording import SHARED, TOPIC, listed

COMPARED = 4
REASONS_SHOWN = 2
FITS, PARTLY, NOT, PLAIN = "fits", "partly", "not", ""
SAID = {FITS: "Fits", PARTLY: "In part", NOT: "Not as she wished"}


class Fit(NamedTuple):
    """What one volunteer offers of a field, and whether it is what she asked for."""

    verdict: str
    text: Cell

    @property
    def said(self) -> str:
        return SAID.get(self.verdict, "")


@dataclass(frozen=True)
class Beside:
    """All that a field may look at."""

    referral: Referral
    need: Need
    offer: Offer
    volunteer: Volunteer
    last_talk: date | None


class Field(NamedTuple):
    label: str
    hers: Callable[[Referral, Need], str]
    theirs: Callable[[Beside], Fit]


@dataclass(frozen=True)
class Column:
    """One candidate."""

    place: int
    volunteer: Volunteer
    name: str
    elsewhere: str  # her site, if it is another one
    points: int
    fits: Sequence[Fit]
    free: int
    reasons: Sequence[str]  # those that count most
    in_the_draft: Sequence[str]  # of the open meeting: whose she is
    is_ruled_out: bool


@dataclass(frozen=True)
class Comparison:
    labels: Sequence[str]
    hers: Sequence[str]
    columns: Sequence[Column] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[str, str, list[Fit]]]:
        """Label, what she asked for, and each candidate."""
        across = zip(*(column.fits for column in self.columns), strict=True)
        return [(*two, list(fits)) for two, fits in zip(self._left, across, strict=True)]

    @property
    def cards(self) -> list[tuple[Column, list[tuple[str, str, Fit]]]]:
        return [
            (column, [(*two, fit) for two, fit in zip(self._left, column.fits, strict=True)])
            for column in self.columns
        ]

    @property
    def _left(self) -> list[tuple[str, str]]:
        return list(zip(self.labels, self.hers, strict=True))


def comparison(
    referral: Referral,
    matching: Matching,
    in_draft: InDraft,
    talks: Mapping[UUID, date],
    *,
    sees_all: bool,
) -> Comparison:
    """``sees_all``: also what she said about background, which is for her coordinator alone."""
    fields = [one for one in FIELDS if sees_all or one is not BACKGROUND]
    columns = [
        _column(place, one, referral, matching, in_draft, fields, talks)
        for place, one in enumerate(matching.found[:COMPARED], start=1)
    ]
    hers = [one.hers(referral, matching.need) for one in fields]
    return Comparison([one.label for one in fields], hers, columns)


def _column(
    place: int,
    one: Candidate,
    referral: Referral,
    matching: Matching,
    in_draft: InDraft,
    fields: Collection[Field],
    talks: Mapping[UUID, date],
) -> Column:
    volunteer = matching.by_id[one.offer.volunteer]
    beside = Beside(referral, matching.need, one.offer, volunteer, talks.get(volunteer.pk))
    is_here = volunteer.site_id == referral.site_id
    return Column(
        place=place,
        volunteer=volunteer,
        name=name_of(volunteer),
        elsewhere="" if is_here else str(volunteer.site),
        points=one.fit,
        fits=[one.theirs(beside) for one in fields],
        free=one.offer.free,
        reasons=best_reasons(matching.need, one.offer, matching.weights)[:REASONS_SHOWN],
        in_the_draft=in_draft.words(volunteer),
        is_ruled_out=in_draft.is_ruled_out(volunteer),
    )


def _labels(choices, codes: Collection, otherwise: str = "") -> str:
    """``On the phone, by video``, in the order of the choices."""
    found = [label for code, label in choices if code in codes]
    return ", ".join([*found[:1], *(one[0].lower() + one[1:] for one in found[1:])]) or otherwise


def _days(codes: Collection[int]) -> str:
    return ", ".join(label for code, label in Weekday.choices if code in codes)


def _part(shared: Collection, wanted: Collection) -> str:
    """All of what she asked for, or some of it, or none."""
    if not wanted or set(wanted) <= set(shared):
        return FITS
    return PARTLY if shared else NOT


# --- The fields -----------------------------------------------------------------------------
def _area(b: Beside) -> Fit:
    if same_area(b.need, b.offer):
        return Fit(FITS, "Lives there too")
    if travels_there(b.need, b.offer):
        start = f" from {b.offer.district}" if b.offer.district else ""
        return Fit(FITS, f"Travels there{start}")
    return Fit(PARTLY, "Does not travel there")


def _language(b: Beside) -> Fit:
    spoken = ", ".join(sorted(b.offer.languages)) or "English"
    if speaks_her_language(b.need, b.offer):
        return Fit(FITS, spoken)
    return Fit(PARTLY, f"{spoken}: with an interpreter")


def _formats(b: Beside) -> Fit:
    both = shared_formats(b.need, b.offer)
    return Fit(_part(both, b.need.formats), _labels(SupportFormat.choices, both))


def _times(b: Beside) -> Fit:
    both, hers = shared_slots(b.need, b.offer), slots_of(b.need)
    if not (b.offer.times or b.offer.days):
        return Fit(FITS, "Any time")
    times = _labels(DayPart.choices, {time for time, _ in both})
    on = f"on {_days({day for _, day in both})}" if b.need.days or b.offer.days else ""
    asked = bool(b.need.times or b.need.days)
    return Fit(_part(both, hers if asked else ()), [one for one in (times, on) if one])


def _experience(b: Beside) -> Fit:
    both = b.need.wishes & b.offer.experience
    if b.need.wishes:
        shared = [SHARED[code] for code in SHARED if code in both]
        return Fit(_part(both, b.need.wishes), shared or "None of it")
    return Fit(PLAIN, listed(TOPIC, b.offer.experience, "and").capitalize() or "Nothing named")


def _baby(b: Beside) -> Fit:
    stage = stage_of(b.need.baby_weeks)
    liked = _labels(Stage.choices, b.offer.stages)
    if not liked:
        return Fit(PLAIN, "Has named nothing")
    if stage is None:
        return Fit(PLAIN, f"Likes best: {liked.lower()}")
    return Fit(FITS if stage in b.offer.stages else PARTLY, f"Likes best: {liked.lower()}")


def _background_hers(referral: Referral, need: Need) -> str:
    wanted = _labels(Background.choices, need.background_wanted)
    unwanted = _labels(Background.choices, need.background_unwanted)
    said = [wanted, f"Rather not: {unwanted}" if unwanted else ""]
    return ". ".join(filter(None, said)) or "Nothing named"


def _background(b: Beside) -> Fit:
    has = _labels(Background.choices, b.offer.background, "Nothing named")
    if b.need.background_unwanted & b.offer.background:
        return Fit(NOT, has)
    if wanted := b.need.background_wanted:
        return Fit(_part(wanted & b.offer.background, wanted), has)
    return Fit(FITS if b.need.background_unwanted else PLAIN, has)


def _before(b: Beside) -> Fit:
    if b.offer.volunteer in b.need.known_volunteers:
        return Fit(FITS, "Was there for her before")
    return Fit(PLAIN, "No")


def _places(b: Beside) -> Fit:
    capacity = b.volunteer.capacity
    now = counted(capacity - b.offer.free, "mum")
    return Fit(PLAIN, f"{now} now, {counted(capacity, 'place')}")


def _checks(b: Beside) -> Fit:
    return Fit(PLAIN, queries.checks_valid_until(b.volunteer) or "No date set")


def _last_talk(b: Beside) -> Fit:
    return Fit(PLAIN, b.last_talk or "None noted")


def _language_hers(referral: Referral, need: Need) -> str:
    return f"{need.language}, with an interpreter" if need.needs_interpreter else need.language


def _times_hers(referral: Referral, need: Need) -> str:
    times = _labels(DayPart.choices, need.times, "Any time")
    return f"{times}, on {_days(need.days)}" if need.days else times


BACKGROUND = Field("Background she wished", _background_hers, _background)
FIELDS = (
    Field("Area", lambda referral, need: need.district or "Not given", _area),
    Field("Language", _language_hers, _language),
    Field(
        "Ways to meet",
        lambda referral, need: _labels(SupportFormat.choices, need.formats, "Any"),
        _formats,
    ),
    Field("Days and times", _times_hers, _times),
    Field(
        "Shared experience",
        lambda referral, need: listed(TOPIC, need.wishes, "and").capitalize() or "Nothing named",
        _experience,
    ),
    Field(
        "Baby’s age",
        lambda referral, need: baby_age(need.baby_weeks).capitalize() or "Not counted",
        _baby,
    ),
    BACKGROUND,
    Field("There for her before", lambda referral, need: "", _before),
    Field("Mums now", lambda referral, need: "", _places),
    Field("Checks hold until", lambda referral, need: "", _checks),
    Field("Last talk with us", lambda referral, need: "", _last_talk),
)
