"""Agreements under which somebody outside the team reads exact figures."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from outcomes.models import FigureAgreement
from outcomes.report import Scope
from outcomes.report.scope import covers_whole, is_inside
from pim.access import audit, roles
from pim.access.audit import Actor
from pim.enums import Role
from pim.errors import DomainError, NotAllowed
from pim.models import Programme, Site, User


@transaction.atomic
def record_agreement(
    *,
    reader: User,
    programme: Programme,
    site: Site | None = None,
    organisation: str,
    reference: str,
    starts_on: date,
    ends_on: date,
    by: Actor,
    now: datetime,
) -> FigureAgreement:
    """Let a funder read exact figures of a programme, or of one area, until a day."""
    _check_may(by, programme)
    if site and site.programme_id != programme.pk:
        raise DomainError("This area belongs to another programme.")
    if by.user == reader:
        raise DomainError("Somebody else must record an agreement for you.")
    if not _is_funder(reader, programme, site):
        raise DomainError("She has no role as a funder there.")
    if ends_on < starts_on:
        raise DomainError("The agreement ends before it starts.")
    agreement = FigureAgreement.objects.create(
        programme=programme,
        site=site,
        reader=reader,
        organisation=organisation,
        reference=reference,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=by.user,
        recorded_at=now,
    )
    audit.record(by=by, action="figures.agreed", target=agreement, now=now)
    return agreement


@transaction.atomic
def end_agreement(*, agreement: FigureAgreement, by: Actor, now: datetime) -> None:
    """From now on she reads what everybody outside the team reads."""
    kept = FigureAgreement.objects.select_for_update(of=["self"]).get(pk=agreement.pk)
    _check_may(by, kept.programme)
    if kept.ended_at is not None:
        raise DomainError("This agreement has ended already.")
    kept.ended_by, kept.ended_at = by.user, now
    kept.save(update_fields=["ended_by", "ended_at"])
    audit.record(by=by, action="figures.agreement_ended", target=kept, now=now)


def may_read_exactly(user: User, scope: Scope, today: date) -> bool:
    """Whether she belongs to the team whose figures these are, or there is an agreement."""
    return is_inside(user, scope) or agreement_for(user, scope, today) is not None


@transaction.atomic
def read_exactly(*, scope: Scope, by: Actor, now: datetime) -> FigureAgreement | None:
    """The agreement she may read these figures under, with a note that she did; None if there
    is none."""
    agreement = by.user and agreement_for(by.user, scope, timezone.localdate(now))
    if not agreement:
        return None
    about = {"period": scope.period.key, "site": str(scope.site.pk) if scope.site else ""}
    audit.record(by=by, action="figures.read_exactly", target=agreement, now=now, **about)
    return agreement


def agreement_for(user: User, scope: Scope, today: date) -> FigureAgreement | None:
    """The standing agreement that covers all of these figures."""
    standing = FigureAgreement.objects.standing_on(today).filter(
        reader=user, programme=scope.programme
    )
    for agreement in standing.order_by("starts_on"):
        if agreement.site_id is None or scope.sites == {agreement.site_id}:
            return agreement
    return None


def _check_may(by: Actor, programme: Programme) -> None:
    if not by.user or not roles.can_over(by.user, roles.MANAGE_PEOPLE, programme=programme):
        raise NotAllowed("Only who manages the whole programme agrees about its figures.")


def _is_funder(user: User, programme: Programme, site: Site | None) -> bool:
    held = [member for member in roles.memberships(user) if member.role == Role.FUNDER]
    return any(
        covers_whole(member, programme) or (site and member.site_id == site.pk) for member in held
    )
