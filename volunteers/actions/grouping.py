"""A group: where and when it meets, and who helps in it."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.models import Site
from referrals.queries import uk_date
from volunteers import queries
from volunteers.actions.locking import locked_volunteer
from volunteers.enums import VolunteerRole, VolunteerStatus
from volunteers.models import GroupHelper, GroupSession, SupportGroup, Volunteer

OLDEST_GROUP = timedelta(days=3653)
A_YEAR = timedelta(days=366)


@transaction.atomic
def start_group(
    *,
    site: Site,
    name: str,
    venue: str,
    meets: str,
    access: str = "",
    capacity: int,
    starts_on: date,
    by: Actor,
    now: datetime,
) -> SupportGroup:
    """A site starts a group. Sent twice, as by a double click, it is the same group."""
    _check_first_day(site, starts_on, uk_date(now))
    group = SupportGroup(
        site=site,
        name=name,
        venue=venue,
        meets=meets,
        access=access,
        capacity=capacity,
        starts_on=starts_on,
    )
    try:
        _save(group, force_insert=True)
    except DomainError:
        if sent_before := _same_group(group):
            return sent_before
        raise
    audit.record(by=by, action="group.started", target=group, now=now)
    return group


@transaction.atomic
def change_group(
    *, group: SupportGroup, by: Actor, now: datetime, **details: object
) -> SupportGroup:
    """Where and when it meets. Fewer places than mums is allowed: nobody loses hers."""
    locked = locked_group(group)
    if details.get("starts_on", locked.starts_on) != locked.starts_on:
        _check_moved(locked, details["starts_on"], uk_date(now))
    changed = sorted(key for key, value in details.items() if getattr(locked, key) != value)
    for key in changed:
        setattr(locked, key, details[key])
    if changed:
        _save(locked, update_fields=changed)
        audit.record(
            by=by, action="group.changed", target=locked, now=now, fields=" ".join(changed)
        )
    return locked


@transaction.atomic
def end_group(*, group: SupportGroup, by: Actor, now: datetime) -> SupportGroup:
    """It meets no more. Nobody is left in it, so that nobody is forgotten."""
    locked = locked_group(group)
    if queries.taken_places(locked):
        raise DomainError("There are mums in this group. Say for each what comes next for her.")
    today = uk_date(now)
    locked.ended_on = max(today, locked.starts_on)
    locked.save(update_fields=["ended_on"])
    GroupHelper.objects.filter(group=locked, until_on__isnull=True).update(until_on=today)
    audit.record(by=by, action="group.ended", target=locked, now=now)
    return locked


@transaction.atomic
def start_again(*, group: SupportGroup, by: Actor, now: datetime) -> SupportGroup:
    """It was ended by mistake, or meets again. Its helpers are added anew."""
    locked = SupportGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    if locked.ended_on is not None:
        locked.ended_on = None
        locked.save(update_fields=["ended_on"])
        audit.record(by=by, action="group.started_again", target=locked, now=now)
    return locked


def _check_first_day(site: Site, starts_on: date, today: date) -> None:
    earliest = max(site.opens_on, today - OLDEST_GROUP)
    if starts_on < earliest:
        raise DomainError(f"The first day must be {earliest:%-d %B %Y} or later.")
    if starts_on > today + A_YEAR:
        raise DomainError("The first day must be within a year.")


def _check_moved(group: SupportGroup, starts_on: date, today: date) -> None:
    _check_first_day(group.site, starts_on, today)
    first = GroupSession.objects.filter(group=group).order_by("held_on").first()
    if first and first.held_on < starts_on:
        raise DomainError(f"It met on {first} already, so its first day cannot be later.")


def _save(group: SupportGroup, **how: object) -> None:
    try:
        with transaction.atomic():
            group.save(**how)
    except IntegrityError as error:
        raise DomainError("This site has a group of that name already.") from error


def _same_group(group: SupportGroup) -> SupportGroup | None:
    """It runs at this site already, and everything said of it is the same."""
    named = SupportGroup.objects.running().filter(site=group.site, name=group.name)
    told = ("venue", "meets", "access", "capacity", "starts_on")
    return named.filter(**{column: getattr(group, column) for column in told}).first()


def locked_group(group: SupportGroup) -> SupportGroup:
    """For whoever gives away its places. Rows that point to it are not held up."""
    locked = SupportGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    if locked.ended_on is not None:
        raise DomainError("This group has ended.")
    return locked


# --- helpers ----------------------------------------------------------------------------------
@transaction.atomic
def add_helper(
    *, group: SupportGroup, volunteer: Volunteer, by: Actor, now: datetime
) -> GroupHelper:
    """A volunteer who helps in groups, with the checks that asks for, from today."""
    who = locked_volunteer(volunteer.pk)
    locked = locked_group(group)
    today = uk_date(now)
    if who.status != VolunteerStatus.AVAILABLE or VolunteerRole.GROUP not in who.roles:
        raise DomainError("She does not help in groups just now.")
    if who.site_id != locked.site_id:
        raise DomainError("She belongs to another site.")
    if missing := queries.missing_checks(who, on=today):
        raise DomainError(f"Missing or out of date: {', '.join(missing)}. Record it first.")
    helper, created = GroupHelper.objects.get_or_create(
        group=locked, volunteer=who, until_on=None, defaults={"since_on": today}
    )
    if created:
        audit.record(by=by, action="group.helper_added", target=helper, now=now, group=locked.pk)
    return helper


@transaction.atomic
def end_helper(*, helper: GroupHelper, by: Actor, now: datetime) -> GroupHelper:
    """She helps there no longer, and sees nothing of it any more."""
    locked = GroupHelper.objects.select_for_update().get(pk=helper.pk)
    if locked.until_on is None:
        locked.until_on = uk_date(now)
        locked.save(update_fields=["until_on"])
        audit.record(by=by, action="group.helper_ended", target=locked, now=now)
    return locked
