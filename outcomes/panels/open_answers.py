"""An answer of hers that somebody must look at, above everything else on the pages about her."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from outcomes import queries, risk_words
from outcomes.models import QuestionnaireRequest, RiskEvent
from pim import clock
from pim.admin import panels
from pim.admin.panels import Link, Table
from pim.models import User
from referrals.cover import Due
from referrals.models import Referral


@panels.on(Referral, order=panels.FIRST)
def of_her(user: User, referral: Referral) -> Table | None:
    rows = [_row(one) for one in queries.open_answers_of(user, [referral.parent_id])]
    title, heads = "An answer of hers needs you", ["What to do", "Stands at", "How it stands"]
    return Table(title, heads, rows) if rows else None


@panels.on(QuestionnaireRequest, order=panels.FIRST)
def of_whom_it_was_asked(user: User, request: QuestionnaireRequest) -> Table | None:
    return of_her(user, request.referral)


def _row(event: RiskEvent) -> tuple:
    now = clock.now()
    way = Link("Open the answer", _address(event))
    return way, risk_words.tag(event, now), risk_words.standing(event, now)


def _address(event: RiskEvent) -> str:
    return reverse("admin:outcomes_riskevent_change", args=[event.pk])


def due_next(user: User, referrals: Sequence[Referral]) -> Iterator[Due]:
    """For the page on which everything stands: whoever may see such answers has this first."""
    hers = {one.parent_id: one.pk for one in referrals}
    today = clock.today()
    for event in queries.open_answers_of(user, list(hers)):
        on = min(clock.day_of(event.look_by), today)
        words = risk_words.tag(event, clock.now()).text.lower()
        yield Due(hers[event.referral.parent_id], on, f"An answer of hers: {words}")
