"""The dates waves are counted from, as they stand for a referral."""

from datetime import date, timedelta

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Least, TruncDate

from outcomes import schedule
from outcomes.enums import Anchor
from outcomes.schedule import LONDON
from volunteers.enums import Attendance, MatchKind
from volunteers.models import GroupAttendance, GroupPlace, Match, Session

ANCHORS = {
    Anchor.ASKED: TruncDate("asked_at", tzinfo=LONDON),
    Anchor.ACCEPTED: TruncDate("accepted_at", tzinfo=LONDON),
    Anchor.MATCHED: Least(  # a volunteer of her own or a place in a group, whichever came first
        TruncDate(
            Subquery(
                Match.objects.filter(
                    referral=OuterRef("pk"), kind=MatchKind.MAIN, started_at__isnull=False
                )
                .order_by("started_at")
                .values("started_at")[:1]
            ),
            tzinfo=LONDON,
        ),
        Subquery(
            GroupPlace.objects.filter(referral=OuterRef("pk"))
            .order_by("joined_on")
            .values("joined_on")[:1]
        ),
    ),
    Anchor.FIRST_SESSION: Least(  # with a volunteer or in a group, whichever came first
        Subquery(
            Session.objects.filter(match__referral=OuterRef("pk"), attendance=Attendance.HAPPENED)
            .order_by("held_on")
            .values("held_on")[:1]
        ),
        Subquery(
            GroupAttendance.objects.filter(place__referral=OuterRef("pk"))
            .order_by("session__held_on")
            .values("session__held_on")[:1]
        ),
    ),
    Anchor.PLANNED_END: F("planned_end_on"),
    Anchor.DUE_DATE: Case(  # once the baby is here, from the birth
        When(due_on__isnull=False, then=Coalesce("born_on", "due_on"))
    ),
    Anchor.BIRTH: F("born_on"),
}


def anchored(anchor: Anchor, first: date, last: date) -> Q:
    """Whose date may lie between these two, in words that an index knows."""
    match anchor:
        case Anchor.FIRST_SESSION:
            met = Session.objects.filter(attendance=Attendance.HAPPENED)
            met = met.filter(held_on__range=(first, last)).values("match__referral")
            came = GroupAttendance.objects.filter(session__held_on__range=(first, last))
            return Q(pk__in=met) | Q(pk__in=came.values("place__referral"))
        case Anchor.MATCHED:
            begun = Match.objects.filter(kind=MatchKind.MAIN, **_between("started_at", first, last))
            joined = GroupPlace.objects.filter(joined_on__range=(first, last))
            return Q(pk__in=begun.values("referral")) | Q(pk__in=joined.values("referral"))
        case Anchor.ASKED | Anchor.ACCEPTED:
            return Q(**_between(f"{anchor}_at", first, last))
    return Q()


def _between(moment: str, first: date, last: date) -> dict[str, object]:
    return {
        f"{moment}__gte": schedule.start_of(first),
        f"{moment}__lt": schedule.start_of(last + timedelta(days=1)),
    }
