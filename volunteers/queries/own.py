"""What a volunteer sees on her own pages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Model, Q

from pim.models import Site, User
from referrals.enums import ContactChannel
from referrals.models import Referral, SafeContact
from referrals.queries import safe_contacts, uk_date
from volunteers.enums import LIVE, MatchStatus
from volunteers.models import Match, Session, Volunteer
from volunteers.queries.answering import gone_without_her_no, kept_quiet
from volunteers.wording import NOT_GOING_AHEAD, NOT_GOING_AHEAD_BEFORE_A_YES

NEWS_STAYS = timedelta(days=14)
STILL_ON_HER_MIND = timedelta(days=183)


@dataclass(frozen=True)
class Gone:
    """A proposal that came to nothing: when she was asked, and whether she had said yes."""

    asked_on: date
    said_yes: bool

    @property
    def words(self) -> str:
        return NOT_GOING_AHEAD if self.said_yes else NOT_GOING_AHEAD_BEFORE_A_YES


def matches_of(user: User):
    """Her live matches, with what her pages show of them."""
    hers = Match.objects.visible_to(user).of_volunteer(user)
    return hers.filter(status__in=LIVE).select_related("referral__parent", "referral__programme")


def mums_of(user: User):
    """The referrals of the mums she is there for now."""
    hers = Match.objects.visible_to(user).of_volunteer(user).active()
    return Referral.objects.filter(pk__in=hers.values("referral"))


def mums_of_late(user: User, *, now: datetime):
    """Those she was there for until lately, with when that was. A worry may come afterwards."""
    lately = Q(match__ended_at__gt=now - STILL_ON_HER_MIND)
    hers = Match.objects.of_volunteer(user).filter(status=MatchStatus.ENDED)
    ended = Referral.objects.filter(pk__in=hers.values("referral"))
    by_her = lately & Q(match__in=hers)
    when = {"since": Max("match__started_at", filter=by_her)}
    when["until"] = Max("match__ended_at", filter=by_her)
    return ended.annotate(**when).filter(until__isnull=False)


def not_going_ahead(user: User, *, now: datetime) -> list[Gone]:
    """Proposals that came to nothing lately, unless she said no herself; none before its hour."""
    lately = gone_without_her_no(user).filter(status_since__gt=now - NEWS_STAYS)
    told = lately.exclude(pk__in=kept_quiet(user, now=now).values("pk"))
    rows = told.order_by("proposed_at").values_list("proposed_at", "volunteer_agreed_at")
    return [Gone(uk_date(at), said_yes=agreed is not None) for at, agreed in rows]


def volunteer_of(user: User) -> Volunteer | None:
    """Who she is among the volunteers; None until her sign-in is linked."""
    return Volunteer.objects.of_user(user).select_related("site__programme").first()


def desk_of(user: User) -> Site | None:
    """The site a volunteer rings."""
    her = volunteer_of(user)
    return her.site if her else None


def sessions_of(user: User):
    """What was logged on her live matches, the newest first."""
    hers = Session.objects.visible_to(user).filter(match__in=matches_of(user))
    return hers.select_related("match__referral__parent").order_by("-held_on", "-logged_at")


def contacts_for_volunteer(match: Match) -> list[SafeContact]:
    """The safe ways a volunteer may use. Letters are ours to write."""
    ways = safe_contacts(match.referral)
    return [contact for contact in ways if contact.channel != ContactChannel.LETTER]


def labels(record: Model, field: str) -> list[str]:
    """The labels of a list of codes, in the order of the choices."""
    chosen = getattr(record, field)
    choices = record._meta.get_field(field).base_field.choices
    return [label for code, label in choices if code in chosen]
