"""Support that runs: how it goes, what rests, what comes to its end."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import (
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Greatest, TruncDate

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import User
from pim.quiet_hours import LONDON
from referrals.enums import ContactOutcome, Status
from referrals.models import ContactAttempt, Referral
from referrals.queries import uk_date
from volunteers.enums import EndReason, Going, MatchKind, MatchStatus, ReviewKind
from volunteers.models import (
    Extension,
    Feedback,
    Match,
    MatchEvent,
    Pause,
    Review,
    Session,
    SupportRules,
)
from volunteers.wording import HAS_ENDED, SHE_ASKED

STARTED_ON = TruncDate("started_at", tzinfo=LONDON)
PLANNED_END = "referral__planned_end_on"
NEWS_STAYS = timedelta(days=14)
LOOKED_BACK_ON_FOR = timedelta(days=183)
ASKED_ABOUT_FOR = timedelta(days=60)


def per_programme(days: str, holds: Callable[[int], Q], path: str = "referral__programme") -> Q:
    """``holds`` with the days each programme has set; with the usual ones where it has not."""
    own = dict(SupportRules.objects.values_list("programme", days))
    usual = SupportRules._meta.get_field(days).default
    where = holds(usual) & ~Q(**{f"{path}__in": list(own)})
    for programme, count in own.items():
        where |= holds(count) & Q(**{path: programme})
    return where


def notice_of_ending() -> Callable[[Referral], date | None]:
    """From which day on the ending of a referral is to be planned. One query for all of them."""
    own = dict(SupportRules.objects.values_list("programme", "ending_notice_days"))
    usual = SupportRules._meta.get_field("ending_notice_days").default

    def begins(referral: Referral) -> date | None:
        days = timedelta(days=own.get(referral.programme_id, usual))
        return referral.planned_end_on and referral.planned_end_on - days

    return begins


def quiet_after() -> Callable[[int], timedelta]:
    """How long a match of a programme may be silent. One query for all of them."""
    own = dict(SupportRules.objects.values_list("programme", "quiet_after_days"))
    usual = SupportRules._meta.get_field("quiet_after_days").default
    return lambda programme: timedelta(days=own.get(programme, usual))


# --- silences -------------------------------------------------------------------------------
def silent_matches(now: datetime) -> QuerySet[Match]:
    """Active, not paused, and nothing was logged for as long as the programme says.

    After a pause the days count anew. ``heard_on`` is the last sign of life. While somebody
    stands in for her, a main volunteer is not asked.
    """
    held, rested = Session.objects.filter(match=OuterRef("pk")), _pauses()
    active = Match.objects.active().filter(~Exists(rested.filter(ended_on__isnull=True)))
    active = active.exclude(Exists(_standing_in()), kind=MatchKind.MAIN)
    heard = active.annotate(
        last_held=Subquery(held.order_by("-held_on").values("held_on")[:1]),
        rested_until=Subquery(rested.order_by("-ended_on").values("ended_on")[:1]),
    ).annotate(heard_on=Greatest("last_held", "rested_until", STARTED_ON))
    today = uk_date(now)
    return heard.filter(
        per_programme("quiet_after_days", lambda n: Q(heard_on__lte=today - timedelta(days=n)))
    )


def overdue_logs(user: User, *, now: datetime) -> QuerySet[Match]:
    """The longest silence first."""
    seen = silent_matches(now).filter(pk__in=Match.objects.visible_to(user).values("pk"))
    quiet = seen.select_related("referral__parent", "volunteer")
    return quiet.order_by("heard_on", "started_at", "pk")


def _standing_in() -> QuerySet[Match]:
    return Match.objects.active().filter(referral=OuterRef("referral"), kind=MatchKind.COVER)


def _pauses() -> QuerySet[Pause]:
    return Pause.objects.filter(match=OuterRef("pk"))


# --- what comes up --------------------------------------------------------------------------
def halfway_looks(user: User, on: date) -> QuerySet[Match]:
    """Half of the planned time has passed and nobody has looked with her how it goes. Once the
    ending is to be planned, that comes first."""
    looked = Review.objects.filter(match=OuterRef("pk"), kind=ReviewKind.MIDPOINT)
    status = Q(referral__status__in=(Status.MATCHED, Status.IN_SUPPORT))
    running = _running(user).filter(status, ~Exists(looked), ~_rests())
    gone = running.exclude(_end_is_near(on)).annotate(
        gone=_between(STARTED_ON, Value(on, DateField())),
        left=_between(Value(on, DateField()), F(PLANNED_END)),
    )
    return gone.filter(gone__gte=F("left")).order_by(PLANNED_END, "pk")


def halfway_on(match: Match) -> date:
    """The first day of ``halfway_looks``."""
    began = uk_date(match.started_at)
    return began + timedelta(days=((match.referral.planned_end_on - began).days + 1) // 2)


def pauses_to_look_at(user: User, on: date) -> QuerySet[Pause]:
    due = Pause.objects.visible_to(user).filter(ended_on__isnull=True, look_again_on__lte=on)
    active = due.filter(match__status=MatchStatus.ACTIVE)
    return active.select_related("match__referral__parent", "match__volunteer").order_by(
        "look_again_on", "pk"
    )


def endings_to_plan(user: User, on: date) -> QuerySet[Match]:
    """Its planned end is near and nobody has begun it; or the day has passed."""
    begun = Q(referral__status=Status.ENDING)
    due = _end_is_near(on) & ~begun | begun & Q(referral__planned_end_on__lt=on)
    return _running(user).filter(due, ~_rests()).order_by(PLANNED_END, "pk")


def _end_is_near(on: date) -> Q:
    return per_programme(
        "ending_notice_days",
        lambda n: Q(referral__planned_end_on__lte=on + timedelta(days=n)),
    )


def changes_asked_for(user: User) -> QuerySet[Review]:
    """What she said when she was asked how it goes, while her match goes on as it was.

    A later look replaces it, and so does somebody new who is asked.
    """
    later = Review.objects.filter(match=OuterRef("match"), recorded_at__gt=OuterRef("recorded_at"))
    other = Match.objects.live().filter(
        referral=OuterRef("match__referral"), proposed_at__gt=OuterRef("recorded_at")
    )
    asked = Review.objects.visible_to(user).filter(
        match__in=_running(user).values("pk"), going__in=(Going.ANOTHER_VOLUNTEER, Going.STOP)
    )
    rows = asked.filter(~Exists(later), ~Exists(other.exclude(kind=MatchKind.COVER)))
    cases = rows.select_related("match__referral__parent", "match__volunteer")
    return cases.defer("words").order_by("recorded_at", "pk")


def changes_to_talk_about(user: User) -> QuerySet[Match]:
    """Someone else was asked for, and nobody has spoken with her since, or found somebody."""
    hers = Match.objects.filter(referral=OuterRef("referral"))
    later = hers.filter(proposed_at__gt=OuterRef("ended_at"))
    spoken = ContactAttempt.objects.filter(
        referral=OuterRef("referral"), outcome=ContactOutcome.SPOKE, at__gte=OuterRef("ended_at")
    )
    worked = at_sites_of(user, roles.WORK_CASES, "referral__site")
    ended = Match.objects.visible_to(user).filter(
        worked,
        status=MatchStatus.ENDED,
        end_reason=EndReason.CHANGE,
        referral__status=Status.WAITING,
    )
    rows = ended.filter(~Exists(later), ~Exists(spoken))
    return rows.select_related("referral__parent", "volunteer").order_by("ended_at", "pk")


def _running(user: User) -> QuerySet[Match]:
    main = Match.objects.visible_to(user).active().filter(kind=MatchKind.MAIN)
    return main.select_related("referral__parent", "referral__programme", "volunteer")


def _rests() -> Exists:
    return Exists(_pauses().filter(ended_on__isnull=True))


def _between(first, last) -> ExpressionWrapper:
    return ExpressionWrapper(last - first, output_field=DurationField())


def with_rest(matches: QuerySet[Match]) -> QuerySet[Match]:
    """With ``rests``: whether support is paused now."""
    return matches.annotate(rests=_rests())


def resting(matches: Iterable[Match]) -> dict[UUID, date]:
    """Those of them that rest now, with the day on which somebody looks at it again."""
    open_ones = Pause.objects.filter(match__in=matches, ended_on__isnull=True)
    return dict(open_ones.values_list("match", "look_again_on"))


# --- on the page of a match -----------------------------------------------------------------
def reviews_of(match: Match) -> dict[str, Review]:
    rows = Review.objects.filter(match=match).select_related("recorded_by")
    return {one.kind: one for one in rows}


def extensions_of(match: Match) -> QuerySet[Extension]:
    return Extension.objects.filter(match=match).select_related("actor").order_by("at", "pk")


def pauses_of(match: Match) -> QuerySet[Pause]:
    return Pause.objects.filter(match=match).order_by("-from_on", "-look_again_on", "pk")


def feedback_of(match: Match) -> dict[str, Feedback]:
    return {one.side: one for one in Feedback.objects.filter(match=match)}


# --- how it was -----------------------------------------------------------------------------
def may_say_how_it_was(match: Match) -> bool:
    """At its ending and afterwards. Of a match that did not fit nobody is asked for more."""
    if match.kind != MatchKind.MAIN:
        return False
    if match.status == MatchStatus.ENDED:
        return match.end_reason != EndReason.CHANGE
    return match.status == MatchStatus.ACTIVE and match.referral.status == Status.ENDING


def matches_to_look_back_on(user: User, *, now: datetime) -> QuerySet[Match]:
    """A volunteer's own, until half a year after the end, unless she has told us already."""
    hers = Match.objects.of_volunteer(user).filter(kind=MatchKind.MAIN)
    over = Q(status=MatchStatus.ENDED, ended_at__gt=now - LOOKED_BACK_ON_FOR)
    now_ending = Q(status=MatchStatus.ACTIVE, referral__status=Status.ENDING)
    said = Feedback.objects.filter(match=OuterRef("pk"), side="volunteer")
    rows = hers.filter(over & ~Q(end_reason=EndReason.CHANGE) | now_ending, ~Exists(said))
    return rows.select_related("referral__parent").order_by("-started_at", "pk")


def looked_back_on_lately(user: User, *, now: datetime) -> QuerySet[Match]:
    """Those of them that have ended, for as long as her first page asks how it was."""
    hers = matches_to_look_back_on(user, now=now)
    return hers.filter(status=MatchStatus.ENDED, ended_at__gt=now - ASKED_ABOUT_FOR)


def last_match_of(referral) -> Match | None:
    """The one a mum may look back on: her newest."""
    rows = Match.objects.filter(
        referral=referral, kind=MatchKind.MAIN, status__in=(MatchStatus.ACTIVE, MatchStatus.ENDED)
    )
    return rows.select_related("referral").order_by("-started_at", "pk").first()


def changed_lately(user: User, *, now: datetime) -> list[tuple[date, str]]:
    """When matches of hers began that ended because someone else was asked for, and the words for
    it. Where it was not herself, by whom is not said, and she cannot tell."""
    by_her = MatchEvent.objects.filter(
        match=OuterRef("pk"), to_status=MatchStatus.ENDED, actor=user.pk
    )
    hers = Match.objects.of_volunteer(user).filter(
        end_reason=EndReason.CHANGE, ended_at__gt=now - NEWS_STAYS
    )
    rows = hers.annotate(she_asked=Exists(by_her)).order_by("ended_at")
    return [
        (uk_date(began), SHE_ASKED if she_asked else HAS_ENDED)
        for began, she_asked in rows.values_list("started_at", "she_asked")
    ]
