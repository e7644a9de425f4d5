"""What stands on a mum's own page."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from pim import clock
from pim.enums import GONE_OUT
from pim.models import Message
from referrals.enums import RequestKind, Status
from referrals.models import HerRequest, Referral
from volunteers.enums import EndReason, MatchKind, MatchStatus, Side, TimeAnswer
from volunteers.models import Feedback, Match, MeetingTime
from volunteers.queries.running import last_match_of, may_say_how_it_was

HER_NEWS = "volunteers.her_news"
SAID_FOR = timedelta(days=14)
WAITS_AGAIN = (EndReason.CHANGE, EndReason.VOLUNTEER_LEFT)


def person_in_mind(referral: Referral) -> Match | None:
    """A volunteer who has said yes to her while she waits. Before that she hears of nobody."""
    if referral.status != Status.WAITING:
        return None
    asked = Match.objects.proposed().filter(
        referral=referral, kind=MatchKind.MAIN, volunteer_agreed_at__isnull=False
    )
    return asked.select_related("volunteer", "referral__parent").first()


def waits_again_lately(referral: Referral, *, now: datetime) -> bool:
    """Somebody she met is gone, and she has heard of nobody else since."""
    if referral.status != Status.WAITING or person_in_mind(referral):
        return False
    hers = Match.objects.filter(referral=referral)
    ended = hers.filter(end_reason__in=WAITS_AGAIN, ended_at__gt=now - SAID_FOR)
    heard_of = hers.filter(
        kind=MatchKind.MAIN, volunteer_agreed_at__isnull=False, proposed_at__gt=OuterRef("ended_at")
    )
    return ended.filter(~Exists(heard_of)).exists()


def there_for_her(referral: Referral) -> QuerySet[Match]:
    """Those who began with her, both having said yes: her main volunteer first."""
    active = Match.objects.active().filter(referral=referral, volunteer__first_name__isnull=False)
    main_first = Case(When(kind=MatchKind.MAIN, then=0), default=1)
    return active.select_related("volunteer").order_by(main_first, "started_at", "pk")


def times_for_her(referral: Referral, *, now: datetime) -> QuerySet[MeetingTime]:
    """Those still to come that nobody took back, with her answers."""
    open_times = MeetingTime.objects.filter(withdrawn_at__isnull=True, starts_at__gt=now)
    hers = open_times.filter(match__referral=referral, match__status=MatchStatus.ACTIVE)
    return hers.select_related("match").order_by("starts_at", "pk")


def called_off_for_her(referral: Referral, *, now: datetime) -> QuerySet[MeetingTime]:
    """What had suited her and is off, as long as it is news to her."""
    off = MeetingTime.objects.filter(answer=TimeAnswer.SUITS, withdrawn_at__gt=now - SAID_FOR)
    hers = off.filter(match__referral=referral, match__status=MatchStatus.ACTIVE)
    return hers.order_by("starts_at", "pk")


def match_to_look_back_on(referral: Referral) -> Match | None:
    """Who waits again has just lost somebody: she is not asked how that was."""
    if referral.status == Status.WAITING:
        return None
    match = last_match_of(referral)
    return match if match and may_say_how_it_was(match) else None


def has_said_how_it_was(match: Match, side: Side = Side.HER) -> bool:
    return Feedback.objects.filter(match=match, side=side).exists()


def her_news_is_settled() -> Q:
    """News for her that nobody need tell: somebody in mind stands on Today anyway, an ending was
    talked over, and times to meet are answered or over."""
    waiting = MeetingTime.objects.filter(
        withdrawn_at__isnull=True, answer="", starts_at__gt=clock.now()
    )
    offered = Q(dedupe_key__contains=":times:", object_id__in=waiting.values("match"))
    return Q(notice=HER_NEWS) & ~offered


def asked_for_a_ring_about(matches: Collection[Match]) -> set[UUID]:
    """Those of them whose mum wants to talk with a person, before she answers."""
    wait = HerRequest.objects.filter(kind=RequestKind.RING, handled_at__isnull=True)
    hers = set(
        wait.filter(referral__in=[match.referral_id for match in matches]).values_list(
            "referral", flat=True
        )
    )
    return {match.pk for match in matches if match.referral_id in hers}


def told_of_news(matches: Collection[Match]) -> set[UUID]:
    """Those of them about which a message to her has gone out."""
    keys = [match.pk for match in matches]
    sent = Message.objects.filter(notice=HER_NEWS, object_id__in=keys, state__in=GONE_OUT)
    return set(sent.values_list("object_id", flat=True))
