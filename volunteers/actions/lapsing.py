"""Checks that run out, breaks and leavings, found by looking. Twice or late does no harm."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from pim.access.audit import SYSTEM
from pim.enums import Role
from pim.messages import outbox
from pim.models import Membership, Message, Site
from pim.quiet_hours import next_allowed
from referrals.queries import uk_date
from volunteers import queries
from volunteers.actions import beside
from volunteers.actions.covering import raise_cover
from volunteers.enums import CoverOutcome, VolunteerStatus, WhyCover
from volunteers.models import Check, CoverNeed, Match, Volunteer
from volunteers.queries import Recheck

CHECK_DUE, CHECKS_ON_TODAY = "volunteer.check_due", "volunteer.checks_on_today"
WARNING_IS_STALE_AFTER = timedelta(days=6)
LONG_BREAK = timedelta(days=14)


# --- Warnings -------------------------------------------------------------------------------
@transaction.atomic
def warn_of_rechecks(*, now: datetime) -> int:
    """60, 30 and 7 days before and on the day: to her, and once a day to her coordinators."""
    due = queries.rechecks_due(on=uk_date(now))
    known = set(Message.objects.filter(dedupe_key__in=map(_key, due)).values_list("dedupe_key"))
    new = [one for one in due if (_key(one),) not in known]
    for one in new:
        _warn(one, now)
    for user in _coordinators({one.volunteer.site_id for one in new} - {None}):
        _point_to_today(user, now)
    return len(new)


def _key(one: Recheck) -> str:
    return f"{CHECK_DUE}:{one.check.pk}:{one.step}"


def _warn(one: Recheck, now: datetime) -> None:
    """A warning that still waits is overtaken by the nearer one."""
    outbox.cancel(reason="overtaken", notice=CHECK_DUE, object_id=one.check.pk)
    _queue(CHECK_DUE, one.check.pk, one.volunteer.pk, _key(one), now)


def _coordinators(sites: Iterable[UUID]) -> set[UUID]:
    """Of these sites; where a site has none, the managers of its programme."""
    members = Membership.objects.live()
    found = set()
    for site in Site.objects.filter(pk__in=sites):
        of_site = members.filter(role=Role.COORDINATOR, site=site)
        managers = members.filter(role=Role.PROGRAMME_MANAGER, programme=site.programme_id)
        found |= set((of_site if of_site.exists() else managers).values_list("user", flat=True))
    return found


def _point_to_today(user: UUID, now: datetime) -> None:
    _queue(CHECKS_ON_TODAY, user, user, f"{CHECKS_ON_TODAY}:{user}:{uk_date(now)}", now)


def _queue(notice: str, object_id: UUID, about_id: UUID, key: str, now: datetime) -> None:
    due_at = next_allowed(now)
    outbox.queue(
        notice=notice,
        object_id=object_id,
        about_id=about_id,
        dedupe_key=key,
        due_at=due_at,
        expires_at=due_at + WARNING_IS_STALE_AFTER,
    )


# --- Cover ----------------------------------------------------------------------------------
def raise_cover_needs(*, now: datetime) -> int:
    """Each mum whose volunteer cannot be there needs a plan, once. No match is cut."""
    on = uk_date(now)
    reasons = {one.pk: list(_reasons(one, on)) for one in _perhaps_not_there(on)}
    active = Match.objects.active().filter(volunteer__in=reasons).order_by("pk")
    raised = 0
    for match in active.prefetch_related("coverneed_set"):
        why, since_on = _unplanned(match, reasons[match.volunteer_id])
        if why:
            raise_cover(match=match, why=why, since_on=since_on, by=SYSTEM, now=now)
            raised += 1
    return raised


def _unplanned(match: Match, reasons: list[tuple[WhyCover, date]]) -> tuple:
    """The first reason nobody has planned for yet; an open plan serves for all."""
    needs = match.coverneed_set.all()
    if any(need.settled_at is None for need in needs):
        return None, None
    said = {(need.why, need.since_on) for need in needs}
    leaving = any(need.why == WhyCover.LEAVING for need in needs)
    fresh = (one for one in reasons if one not in said)
    return next((one for one in fresh if not (leaving and one[0] == WhyCover.LEAVING)), (None,) * 2)


def _perhaps_not_there(on: date):
    active = Match.objects.active().filter(volunteer=OuterRef("pk"))
    run_out = Check.objects.filter(recheck_on__lte=on)
    away = Q(status=VolunteerStatus.ON_BREAK) | Q(leaves_on__isnull=False)
    some = Volunteer.objects.filter(Exists(active)).filter(
        away | Q(pk__in=run_out.values("volunteer"))
    )
    return some.with_standing()


def _reasons(volunteer: Volunteer, on: date) -> Iterator[tuple[WhyCover, date]]:
    if lapsed_on := queries.lapsed_on(volunteer, on=on):
        yield WhyCover.CHECK_LAPSED, lapsed_on
    if volunteer.leaves_on:
        yield WhyCover.LEAVING, on
    if volunteer.status == VolunteerStatus.ON_BREAK:
        began = uk_date(volunteer.status_since)
        if max(on, volunteer.back_on or on) - began > LONG_BREAK:
            yield WhyCover.BREAK, began


@transaction.atomic
def settle_cover_needs(*, now: datetime) -> int:
    """A need whose reason is gone is settled by itself."""
    open_needs = CoverNeed.objects.open().exclude(why=WhyCover.SILENT)
    volunteers = Volunteer.objects.filter(pk__in=open_needs.values("match__volunteer"))
    by_id = {one.pk: one for one in volunteers.with_standing()}
    settled = 0
    for need in open_needs.select_related("match"):
        outcome = _gone(need, by_id[need.match.volunteer_id], uk_date(now))
        if outcome:
            beside.settle(need, outcome, by=SYSTEM, now=now)
            settled += 1
    return settled


def _gone(need: CoverNeed, volunteer: Volunteer, on: date) -> CoverOutcome | None:
    if need.why == WhyCover.CHECK_LAPSED:
        return None if queries.lapsed_on(volunteer, on=on) else CoverOutcome.RENEWED
    if need.why == WhyCover.LEAVING:
        return None if volunteer.leaves_on else CoverOutcome.BACK
    is_here = volunteer.status == VolunteerStatus.AVAILABLE
    return CoverOutcome.BACK if is_here else None
