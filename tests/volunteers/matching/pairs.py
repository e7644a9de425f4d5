"""A mum and a volunteer who fit, and any two people there could be."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as some

from referrals.enums import Background, DayPart, SupportFormat, Wish
from volunteers.enums import Stage
from volunteers.matching import Need, Offer

ROSA = Need(
    referral="rosa",
    site="halton",
    district="WA7",
    formats=frozenset({"phone", "out"}),
    times=frozenset({"weekday_morning"}),
    wishes=frozenset({"low_mood"}),
    waiting_days=12,
)
BOB = Offer(
    volunteer="bob",
    site="halton",
    district="WA7",
    travels_to=frozenset({"WA7", "WA8"}),
    languages=frozenset({"English"}),
    formats=frozenset({"phone", "out"}),
    times=frozenset({"weekday_morning", "weekend"}),
    experience=frozenset({"low_mood"}),
    free=1,
)


def any_of(values):
    return some.frozensets(some.sampled_from(list(values)))


def _wanted_or_not(need):
    """As the database has it: nobody wishes for and against the same background."""
    unwanted = need.background_unwanted - need.background_wanted
    return replace(need, background_unwanted=unwanted)


DISTRICTS = ["WA7", "WA8", "E6"]
VOLUNTEERS = ["bob", "zoe", "amy"]
few_volunteers = some.frozensets(some.sampled_from(VOLUNTEERS), max_size=1)
needs = some.builds(
    Need,
    referral=some.sampled_from(["rosa", "mia", "lea", "ida"]),
    site=some.sampled_from(["halton", "newham"]),
    programme=some.sampled_from(["", "", "other"]),
    district=some.sampled_from(["", *DISTRICTS]),
    language=some.sampled_from(["English", "Polish", "polish"]),
    needs_interpreter=some.booleans(),
    formats=any_of(SupportFormat.values),
    times=any_of(DayPart.values),
    days=any_of(range(7)),
    wishes=any_of(Wish.values),
    background_wanted=any_of(Background.values),
    background_unwanted=any_of(Background.values),
    baby_weeks=some.none() | some.integers(-40, 104),
    waiting_days=some.integers(-1, 500),
    excluded_volunteers=few_volunteers,
    same_household=few_volunteers,
    same_street=few_volunteers,
    known_to=few_volunteers,
    hears_later=few_volunteers,
    known_volunteers=few_volunteers,
).map(_wanted_or_not)
offers = some.builds(
    Offer,
    volunteer=some.sampled_from(VOLUNTEERS),
    site=some.sampled_from(["halton", "newham"]),
    programme=some.sampled_from(["", "", "other"]),
    district=some.sampled_from(["", *DISTRICTS]),
    travels_to=any_of(DISTRICTS),
    languages=any_of(["English", "Polish", "Urdu"]),
    formats=any_of(SupportFormat.values),
    times=any_of(DayPart.values),
    days=any_of(range(7)),
    experience=any_of(Wish.values),
    rather_not=any_of(Wish.values),
    stages=any_of(Stage.values),
    background=any_of(Background.values),
    free=some.integers(0, 3),
    checks_valid=some.booleans(),
    on_break=some.booleans(),
    leaves_on=some.sampled_from([None, None, None, date(2026, 11, 24)]),
    one_to_one=some.sampled_from([True, True, False]),
)
