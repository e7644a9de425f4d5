"""What has been seen of a volunteer, and what a programme asks for."""

from datetime import date, datetime

from django.db import transaction

from pim.access import audit, roles
from pim.access.audit import Actor
from pim.enums import Nation
from pim.errors import DomainError
from pim.models import Programme
from referrals.queries import uk_date
from volunteers import check_rules, queries
from volunteers.actions import beside
from volunteers.actions.locking import locked_volunteer
from volunteers.actions.standing import move_up_if_ready
from volunteers.enums import (
    RECORD_CHECKS,
    CheckKind,
    CheckLevel,
    CoverOutcome,
    VolunteerRole,
    WhyCover,
)
from volunteers.models import Check, CheckRule, CoverNeed, Volunteer

MONTHS_AT_MOST = 120  # where no rule says how long


@transaction.atomic
def record_check(
    *,
    volunteer: Volunteer,
    kind: CheckKind,
    issued_on: date,
    recheck_on: date | None = None,
    level: str = "",
    number: str = "",
    seen_on: date | None = None,
    by: Actor,
    now: datetime,
) -> Check:
    """Somebody has seen a check, reference or training record with her own eyes.

    A renewal is a new row. Without a day to check again, the rule of her site says when.
    """
    today = uk_date(now)
    level = level or (CheckLevel.MEMBERSHIP if kind == CheckKind.PVG else "")
    recheck_on = recheck_on or proposed_recheck(volunteer, kind, issued_on)
    seen_on = seen_on or today
    _check_dates(issued_on, seen_on, recheck_on, today=today)
    _check_recheck(recheck_on, latest_recheck(volunteer, kind, issued_on))
    if level and not check_rules.fits(kind, level):
        raise DomainError("There is no such level of this check. Please look at it again.")
    locked = locked_volunteer(volunteer.pk)
    check = Check.objects.create(
        volunteer=locked,
        kind=kind,
        level=level,
        number=number or None,
        issued_on=issued_on,
        recheck_on=recheck_on,
        seen_by=by.user,
        seen_on=seen_on,
        recorded_at=now,
    )
    audit.record(by=by, action="volunteer.check_recorded", target=locked, now=now, kind=kind)
    settle_renewed(locked, by=by, now=now)
    move_up_if_ready(locked, by=by, now=now)
    return check


def proposed_recheck(volunteer: Volunteer, kind: str, issued_on: date) -> date | None:
    rule = queries.required_kinds(volunteer).get(kind)
    return check_rules.recheck_on(issued_on, rule.months) if rule else None


def _check_dates(issued_on: date, seen_on: date, recheck_on: date | None, *, today: date) -> None:
    if issued_on > today:
        raise DomainError("The date of issue cannot be in the future.")
    if not issued_on <= seen_on <= today:
        raise DomainError("The day you saw it is between its date of issue and today.")
    if recheck_on is not None and recheck_on <= issued_on:
        raise DomainError("The date to check again must be after the date of issue.")


def latest_recheck(volunteer: Volunteer, kind: str, issued_on: date) -> date:
    """The rule's months after its issue and one more: a day is soon mistyped, and would count for
    years."""
    rule = queries.required_kinds(volunteer).get(kind)
    months = (rule and rule.months) or MONTHS_AT_MOST
    latest = check_rules.recheck_on(issued_on, months + 1)
    assert latest is not None
    return latest


def _check_recheck(recheck_on: date | None, latest: date) -> None:
    if recheck_on is not None and recheck_on > latest:
        raise DomainError(
            f"That is later than our rule allows. Check again on {latest:%-d %B %Y} at the latest."
        )


@transaction.atomic
def withdraw_check(*, check: Check, why: str, by: Actor, now: datetime) -> Check:
    """It was entered wrongly: kept for whoever asks later, and counted no more.

    What counted before it counts again.
    """
    volunteer = locked_volunteer(check.volunteer_id)
    if not why.strip():
        raise DomainError("Write what was wrong with it.")
    check = Check.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if check.withdrawn_at:
        return check  # pressed twice
    check.withdrawn_at, check.withdrawn_by, check.withdrawn_why = now, by.user, why.strip()
    check.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    kind = check.kind
    audit.record(by=by, action="volunteer.check_withdrawn", target=volunteer, now=now, kind=kind)
    settle_renewed(volunteer, by=by, now=now)
    return check


def settle_renewed(volunteer: Volunteer, *, by: Actor, now: datetime) -> int:
    """Her mums need no other plan once what had run out is up to date again."""
    lapses = CoverNeed.objects.open().filter(match__volunteer=volunteer, why=WhyCover.CHECK_LAPSED)
    if not lapses or queries.lapsed_on(volunteer, on=uk_date(now)):
        return 0
    for need in lapses:
        beside.settle(need, CoverOutcome.RENEWED, by=by, now=now)
    return len(lapses)


@transaction.atomic
def set_check_rule(
    *,
    programme: Programme,
    nation: Nation,
    role: VolunteerRole,
    kind: CheckKind,
    level: CheckLevel,
    months: int | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> CheckRule:
    """Which check a programme asks for, and why. Only who manages all of it decides this.

    Counts from now on, for everybody; a mum who has her volunteer keeps her.
    """
    if not roles.can_over(by.user, roles.MANAGE_SITES, programme=programme):
        raise DomainError("Only a manager of this programme decides which checks it asks for.")
    if kind not in RECORD_CHECKS or not check_rules.fits(kind, level):
        raise DomainError("There is no such level of this check. Choose another level.")
    if not reason.strip():
        raise DomainError("Write why this check and this level are asked for.")
    rule, _ = CheckRule.objects.update_or_create(
        programme=programme,
        nation=nation,
        role=role,
        defaults={
            "kind": kind,
            "level": level,
            "months": months,
            "reason": reason.strip(),
            "decided_at": now,
            "decided_by": by.user,
        },
    )
    codes = {"nation": nation, "role": role, "kind": kind, "level": level, "months": months}
    audit.record(by=by, action="volunteer.check_rule_set", target=rule, now=now, **codes)
    return rule
