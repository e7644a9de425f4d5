"""Home visits: who answers the alarm, who is told next, and what waits for whom."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import F

from pim import duty
from pim.access import roles
from pim.duty import RotaOfSite
from pim.enums import Role
from pim.escalation import Rung
from pim.models import Site, User
from pim.models.people import live_memberships_of
from referrals.queries import uk_date
from volunteers import visit_rules
from volunteers.enums import MatchStatus
from volunteers.models import HomeVisit, Match
from volunteers.models.scopes import of_her
from volunteers.queries.rules import rules_held

LOOKS_AHEAD = timedelta(days=7)


def visits_of(user: User):
    """Her own, also after a match has ended: she must always be able to say that she is out."""
    hers = HomeVisit.objects.filter(of_her(user, "match__volunteer__user"))
    return hers.select_related(
        "match__volunteer",
        "match__referral__parent",
        "match__referral__site__programme",
        "match__referral__programme",
        "answered_by",
    )


def visit_going_on(user: User) -> HomeVisit | None:
    return visits_of(user).going_on().order_by("started_at").first()


def visits_to_come(user: User, on: date):
    """Planned with mums she is there for now, from that day on, the next first."""
    planned = visits_of(user).planned().filter(match__status=MatchStatus.ACTIVE)
    return planned.filter(starts_at__date__gte=on).order_by("starts_at", "pk")


def site_of(match: Match) -> Site:
    return match.referral.site


def grace_of(visit: HomeVisit) -> int:
    return rules_held(visit.match.referral.programme).check_out_grace_minutes


def goes_off_at(visit: HomeVisit) -> datetime:
    """When the alarm goes if she has not said that she is out."""
    return visit_rules.goes_off_at(visit.ends_at, grace_of(visit))


# --- who ------------------------------------------------------------------------------------
def may_answer(user: User | None, site: Site) -> bool:
    """A member of staff of the site who is still here."""
    return user is not None and roles.can(user, roles.ANSWER_VISITS, site)


def who_answers(
    visit: HomeVisit, *, since: datetime, until: datetime, rota: RotaOfSite | None = None
) -> User | None:
    """Who said so herself or, in staffed hours, who is first on the rota; never the visitor.

    Whoever stands on the rota still and is not here any more is passed over.
    """
    site = site_of(visit.match)
    if visit.promised_at and may_answer(visit.answered_by, site):
        return visit.answered_by
    rota = duty.rotas_of([site])[site.pk] if rota is None else rota
    there = duty.on_rota_throughout(site, rota, since, until)
    others = (one for one in there if one.pk != visit.match.volunteer.user_id)
    return next((one for one in others if may_answer(one, site)), None)


def who_will_answer(visit: HomeVisit, rota: RotaOfSite | None = None) -> User | None:
    """Who answers while it goes on, or would if it began as planned."""
    if visit.started_at:
        return visit.answered_by if may_answer(visit.answered_by, site_of(visit.match)) else None
    return who_answers(visit, since=visit.starts_at, until=goes_off_at(visit), rota=rota)


def who_is_told_of_visit(visit: HomeVisit, rung: Rung, now: datetime) -> User | None:
    """Whom this rung of the alarm goes to, at the moment it goes. In doubt somebody, always."""
    site = site_of(visit.match)
    named = visit.answered_by if may_answer(visit.answered_by, site) else None
    her = visit.match.volunteer.user
    first = named or _on_duty(site, now, [her])
    if rung == Rung.ON_DUTY:
        return first or _manager(site)
    if rung == Rung.DEPUTY:
        told = [one for one in (first, her) if one]
        return duty.deputy(site, now, besides=told) or _manager(site) or first
    return _manager(site) or duty.with_role(Role.SAFEGUARDING_LEAD, site=site) or first


def _on_duty(site: Site, now: datetime, besides: Collection[User | None]) -> User | None:
    there = duty.on_duty(site, now)
    return there if there not in besides else None


def _manager(site: Site) -> User | None:
    return duty.with_role(Role.PROGRAMME_MANAGER, site=site)


# --- what waits -----------------------------------------------------------------------------
def _for_staff(user: User):
    seen = HomeVisit.objects.visible_to(user)
    return seen.select_related(
        "match__volunteer__user",
        "match__referral__site__programme",
        "match__referral__programme__support_rules",
        "answered_by",
        "seen_by",
    ).prefetch_related(live_memberships_of("answered_by"))


def alarms(user: User):
    """Volunteers who have not said that they are out, those nobody sees to first."""
    rung = _for_staff(user).going_on().filter(alarm_at__isnull=False)
    return rung.order_by(F("seen_at").asc(nulls_first=True), "alarm_at", "pk")


def unanswered_visits(user: User, *, now: datetime) -> list[HomeVisit]:
    """Planned soon or going on, and nobody is there to answer: she is gone, or never was.

    In a number of queries that does not grow.
    """
    running = _for_staff(user).going_on().filter(alarm_at__isnull=True)
    planned = (
        _for_staff(user)
        .planned()
        .filter(
            match__status=MatchStatus.ACTIVE,
            ends_at__gt=now,
            starts_at__lt=now + LOOKS_AHEAD,
        )
    )
    both = [*running.order_by("starts_at", "pk"), *planned.order_by("starts_at", "pk")]
    sites = {visit.pk: site_of(visit.match) for visit in both}
    rotas = duty.rotas_of(set(sites.values()))
    return [one for one in both if who_will_answer(one, rotas[sites[one.pk].pk]) is None]


def is_her_day(visit: HomeVisit, now: datetime) -> bool:
    """It can begin: planned for today and not over yet."""
    return uk_date(visit.starts_at) == uk_date(now) and now < visit.ends_at
