"""Who could support her, and why. Pure: no database, no clock.

Hard rules come first: one of them broken, and the two are not put together. What is left is
scored. Every score contains ``MATCH``, which is worth more than all that could ever be gained
by leaving somebody without a volunteer. Points and reasons come from one table of criteria,
so nothing counts that is not said.

An empty list of formats or times means "has not said": it stands in nobody's way.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from volunteers.wording import AT_TIME, BY_FORMAT, SHARED, TOPIC, days, listed

# One path of exchanges through 20,000 pairs at 20,000 points each still weighs less.
MATCH = 1_000_000_000
LONGEST_WAIT_COUNTED = 365  # days
FIRST_WEEKS = range(-6, 7)  # of the baby's age; before 0 she is pregnant

EVERY_FORMAT = frozenset(BY_FORMAT)
EVERY_TIME = frozenset(AT_TIME)
FACE_TO_FACE = frozenset({"home", "out"})


@dataclass(frozen=True)
class Need:
    """One woman who waits, without her name."""

    referral: str
    site: str
    district: str = ""
    language: str = "English"
    needs_interpreter: bool = False
    formats: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()
    baby_weeks: int | None = None  # below 0: weeks until the due date
    waiting_days: int = 0
    excluded_volunteers: frozenset[str] = frozenset()  # never again, from either side


@dataclass(frozen=True)
class Offer:
    """One volunteer and what she offers, without her name."""

    volunteer: str
    site: str
    district: str = ""
    travels_to: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    experience: frozenset[str] = frozenset()
    rather_not: frozenset[str] = frozenset()
    free: int = 0  # capacity less live matches and open proposals
    checks_valid: bool = True
    on_break: bool = False


class Weight(NamedTuple):
    points: int
    meaning: str


DEFAULT_WEIGHTS: Mapping[str, Weight] = MappingProxyType(
    {
        "waiting": Weight(40, "for each day she has waited, up to a year"),
        "experience": Weight(120, "for each thing they have both been through, if she wished so"),
        "language": Weight(150, "if they share her own language and that is not English"),
        "same_area": Weight(100, "if the volunteer lives in the same postcode district"),
        "travels": Weight(60, "if the volunteer travels to her district"),
        "times": Weight(50, "for each part of the week that suits both"),
        "formats": Weight(30, "for each way of meeting that suits both"),
        "first_weeks": Weight(80, "from six weeks before the birth to six weeks after"),
    }
)


@dataclass(frozen=True)
class Weights:
    """What each criterion is worth in a programme: data, with its meaning in plain English."""

    of: Mapping[str, Weight] = field(default_factory=lambda: DEFAULT_WEIGHTS)

    def points(self, key: str) -> int:
        return self.of[key].points

    def changed(self, **points: int) -> "Weights":
        """The same meanings with other points, as a programme may set them."""
        if unknown := points.keys() - self.of.keys():
            raise ValueError(f"There is no weight called {', '.join(sorted(unknown))}.")
        if any(value < 0 for value in points.values()):
            raise ValueError("A weight cannot be below 0: a better fit never counts against her.")
        return Weights({**self.of, **{k: self.of[k]._replace(points=v) for k, v in points.items()}})


STANDARD = Weights()


@dataclass(frozen=True)
class Candidate:
    offer: Offer
    score: int
    reasons: tuple[str, ...]

    @property
    def fit(self) -> int:
        """The points that tell candidates apart."""
        return self.score - MATCH


@dataclass(frozen=True)
class Exclusion:
    """Why not, and what would have to be different where it is only one thing."""

    offer: Offer
    why: tuple[str, ...]
    near_miss: str | None = None


# --- What the two have in common ------------------------------------------------------------
def shared_formats(need: Need, offer: Offer) -> frozenset[str]:
    """Ways of meeting that suit both; face to face only where the volunteer travels to her."""
    return (need.formats or EVERY_FORMAT) & reachable_formats(need, offer)


def reachable_formats(need: Need, offer: Offer) -> frozenset[str]:
    offered = offer.formats or EVERY_FORMAT
    return offered if _travels_there(need, offer) else offered - FACE_TO_FACE


def shared_times(need: Need, offer: Offer) -> frozenset[str]:
    return (need.times or EVERY_TIME) & (offer.times or EVERY_TIME)


def speaks_her_language(need: Need, offer: Offer) -> bool:
    spoken = {language.casefold() for language in offer.languages or {"English"}}
    return need.language.casefold() in spoken


def _travels_there(need: Need, offer: Offer) -> bool:
    """A volunteer who named no district goes anywhere in her site."""
    if not offer.travels_to:
        return need.site == offer.site
    return need.district in offer.travels_to or _same_area(need, offer)


def _same_area(need: Need, offer: Offer) -> bool:
    return bool(need.district) and need.district == offer.district


# --- Hard rules -----------------------------------------------------------------------------
Test = Callable[[Need, Offer], bool]
Say = Callable[[Need, Offer], str]
Near = Callable[[Need, Offer], str | None]


class HardRule(NamedTuple):
    key: str
    holds: Test
    why: Say  # when it does not hold
    near: Near = lambda need, offer: None  # what would make it hold


def _in_reach(need: Need, offer: Offer) -> bool:
    return need.site == offer.site or need.district in offer.travels_to


def _language_fits(need: Need, offer: Offer) -> bool:
    """With an interpreter any language will do; an interpreter is never family."""
    return need.needs_interpreter or speaks_her_language(need, offer)


def _a_format_fits(need: Need, offer: Offer) -> bool:
    return bool(shared_formats(need, offer))


def _a_time_fits(need: Need, offer: Offer) -> bool:
    return bool(shared_times(need, offer))


def _has_a_place(need: Need, offer: Offer) -> bool:
    return offer.free > 0


def _checks_hold(need: Need, offer: Offer) -> bool:
    return offer.checks_valid


def _is_here(need: Need, offer: Offer) -> bool:
    return not offer.on_break


def _may_meet(need: Need, offer: Offer) -> bool:
    return offer.volunteer not in need.excluded_volunteers


def _covers_it(need: Need, offer: Offer) -> bool:
    return not need.wishes & offer.rather_not


def _why_no_format(need: Need, offer: Offer) -> str:
    if need.formats & offer.formats:
        return f"Does not travel to {need.district or 'where she lives'}"
    return f"Meets {listed(BY_FORMAT, offer.formats)} only"


def _other_formats(need: Need, offer: Offer) -> str | None:
    possible = reachable_formats(need, offer)
    return f"Would fit {listed(BY_FORMAT, possible)}" if possible else None


def _why_topics(need: Need, offer: Offer) -> str:
    return f"Would rather not talk about {listed(TOPIC, need.wishes & offer.rather_not)}"


HARD_RULES = (
    HardRule("reach", _in_reach, lambda need, offer: "Helps in another area"),
    HardRule("never_again", _may_meet, lambda need, offer: "They have been put together before"),
    HardRule("topics", _covers_it, _why_topics),
    HardRule(
        "language",
        _language_fits,
        lambda need, offer: f"Does not speak {need.language}",
        lambda need, offer: "Would fit with an interpreter",
    ),
    HardRule("format", _a_format_fits, _why_no_format, _other_formats),
    HardRule(
        "time",
        _a_time_fits,
        lambda need, offer: f"Is free {listed(AT_TIME, offer.times)} only",
        lambda need, offer: f"Would fit {listed(AT_TIME, offer.times)}",
    ),
    HardRule(
        "capacity",
        _has_a_place,
        lambda need, offer: "Has no free place",
        lambda need, offer: "Would fit when she has a free place again",
    ),
    HardRule(
        "checks",
        _checks_hold,
        lambda need, offer: "Her checks are missing or out of date",
        lambda need, offer: "Would fit once her checks are up to date",
    ),
    HardRule(
        "break",
        _is_here,
        lambda need, offer: "Is on a break",
        lambda need, offer: "Would fit when she is back from her break",
    ),
)


def broken_rules(need: Need, offer: Offer) -> list[HardRule]:
    return [rule for rule in HARD_RULES if not rule.holds(need, offer)]


def may_be_matched(need: Need, offer: Offer) -> bool:
    return all(rule.holds(need, offer) for rule in HARD_RULES)


# --- Points and reasons ---------------------------------------------------------------------
class Said(NamedTuple):
    """How often a weight counts, and what to say about it."""

    times: int
    words: tuple[str, ...] = ()


NOTHING = Said(0)
Criterion = Callable[[Need, Offer], Said]


def _experience(need: Need, offer: Offer) -> Said:
    common = [wish for wish in SHARED if wish in need.wishes & offer.experience]
    return Said(len(common), tuple(SHARED[wish] for wish in common))


def _language(need: Need, offer: Offer) -> Said:
    own = need.language.casefold() != "english" and speaks_her_language(need, offer)
    return Said(1, (f"Speaks {need.language}",)) if own else NOTHING


def _area(need: Need, offer: Offer) -> Said:
    return Said(1, ("Lives in the same area",)) if _same_area(need, offer) else NOTHING


def _travel(need: Need, offer: Offer) -> Said:
    """Who lives there need not travel, so that reason is not said twice; the points count."""
    if not need.district or not _travels_there(need, offer):
        return NOTHING
    return Said(1) if _same_area(need, offer) else Said(1, (f"Travels to {need.district}",))


def _times(need: Need, offer: Offer) -> Said:
    common = shared_times(need, offer)
    if not need.times or not offer.times:
        return Said(len(common))
    return Said(len(common), (f"Free {listed(AT_TIME, common)}, as she asked",))


def _formats(need: Need, offer: Offer) -> Said:
    common = shared_formats(need, offer)
    if not need.formats:
        return Said(len(common))
    return Said(len(common), (f"Happy to meet {listed(BY_FORMAT, common)}",))


def _waiting(need: Need, offer: Offer) -> Said:
    counted = min(max(need.waiting_days, 0), LONGEST_WAIT_COUNTED)
    return Said(counted, (f"She has waited {days(need.waiting_days)}",)) if counted else NOTHING


def _first_weeks(need: Need, offer: Offer) -> Said:
    if need.baby_weeks is None or need.baby_weeks not in FIRST_WEEKS:
        return NOTHING
    return Said(1, ("Her baby is due soon" if need.baby_weeks < 0 else "Her baby is very new",))


CRITERIA: tuple[tuple[str, Criterion], ...] = (
    ("experience", _experience),
    ("language", _language),
    ("times", _times),
    ("formats", _formats),
    ("same_area", _area),
    ("travels", _travel),
    ("first_weeks", _first_weeks),
    ("waiting", _waiting),
)


def candidate(need: Need, offer: Offer, weights: Weights = STANDARD) -> Candidate:
    """The score and reasons of a pair that no hard rule forbids."""
    said = [(key, criterion(need, offer)) for key, criterion in CRITERIA]
    score = MATCH + sum(weights.points(key) * one.times for key, one in said)
    return Candidate(offer, score, tuple(words for _, one in said for words in one.words))


def rank(need: Need, offers: Iterable[Offer], weights: Weights = STANDARD) -> list[Candidate]:
    """Everyone who may be proposed to her, the best fit first."""
    possible = [candidate(need, offer, weights) for offer in offers if may_be_matched(need, offer)]
    return sorted(possible, key=lambda one: (-one.score, one.offer.volunteer))


def excluded(need: Need, offers: Iterable[Offer]) -> list[Exclusion]:
    """Everyone who may not, with the reasons; near misses first."""
    found = [
        _exclusion(need, offer, broken) for offer in offers if (broken := broken_rules(need, offer))
    ]
    return sorted(found, key=lambda one: (one.near_miss is None, one.offer.volunteer))


def _exclusion(need: Need, offer: Offer, broken: list[HardRule]) -> Exclusion:
    near = broken[0].near(need, offer) if len(broken) == 1 else None
    return Exclusion(offer, tuple(rule.why(need, offer) for rule in broken), near)
