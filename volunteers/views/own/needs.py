"""What needs her now, the most pressing first: one line, one tap."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from pim.models import User
from referrals.queries import uk_date
from volunteers import queries
from volunteers.models import Match, Volunteer
from volunteers.wording import in_words

PRESS_START = "Press start when you go in."
NOBODY_YET = "Nobody answers for it yet: ring us, or meet out."


@dataclass(frozen=True)
class NeedsHer:
    title: str
    url: str
    detail: str


def needs_of(user: User, her: Volunteer | None, live: list[Match], now: datetime) -> list[NeedsHer]:
    mums = [match for match in live if match.started_at]
    return [
        *_visits(user, now),
        *_questions([match for match in live if not match.started_at]),
        *_logs(user, mums, now),
        *_times(user, mums, now),
        *_checks(her, now),
    ]


def _visits(user: User, now: datetime) -> Iterator[NeedsHer]:
    for visit in queries.visits_to_come(user, uk_date(now)):
        if queries.is_her_day(visit, now):
            is_safe = queries.who_will_answer(visit) is not None
            yield NeedsHer(
                f"Home visit with {called(visit.match)}",
                reverse("own-visit", args=[visit.pk]),
                f"{in_words(visit.starts_at)}. {PRESS_START if is_safe else NOBODY_YET}",
            )


def _questions(proposals: list[Match]) -> Iterator[NeedsHer]:
    for match in proposals:
        if match.volunteer_agreed_at is None:
            where = match.referral.parent.postcode_district or "your area"
            yield NeedsHer(
                f"Could you be there for a mum in {where}?",
                reverse("own-proposal", args=[match.pk]),
                f"Asked on {uk_date(match.proposed_at):%-d %B}. Yes or no, both are fine.",
            )


def _logs(user: User, mums: list[Match], now: datetime) -> Iterator[NeedsHer]:
    begun = queries.logs_begun(mums)
    due = {match.pk: day for match, day in queries.logs_due(user, now)}
    for match in mums:
        if match.pk in begun or match.pk in due:
            day = due.get(match.pk)
            detail = f"You met on {day:%-d %B}." if day else "How is it going? Tell us in a minute."
            yield NeedsHer(
                f"Log a session with {called(match)}",
                reverse("own-log-session", args=[match.pk]),
                "You began it, and did not send it." if match.pk in begun else detail,
            )


def _times(user: User, mums: list[Match], now: datetime) -> Iterator[NeedsHer]:
    refused = set(queries.without_agreed_time(user, now).values_list("pk", flat=True))
    never_met = set(queries.never_met(user, now).values_list("pk", flat=True))
    for match in mums:
        if match.pk in refused | never_met:
            yield NeedsHer(
                f"When could you meet {called(match)}?",
                reverse("own-times", args=[match.pk]),
                "None of the times suits her. Offer others."
                if match.pk in refused
                else "For the first time, with a coordinator. Offer up to three times.",
            )


def _checks(her: Volunteer | None, now: datetime) -> Iterator[NeedsHer]:
    due = queries.rechecks_of(her, on=uk_date(now)) if her else []
    for one in due:
        yield NeedsHer(
            f"{one.check.get_kind_display()} to do again",
            reverse("own-checks"),
            f"Before {one.check.recheck_on:%-d %B %Y}. Your coordinator helps you."
            if one.days_left > 0
            else "Your coordinator helps you. You have done nothing wrong.",
        )


def called(match: Match) -> str:
    return match.referral.parent.called or "her"
