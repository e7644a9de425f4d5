"""A programme of invented women, its printed figures as a reader sees them, and the truth."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from outcomes import publishing
from outcomes.enums import RequestStatus, ResponseStatus
from outcomes.models import QuestionnaireRequest, Response, Score
from outcomes.periods import LONDON
from referrals.enums import ClosedReason, ReferrerRole, Source, Status
from referrals.models import Parent, Referral, Referrer
from tests.factories import SiteFactory, VolunteerFactory
from tests.outcomes import evidence
from volunteers.enums import EndReason, MatchStatus
from volunteers.models import Match

QUARTERS = 6  # that women ask in; two more pass until the last are matched and have ended
FIRST = 2023 * 4 + 2  # July to September 2023
PRINTED_BY = dt.datetime(2026, 1, 15, tzinfo=LONDON)
SHARES = [5, 3, 2]
GROUPS = {
    ClosedReason.COMPLETED: "planned",
    ClosedReason.ENDED_EARLY: "early",
    ClosedReason.DECLINED_BY_HER: "her_choice",
    ClosedReason.NOT_REACHABLE: "not_reached",
    ClosedReason.SIGNPOSTED: "elsewhere",
}


class Event(NamedTuple):
    measure: str
    tags: str
    site: int
    quarter: int


class Woman(NamedTuple):
    site: int
    asked: int
    source: Source
    accepted: int | None
    matched: int | None
    closed: int
    reason: ClosedReason
    scores: tuple[int, int] | None
    agreed: bool

    def events(self) -> Iterator[Event]:
        yield Event("asked", self.source, self.site, self.asked)
        yield Event("ended", GROUPS[self.reason], self.site, self.closed)
        if self.accepted is not None:
            yield Event("accepted", "", self.site, self.accepted)
        if self.matched is not None:
            yield Event("matched", "", self.site, self.matched)
        if self.scores:
            yield Event("change", self._moved(*self.scores), self.site, self.closed)
            yield Event("opinion", "agreed" if self.agreed else "", self.site, self.closed)

    def _moved(self, before: int, after: int) -> str:
        gain = before - after  # GAD-7: reliable from 4 points, cut-off at 8
        reliable = "better" if gain >= 4 else "worse" if gain <= -4 else "same"
        case = " case" * (before >= 8) + " recovered" * (before >= 8 > after)
        return reliable + case


def women(seed: int, many: int, quarters: int = QUARTERS, answering: float = 0.6) -> list[Woman]:
    """``answering``: the share of those matched who answer both times."""
    dice = random.Random(seed)
    return [_woman(dice, quarters, answering) for _ in range(many)]


def _woman(dice: random.Random, quarters: int, answering: float) -> Woman:
    site, asked = dice.choices(range(3), SHARES)[0], dice.randrange(quarters)
    source = dice.choices([Source.HERSELF, Source.PROFESSIONAL, Source.STAFF], [6, 4, 1])[0]
    accepted = asked + (dice.random() < 0.3) if dice.random() < 0.8 else None
    matched = None
    if accepted is not None and dice.random() < 0.85:
        matched = accepted + (dice.random() < 0.4)
    closed = (matched if matched is not None else asked) + 1
    reasons = list(GROUPS)[:2] if matched is not None else list(GROUPS)[2:]
    reason = dice.choices(reasons, [8, 2] if matched is not None else [4, 3, 1])[0]
    answered = matched is not None and dice.random() < answering
    scores = (dice.randint(4, 18), dice.randint(1, 16)) if answered else None
    return Woman(
        site, asked, source, accepted, matched, closed, reason, scores, dice.random() < 0.85
    )


def truth(of: list[Woman]) -> Counter[Event]:
    return Counter(event for woman in of for event in woman.events())


def moment(quarter: int) -> dt.datetime:
    year, number = divmod(FIRST + quarter, 4)
    return dt.datetime(year, 3 * number + 2, 10, 12, tzinfo=LONDON)


def settle(programme, of: list[Woman]) -> list:
    """Write them down as the service keeps them; the areas, in order."""
    sites = [SiteFactory(programme=programme, name=f"Area {name}") for name in "NSW"]
    asked = evidence.wave(programme, "asked", "gad-7")
    end = evidence.wave(programme, "end", "gad-7", "experience")
    gad, said = evidence.instrument("gad-7"), evidence.instrument("experience")
    volunteer = VolunteerFactory(site=sites[0])
    midwife = Referrer.objects.create(role=ReferrerRole.MIDWIFE, name="A. Midwife")
    parents = Parent.objects.bulk_create([Parent(called=f"P{n}") for n, _ in enumerate(of)])
    hers = [
        Referral(
            reference=f"PX-{number:06d}",
            parent=parent,
            programme=programme,
            site=sites[one.site],
            source=one.source,
            referrer=midwife if one.source == Source.PROFESSIONAL else None,
            referrer_says_she_agrees=one.source == Source.PROFESSIONAL,
            situation="baby",
            asked_at=moment(one.asked),
            accepted_at=None if one.accepted is None else moment(one.accepted),
            status=Status.CLOSED,
            status_since=moment(one.closed),
            closed_at=moment(one.closed),
            closed_reason=one.reason,
        )
        for number, (one, parent) in enumerate(zip(of, parents, strict=True))
    ]
    Referral.objects.bulk_create(hers)
    _match(of, hers, volunteer)
    _answer(of, hers, asked, [(gad, "total", lambda one: one.scores[0])])
    agreement = (said, "less_isolated", lambda one: 4 if one.agreed else 2)
    _answer(of, hers, end, [(gad, "total", lambda one: one.scores[1]), agreement])
    return sites


def _match(of: list[Woman], hers: list[Referral], volunteer) -> None:
    Match.objects.bulk_create(
        Match(
            referral=referral,
            volunteer=volunteer,
            status=MatchStatus.ENDED,
            status_since=moment(one.closed),
            score=1,
            proposed_at=moment(one.matched),
            volunteer_agreed_at=moment(one.matched),
            parent_agreed_at=moment(one.matched),
            started_at=moment(one.matched),
            ended_at=moment(one.closed),
            end_reason=EndReason.values[0],
        )
        for one, referral in zip(of, hers, strict=True)
        if one.matched is not None
    )


def _answer(of: list[Woman], hers: list[Referral], wave, forms: list) -> None:
    who = [(one, referral) for one, referral in zip(of, hers, strict=True) if one.scores]
    when = [moment(one.closed if wave.key == "end" else one.asked) for one, _ in who]
    requests = QuestionnaireRequest.objects.bulk_create(
        QuestionnaireRequest(
            referral=referral,
            wave=wave,
            status=RequestStatus.COMPLETED,
            opened_at=at,
            closes_at=at + dt.timedelta(days=14),
            ended_at=at,
        )
        for (_, referral), at in zip(who, when, strict=True)
    )
    for instrument, scale, total in forms:
        responses = Response.objects.bulk_create(
            Response(
                request=request,
                instrument=instrument,
                status=ResponseStatus.COMPLETED,
                started_at=request.opened_at,
                completed_at=request.opened_at,
            )
            for request in requests
        )
        Score.objects.bulk_create(
            Score(response=response, scale=scale, total=total(one), scored_at=response.completed_at)
            for response, (one, _) in zip(responses, who, strict=True)
        )


def print_quarters(how_many: int) -> None:
    for _ in range(how_many):
        publishing.publish_next(now=PRINTED_BY)


def pages(reader, programme) -> dict[int, str]:
    """Quarter -> the page a funder reads, and what anybody reads with the newest."""
    first = reader.get(reverse("reports"), {"about": programme.slug}).text
    keys = [f"{q // 4}-q{q % 4 + 1}" for q in range(FIRST, FIRST + QUARTERS + 4)]
    keys = [key for key in keys if f'value="{key}"' in first]
    found = {}
    for number, key in enumerate(keys):
        page = reader.get(reverse("reports"), {"about": programme.slug, "period": key})
        found[number] = page.text
    return found
