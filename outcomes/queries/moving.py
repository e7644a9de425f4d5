"""Open questionnaires whose window has moved, because the date it is counted from has."""

from datetime import datetime, timedelta

from django.db.models import (
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import TruncDate

from outcomes.enums import Anchor
from outcomes.models import QuestionnaireRequest
from outcomes.queries.anchors import ANCHORS
from outcomes.queries.pausing import ASKING
from outcomes.schedule import LONDON
from pim import clock
from pim.enums import GONE_OUT, MessageState
from pim.models import Message
from referrals.models import Referral
from volunteers.models import Pause

MOVABLE = (
    *(Anchor.PLANNED_END, Anchor.DUE_DATE, Anchor.BIRTH),
    *(Anchor.MATCHED, Anchor.FIRST_SESSION),  # two forms about one woman joined, or put right
)
PAUSED = "paused"
LONGEST_HELD = timedelta(days=90)


def moved_requests() -> QuerySet[QuestionnaireRequest]:
    """With the date each is counted from now (``anchor_on``), its last day by that
    (``moved_to``), and whether she knows the last day it had (``is_told``).

    What she knows is never cut short: then only what would be sent after the new day counts.
    """
    later = Q(moved_to__gt=F("known_until"))
    earlier = Q(moved_to__lt=F("known_until")) & (Q(is_told=False) | Q(Exists(_too_late())))
    rows = _with_its_days().filter(later | earlier)
    return rows.select_related("wave", "referral").order_by("closes_at", "id")


def _with_its_days() -> QuerySet[QuestionnaireRequest]:
    rows = QuestionnaireRequest.objects.open().filter(wave__anchor__in=MOVABLE)
    anchors = [When(wave__anchor=anchor, then=_anchor_of(anchor)) for anchor in MOVABLE]
    rows = rows.annotate(anchor_on=Case(*anchors, output_field=DateField()))
    last_day = ExpressionWrapper(F("anchor_on") + F("wave__closes_days"), output_field=DateField())
    known_until = TruncDate(F("closes_at") - timedelta(hours=12), tzinfo=LONDON)
    begun = Q(answered_from_at__isnull=False) | Q(snoozed_until_on__isnull=False)
    return rows.annotate(
        known_until=known_until,
        moved_to=last_day,
        is_told=Case(When(begun | Q(Exists(_gone_out())), then=True), default=False),
    )


def _anchor_of(anchor: Anchor) -> Subquery:
    hers = Referral.objects.filter(pk=OuterRef("referral"))
    return Subquery(hers.annotate(on=ANCHORS[anchor]).values("on")[:1])


def _gone_out() -> QuerySet[Message]:
    """What may have told her the last day."""
    return _about_it().filter(state__in=(*GONE_OUT, MessageState.SENDING, MessageState.UNKNOWN))


def _too_late() -> QuerySet[Message]:
    """What is still to go, after the new last day."""
    day = TruncDate("due_at", tzinfo=LONDON)
    return _about_it().waiting().annotate(day=day).filter(day__gt=OuterRef("moved_to"))


def _about_it() -> QuerySet[Message]:
    hers = Message.objects.filter(about_id=OuterRef("referral"))  # by its index
    return hers.filter(object_id=OuterRef("pk"), notice__in=ASKING)


def held_by_a_pause_that_ended(now: datetime) -> QuerySet[Message]:
    """Messages that wait for the day on which somebody would have looked at her pause again."""
    ended = Pause.objects.filter(ended_on__gte=clock.day_of(now) - LONGEST_HELD)
    lasting = Pause.objects.filter(match__referral=OuterRef("about_id"), ended_on__isnull=True)
    held = Message.objects.waiting().filter(notice__in=ASKING, reason=PAUSED, due_at__gt=now)
    return held.filter(about_id__in=ended.values("match__referral")).exclude(Exists(lasting))
