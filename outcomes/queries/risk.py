"""Answers somebody must look at, and what a page may truly say about it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from outcomes import scoring
from outcomes.definitions import Definition, Grade, Option
from outcomes.models import (
    Answer,
    RiskEvent,
)
from outcomes.queries.duty import look_by, who_looks
from outcomes.queries.instruments import definition
from pim.models import User
from referrals.enums import ContactChannel
from referrals.models import Referral
from referrals.queries import safe_contact

RISK_NUMBERS = {Grade.SAME_DAY: 1, Grade.AT_ONCE: 2}


@dataclass(frozen=True)
class Looking:
    """What a page may truly say about who will look, and when."""

    name: str
    by: datetime
    can_ring: bool
    """Whether she has told us a safe number."""


def looking(referral: Referral, grade: Grade, now: datetime) -> Looking:
    """For an answer of this grade, if she gave it now."""
    by = look_by(referral.site, grade, now)
    return Looking(_first_name(who_looks(referral.site, by)), by, _can_ring(referral))


def looking_at(event: RiskEvent, now: datetime) -> Looking | None:
    """For an answer given; None once the time has come, or somebody is looking already."""
    if event.acknowledged_at is not None or event.look_by <= now:
        return None
    referral = event.response.request.referral
    return Looking(_first_name(who_is_told(event, now)), event.look_by, _can_ring(referral))


def _first_name(user: User | None) -> str:
    return user.name.split()[0] if user else "One of us"


def _can_ring(referral: Referral) -> bool:
    return safe_contact(referral, ContactChannel.PHONE) is not None


def risk_events() -> QuerySet[RiskEvent]:
    """With all that a page or a message about one needs."""
    return RiskEvent.objects.select_related(
        "owner",
        "acknowledged_by",
        "response__instrument",
        "response__request__wave",
        "response__request__referral__site",
        "response__request__referral__parent",
    )


def open_risk_events(user: User) -> QuerySet[RiskEvent]:
    """Nobody looking first, then the soonest promise."""
    seen = risk_events().visible_to(user).open()
    return seen.order_by(F("acknowledged_at").asc(nulls_first=True), "look_by", "id")


def who_is_told(event: RiskEvent, now: datetime) -> User | None:
    """The owner; if she has left since, whoever is there next."""
    if event.owner and event.owner.is_active:
        return event.owner
    site = event.response.request.referral.site
    return who_looks(site, max(event.look_by, now))


def risk_of(answer: Answer | None) -> RiskEvent | None:
    """The gravest event raised by this question, while her answer is still one to look at."""
    if answer is None or answer.option is None:
        return None
    found = definition(answer.response.instrument)
    if scoring.risk_of(found, answer.item, answer.option.code) is None:
        return None
    events = risk_events().filter(response=answer.response_id, item=answer.item)
    return events.order_by("-grade").first()


def answer_now(event: RiskEvent) -> str:
    """As printed; it may have changed since the event was raised."""
    answers = Answer.objects.filter(response=event.response_id, item=event.item)
    row = answers.select_related("option").first()
    if row is None or row.option is None:
        return "Left out since"
    option = definition(event.response.instrument).item(event.item).option(row.option.code)
    return option.label or f"An answer scored {option.score}"


def answers_of_grade(event: RiskEvent) -> list[str]:
    """The answers that raise an event of this grade, as printed."""
    found = definition(event.response.instrument)
    options = found.item(event.item).options
    raising = [one for one in options if _number_of(found, event.item, one) == event.grade]
    return [one.label or f"an answer scored {one.score}" for one in raising]


def _number_of(found: Definition, item: int, option: Option) -> int | None:
    grade = scoring.risk_of(found, item, option.code)
    return None if grade is None else RISK_NUMBERS[grade]
