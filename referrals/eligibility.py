"""Does this fit? Reasons for a coordinator to look at; they never decide. Pure: no database.

Nobody is ruled out for her age or her language, and what is not known is asked, not guessed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referrals.enums import AgeBand, Situation

UNDER_AGE = (AgeBand.UNDER_16, AgeBand.SIXTEEN_SEVENTEEN)


class Fit(StrEnum):
    MET = "met"
    LOOK = "look at this"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Reason:
    about: str
    fit: Fit
    words: str


@dataclass(frozen=True)
class Facts:
    """What is known of her. ``site`` is the name of the one that looks after her."""

    age_band: str = ""
    situation: str = Situation.NOT_ASKED
    born_on: date | None = None
    site: str = ""
    district: str = ""
    agrees_herself: bool = False
    language: str = "English"
    needs_interpreter: bool = False
    red_flags: int = 0
    is_partner: bool | None = None


@dataclass(frozen=True)
class Rules:
    """What a programme says of itself."""

    oldest_child_months: int
    takes_partners: bool = False


def reasons(facts: Facts, rules: Rules, *, on: date) -> list[Reason]:
    """Every reason, the most pressing kind first."""
    found = [*_safety(facts), *_age(facts), *_baby(facts, rules, on), *_area(facts)]
    found += [*_agreement(facts), *_partner(facts, rules), *_language(facts)]
    order = [Fit.LOOK, Fit.NOT_KNOWN, Fit.MET]
    return sorted(found, key=lambda reason: order.index(reason.fit))


def to_look_at(found: list[Reason]) -> list[Reason]:
    """Those for which whoever accepts all the same says why."""
    return [reason for reason in found if reason.fit == Fit.LOOK]


def is_under_age(age_band: str) -> bool:
    return age_band in UNDER_AGE


def months_between(earlier: date, later: date) -> int:
    """Whole months: a baby born on the 20th is one month old on the 20th."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def _safety(facts: Facts) -> Iterator[Reason]:
    if facts.red_flags:
        yield Reason(
            "Safety",
            Fit.LOOK,
            "There is a red flag. See first that she is safe and has more help than ours.",
        )


def _age(facts: Facts) -> Iterator[Reason]:
    if is_under_age(facts.age_band):
        yield Reason(
            "Age",
            Fit.LOOK,
            "She is under 18. That never rules her out: the safeguarding lead is told, and looks "
            "at which checks her volunteer needs.",
        )
    elif facts.age_band:
        yield Reason("Age", Fit.MET, "She is 18 or over.")
    else:
        yield Reason("Age", Fit.NOT_KNOWN, "Ask whether she is 18 or over.")


def _baby(facts: Facts, rules: Rules, on: date) -> Iterator[Reason]:
    oldest = f"{rules.oldest_child_months} months"
    if facts.situation == Situation.PREGNANT:
        yield Reason("Baby", Fit.MET, "She is pregnant.")
    elif facts.situation == Situation.LOSS:
        yield Reason("Baby", Fit.MET, "She lost a baby. No age limit applies.")
    elif facts.situation == Situation.BABY and facts.born_on is not None:
        months = months_between(facts.born_on, on)
        if months < rules.oldest_child_months:
            yield Reason("Baby", Fit.MET, f"Her baby is under {oldest}.")
        else:
            yield Reason("Baby", Fit.LOOK, f"Her child is {months} months: usual is {oldest}.")
    else:
        yield Reason("Baby", Fit.NOT_KNOWN, "Ask if she is pregnant, or when her baby was born.")


def _area(facts: Facts) -> Iterator[Reason]:
    if facts.site:
        yield Reason("Area", Fit.MET, f"{facts.site} looks after her.")
    elif facts.district:
        yield Reason("Area", Fit.LOOK, f"No site of ours covers {facts.district}.")
    else:
        yield Reason("Area", Fit.NOT_KNOWN, "Ask for her postcode, or choose her site.")


def _agreement(facts: Facts) -> Iterator[Reason]:
    if facts.agrees_herself:
        yield Reason("Her own yes", Fit.MET, "She said herself that she wants this.")
    else:
        yield Reason("Her own yes", Fit.NOT_KNOWN, "Ask her herself whether she wants this.")


def _partner(facts: Facts, rules: Rules) -> Iterator[Reason]:
    if facts.is_partner and not rules.takes_partners:
        yield Reason(
            "Dad or partner",
            Fit.LOOK,
            "This is a dad or partner, and this programme is meant for mums.",
        )
    elif facts.is_partner:
        yield Reason("Dad or partner", Fit.MET, "This programme is for dads and partners too.")


def _language(facts: Facts) -> Iterator[Reason]:
    """Never a reason against, so it is always met."""
    if facts.needs_interpreter:
        yield Reason("Language", Fit.MET, f"Book an interpreter: {facts.language}.")
    elif facts.language != "English":
        yield Reason("Language", Fit.MET, f"She likes to talk in {facts.language}.")
