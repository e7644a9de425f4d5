"""What one woman needs and what one volunteer offers, without their names.

An empty list of formats, times or days means "has not said": it stands in nobody's way.
"""

from dataclasses import dataclass
from datetime import date

from volunteers.wording import AT_TIME, BY_FORMAT

NOBODY: frozenset[str] = frozenset()
EVERY_FORMAT = frozenset(BY_FORMAT)
FACE_TO_FACE = frozenset({"home", "out"})

EVERY_TIME = frozenset(AT_TIME)
EVERY_DAY = frozenset(range(7))  # 0 is Monday
WORKING_DAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})
DAYS_OF_TIME = {
    "weekday_morning": WORKING_DAYS,
    "weekday_afternoon": WORKING_DAYS,
    "evening": EVERY_DAY,
    "weekend": WEEKEND,
}


@dataclass(frozen=True)
class Need:
    """One woman who waits."""

    referral: str
    site: str
    programme: str = ""
    district: str = ""
    language: str = "English"
    needs_interpreter: bool = False
    formats: frozenset[str] = NOBODY
    times: frozenset[str] = NOBODY
    days: frozenset[int] = frozenset()
    wishes: frozenset[str] = NOBODY
    background_wanted: frozenset[str] = NOBODY
    background_unwanted: frozenset[str] = NOBODY  # never told to a volunteer
    baby_weeks: int | None = None  # below 0: weeks until the due date
    waiting_days: int = 0
    # Volunteers, by what stands between her and them, or brings them together.
    excluded_volunteers: frozenset[str] = NOBODY  # never again, from either side
    said_no: frozenset[str] = NOBODY  # of those: one of the two said no to a proposal
    kept_apart: frozenset[str] = NOBODY  # of those: not with this person again, somebody said
    same_household: frozenset[str] = NOBODY
    same_street: frozenset[str] = NOBODY
    known_to: frozenset[str] = NOBODY  # in private life
    hears_later: frozenset[str] = NOBODY  # said yes to her, and is to be told what came of it
    known_volunteers: frozenset[str] = NOBODY  # was there for her before, and it went well


@dataclass(frozen=True)
class Offer:
    """One volunteer and what she offers."""

    volunteer: str
    site: str
    programme: str = ""
    district: str = ""
    travels_to: frozenset[str] = NOBODY
    languages: frozenset[str] = NOBODY
    formats: frozenset[str] = NOBODY
    times: frozenset[str] = NOBODY
    days: frozenset[int] = frozenset()
    experience: frozenset[str] = NOBODY
    rather_not: frozenset[str] = NOBODY
    stages: frozenset[str] = NOBODY  # where she likes to help most
    background: frozenset[str] = NOBODY
    one_to_one: bool = True  # or helps in groups only
    free: int = 0  # capacity less live matches and open proposals
    checks_valid: bool = True
    on_break: bool = False
    leaves_on: date | None = None  # she has said that she goes, and takes nobody on any more
