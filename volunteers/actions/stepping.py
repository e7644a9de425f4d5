"""The steps of a volunteer after her application: each one a verb, dated, by somebody."""

from datetime import date, datetime, timedelta

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.queries import uk_date
from volunteers import lifecycle, queries
from volunteers.actions.covering import raise_cover
from volunteers.actions.locking import locked_volunteer
from volunteers.actions.standing import move_up_if_ready
from volunteers.enums import InterviewOutcome, Verdict, VolunteerStatus, WhyCover
from volunteers.models import Interview, Match, Volunteer

TO_BE_SIGNED_OFF = (
    VolunteerStatus.CHECKING,
    VolunteerStatus.TRAINING,
    VolunteerStatus.SIGN_OFF,
)
A_YEAR = timedelta(days=366)


@transaction.atomic
def start_application(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """She enquired, and says yes on the phone: a person begins her application with her."""
    return lifecycle.move_volunteer(volunteer, VolunteerStatus.APPLICATION, by=by, now=now)


@transaction.atomic
def invite_to_interview(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """Her application is read, and somebody talks with her."""
    return lifecycle.move_volunteer(volunteer, VolunteerStatus.INTERVIEW, by=by, now=now)


@transaction.atomic
def record_interview(
    *,
    volunteer: Volunteer,
    held_on: date,
    outcome: InterviewOutcome,
    note: str = "",
    by: Actor,
    now: datetime,
) -> Interview:
    """What came of the talk. “Go on” and “not now” are steps; “talk again” leaves her there."""
    her = locked_volunteer(volunteer.pk)
    if held_on > uk_date(now):
        raise DomainError("The day of the talk cannot be in the future.")
    if her.status == VolunteerStatus.APPLICATION:
        her = lifecycle.move_volunteer(her, VolunteerStatus.INTERVIEW, by=by, now=now)
    if her.status != VolunteerStatus.INTERVIEW:
        raise DomainError("She is not waiting for an interview.")
    held = Interview.objects.create(
        volunteer=her,
        held_on=held_on,
        outcome=outcome,
        note=note or None,
        recorded_at=now,
        recorded_by=by.user,
    )
    audit.record(by=by, action="volunteer.interviewed", target=her, now=now, outcome=outcome)
    _after_interview(her, outcome, by, now)
    return held


def _after_interview(her: Volunteer, outcome: str, by: Actor, now: datetime) -> None:
    if outcome == InterviewOutcome.GO_ON:
        her = lifecycle.move_volunteer(her, VolunteerStatus.CHECKING, by=by, now=now)
        move_up_if_ready(her, by=by, now=now)
    if outcome == InterviewOutcome.NOT_NOW:
        lifecycle.move_volunteer(her, VolunteerStatus.LEFT, by=by, now=now)


@transaction.atomic
def start_training(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """She begins to learn. References and check may come in while she does."""
    her = lifecycle.move_volunteer(volunteer, VolunteerStatus.TRAINING, by=by, now=now)
    return move_up_if_ready(her, by=by, now=now)


@transaction.atomic
def take_over(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """The charity had her before it began with us. Her papers are looked at before she goes on."""
    _check_named(by)
    return lifecycle.move_volunteer(volunteer, VolunteerStatus.SIGN_OFF, by=by, now=now)


@transaction.atomic
def sign_off(
    *, volunteer: Volunteer, all_the_same: str = "", by: Actor, now: datetime
) -> Volunteer:
    """A named person says that she may be asked about mums. Refused while anything is missing;
    where a reference is not enough she writes why it does not stand in the way."""
    _check_named(by)
    her = locked_volunteer(volunteer.pk)
    if her.status not in TO_BE_SIGNED_OFF:
        raise DomainError("There is nothing to sign off now.")
    if missing := queries.missing_for_sign_off(her, uk_date(now)):
        raise DomainError(f"Still missing: {', '.join(missing)}.")
    _weigh_references(her, all_the_same.strip(), by, now)
    her = move_up_if_ready(her, by=by, now=now)
    return lifecycle.move_volunteer(her, VolunteerStatus.AVAILABLE, by=by, now=now)


def _weigh_references(her: Volunteer, why: str, by: Actor, now: datetime) -> None:
    """What she writes is kept with each of them, in the same confidence."""
    against = [one for one in queries.speaking_against(her) if one.verdict == Verdict.NOT_ENOUGH]
    if against and not why:
        raise DomainError("A reference is not enough. Write why you sign her off all the same.")
    for one in against:
        decided = f"Signed off all the same on {uk_date(now):%-d %B %Y} by {by.user.name}: {why}"
        one.note = "\n\n".join(filter(None, [one.note, decided]))
        one.save(update_fields=["note"])


def _check_named(by: Actor) -> None:
    if by.user is None:
        raise DomainError("A person has to do this, under her own name.")


@transaction.atomic
def train_again(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """Before the sign-off somebody thinks that she should learn more first."""
    return lifecycle.move_volunteer(volunteer, VolunteerStatus.TRAINING, by=by, now=now)


@transaction.atomic
def take_break(
    *,
    volunteer: Volunteer,
    back_on: date | None = None,
    needs_cover: bool = False,
    by: Actor,
    now: datetime,
) -> Volunteer:
    """Nobody new for a while. Her mums stay hers; with ``needs_cover`` each gets a plan."""
    if back_on is not None and back_on <= uk_date(now):
        raise DomainError("The day on which she is back must be in the future.")
    if needs_cover:
        _raise_cover(volunteer, WhyCover.BREAK, uk_date(now), by, now)
    her = lifecycle.move_volunteer(volunteer, VolunteerStatus.ON_BREAK, by=by, now=now)
    her.back_on = back_on
    her.save(update_fields=["back_on"])
    return her


@transaction.atomic
def come_back(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """She can be asked again, if her checks still hold. Pressed twice, she is back once."""
    her = locked_volunteer(volunteer.pk)
    if her.status == VolunteerStatus.AVAILABLE:
        return her
    if missing := queries.missing_checks(her, on=uk_date(now)):
        raise DomainError(f"Missing or out of date: {', '.join(missing)}. Record it first.")
    her = lifecycle.move_volunteer(her, VolunteerStatus.AVAILABLE, by=by, now=now)
    her.back_on = None
    her.save(update_fields=["back_on"])
    return her


@transaction.atomic
def announce_leaving(
    *, volunteer: Volunteer, leaves_on: date, by: Actor, now: datetime
) -> Volunteer:
    """She will go on that day. Each of her mums gets a plan; she stays until then."""
    if volunteer.status == VolunteerStatus.LEFT:
        raise DomainError("She has left already.")
    _check_leaving(leaves_on, uk_date(now))
    _raise_cover(volunteer, WhyCover.LEAVING, leaves_on, by, now)
    her = locked_volunteer(volunteer.pk)
    her.leaves_on = leaves_on
    her.save(update_fields=["leaves_on"])
    audit.record(by=by, action="volunteer.leaving_announced", target=her, now=now)
    return her


def _check_leaving(leaves_on: date, today: date) -> None:
    if leaves_on < today:
        raise DomainError("The day she leaves must be today or later.")
    if leaves_on > today + A_YEAR:
        raise DomainError("The day she leaves must be within a year. Note it when it is nearer.")


@transaction.atomic
def stay(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """She does not leave after all."""
    her = locked_volunteer(volunteer.pk)
    her.leaves_on = None
    her.save(update_fields=["leaves_on"])
    audit.record(by=by, action="volunteer.stays", target=her, now=now)
    return her


@transaction.atomic
def leave(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """She is gone. Never while a mum or a proposal is still with her."""
    her = locked_volunteer(volunteer.pk)
    if Match.objects.live().filter(volunteer=her).exists():
        raise DomainError("She still has mums or proposals. End or take back each of them first.")
    her = lifecycle.move_volunteer(her, VolunteerStatus.LEFT, by=by, now=now)
    her.leaves_on, her.back_on = her.leaves_on or uk_date(now), None
    her.save(update_fields=["leaves_on", "back_on"])
    return her


@transaction.atomic
def take_up_again(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """She would like to help again, and begins with an application."""
    her = lifecycle.move_volunteer(volunteer, VolunteerStatus.APPLICATION, by=by, now=now)
    her.leaves_on = None
    her.save(update_fields=["leaves_on"])
    return her


def _raise_cover(her: Volunteer, why: WhyCover, since: date, by: Actor, now: datetime) -> None:
    """Before the volunteer's own row is locked: referral, volunteer, match is the order."""
    for match in Match.objects.active().filter(volunteer=her).order_by("pk"):
        raise_cover(match=match, why=why, since_on=since, by=by, now=now)
