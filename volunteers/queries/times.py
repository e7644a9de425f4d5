"""Times the two may meet: what is offered, what suits, and what a coordinator does about it."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import User
from referrals.enums import ContactChannel
from referrals.models import SafeContact
from volunteers.enums import Attendance, MatchStatus, SessionKind, TimeAnswer
from volunteers.models import Match, MeetingTime, Session
from volunteers.queries.running import with_rest

SHE_ANSWERS_HERSELF_WITHIN = timedelta(days=2)


def times_of(match: Match, now: datetime) -> list[MeetingTime]:
    """Offered and still to come, the earliest first."""
    to_come = MeetingTime.objects.filter(match=match).to_come(now)
    return list(to_come.select_related("joined_by").order_by("starts_at", "pk"))


def agreed_times(user: User, now: datetime) -> QuerySet[MeetingTime]:
    """When a volunteer meets the mums she is there for now, outside their homes."""
    hers = _running().to_come(now).filter(match__in=Match.objects.of_volunteer(user))
    agreed = hers.filter(answer=TimeAnswer.SUITS).exclude(kind=SessionKind.HOME)  # a visit
    return agreed.select_related("match__referral__parent", "joined_by").order_by("starts_at")


def without_agreed_time(user: User, now: datetime) -> QuerySet[Match]:
    """Her mums to whom every time she offered was one too many: to offer others."""
    refused = MeetingTime.objects.filter(match=OuterRef("pk"), withdrawn_at__isnull=True)
    to_come = refused.filter(starts_at__gt=now)
    asked = _awake(user).filter(Exists(to_come.filter(answer=TimeAnswer.DOES_NOT)))
    open_ones = to_come.exclude(answer=TimeAnswer.DOES_NOT)
    return asked.filter(~Exists(open_ones)).select_related("referral__parent")


def never_met(user: User, now: datetime) -> QuerySet[Match]:
    """Her mums whom she has not met yet, and no time is offered or agreed."""
    met = Session.objects.filter(match=OuterRef("pk"), attendance=Attendance.HAPPENED)
    arranged = MeetingTime.objects.filter(match=OuterRef("pk")).to_come(now)
    return _awake(user).filter(~Exists(met), ~Exists(arranged))


def times_to_tell(user: User, now: datetime) -> QuerySet[MeetingTime]:
    """Offered and not answered: those whom no e-mail can reach, and those silent for long."""
    by_mail = SafeContact.objects.live().filter(
        parent=OuterRef("match__referral__parent"), channel=ContactChannel.EMAIL
    )
    silent = Q(offered_at__lte=now - SHE_ANSWERS_HERSELF_WITHIN)
    waiting = _worked(user).to_come(now).filter(answer="")
    told_by_phone = waiting.filter(silent | ~Exists(by_mail))
    return _with_names(told_by_phone.order_by("match", "starts_at").distinct("match"))


def first_meetings_to_join(user: User, now: datetime) -> QuerySet[MeetingTime]:
    agreed = _worked(user).to_come(now).filter(is_first=True, answer=TimeAnswer.SUITS)
    return _with_names(agreed.filter(joined_by__isnull=True).order_by("starts_at", "pk"))


def _awake(user: User) -> QuerySet[Match]:
    """Her mums, without those whose support rests: about them she is asked for nothing."""
    return with_rest(Match.objects.of_volunteer(user).active()).filter(rests=False)


def _running() -> QuerySet[MeetingTime]:
    return MeetingTime.objects.filter(match__status=MatchStatus.ACTIVE)


def _worked(user: User) -> QuerySet[MeetingTime]:
    return _running().filter(at_sites_of(user, roles.WORK_CASES, "match__referral__site"))


def _with_names(times: QuerySet[MeetingTime]) -> QuerySet[MeetingTime]:
    return times.select_related("match__referral__parent", "match__volunteer")
