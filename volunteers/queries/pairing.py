"""Who could be put together: what each needs and offers, and who is left out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from pim.models import User
from referrals.enums import Situation, Status
from referrals.models import Referral
from referrals.queries import loss_of, uk_date
from volunteers.enums import VolunteerRole, VolunteerStatus
from volunteers.matching import Candidate, Exclusion, Need, Offer, excluded, rank
from volunteers.models import Volunteer
from volunteers.queries.answering import with_who_hears_later
from volunteers.queries.apart import Between, between
from volunteers.queries.rules import weights_of
from volunteers.queries.standing import checks_valid, free_capacity

# What is read for a list. Nothing of it rests encrypted, so a long list costs no deciphering.
NEED_COLUMNS = (
    *("site", "programme", "situation", "due_on", "born_on", "wishes", "formats", "times"),
    *("days", "background_wanted", "background_unwanted", "status", "accepted_at"),
    *("parent__postcode_district", "parent__language", "parent__needs_interpreter"),
)
OFFER_COLUMNS = (
    *("site", "postcode_district", "status", "capacity", "languages", "formats", "times"),
    *("days", "stages", "background", "travels_to", "experience", "rather_not", "roles"),
    "leaves_on",
)


def offer_of(volunteer: Volunteer, *, on: date) -> Offer:
    """Costs nothing for a volunteer read ``with_standing``."""
    return Offer(
        volunteer=str(volunteer.pk),
        site=str(volunteer.site_id),
        programme=str(_programme_of(volunteer)),
        district=volunteer.postcode_district or "",
        travels_to=frozenset(volunteer.travels_to),
        languages=frozenset(volunteer.languages),
        formats=frozenset(volunteer.formats),
        times=frozenset(volunteer.times),
        days=frozenset(volunteer.days),
        stages=frozenset(volunteer.stages),
        background=frozenset(volunteer.background),
        experience=frozenset(volunteer.experience),
        rather_not=frozenset(volunteer.rather_not),
        one_to_one=VolunteerRole.ONE_TO_ONE in volunteer.roles,
        free=free_capacity(volunteer),
        checks_valid=checks_valid(volunteer, on=on),
        on_break=volunteer.status == VolunteerStatus.ON_BREAK,
        leaves_on=volunteer.leaves_on,
    )


def _programme_of(volunteer: Volunteer) -> UUID | None:
    if hasattr(volunteer, "programme_id"):  # from ``with_standing``
        return volunteer.programme_id
    return volunteer.site.programme_id if volunteer.site else None


def need_of(referral: Referral, *, on: date) -> Need:
    """Two queries, if the referral was read with its parent."""
    return needs_of([referral], on=on)[0]


def needs_of(referrals: Iterable[Referral], *, on: date) -> list[Need]:
    """Two queries for all of them, if they were read with their parents."""
    rows: Sequence[Referral] = list(referrals)
    found = between(rows)
    return [need_between(referral, found[referral.pk], on=on) for referral in rows]


def need_between(referral: Referral, between: Between, *, on: date) -> Need:
    """What she needs, with what is known to stand between her and volunteers. Asks nothing."""
    return Need(
        referral=str(referral.pk),
        site=str(referral.site_id),
        programme=str(referral.programme_id),
        district=referral.parent.postcode_district or "",
        language=referral.parent.language,
        needs_interpreter=referral.parent.needs_interpreter,
        formats=frozenset(referral.formats),
        times=frozenset(referral.times),
        wishes=frozenset(referral.wishes),
        baby_weeks=baby_weeks(referral, on=on),
        waiting_days=_waiting_days(referral, on),
        days=frozenset(referral.days),
        background_wanted=frozenset(referral.background_wanted),
        background_unwanted=frozenset(referral.background_unwanted),
        excluded_volunteers=frozenset(between.never_again),
        said_no=frozenset(between.said_no),
        kept_apart=frozenset(between.kept_apart),
        same_household=frozenset(between.household),
        same_street=frozenset(between.street),
        known_to=frozenset(between.known_to),
        known_volunteers=frozenset(between.been_there - between.never_again),
    )


def _waiting_days(referral: Referral, on: date) -> int:
    """None for whoever has a volunteer, and needs another beside her."""
    waits = referral.status == Status.WAITING
    return (on - uk_date(referral.waiting_since)).days if waits else 0


def baby_weeks(referral: Referral, *, on: date) -> int | None:
    """The baby's age in whole weeks, below 0 before the due date. Never counted after a loss."""
    if referral.situation == Situation.LOSS or has_lost(referral):
        return None
    if referral.born_on:
        return (on - referral.born_on).days // 7
    if referral.due_on and referral.due_on >= on:
        return -((referral.due_on - on).days // 7) - 1
    return None


def has_lost(referral: Referral) -> bool:
    """Said since she came to us. A list has read it with its rows."""
    if not hasattr(referral, "lost"):
        referral.lost = loss_of(referral) is not None
    return referral.lost


def never_again(referral: Referral) -> frozenset[str]:
    """Volunteers not to be put together with her: one of the two said so, or it has ended."""
    return frozenset(between([referral])[referral.pk].never_again)


def suggestions(
    referral: Referral, user: User, *, now: datetime
) -> tuple[list[Candidate], list[Exclusion], dict[str, Volunteer]]:
    """Who may be proposed to her, who may not, and the volunteers by id.

    A constant number of queries."""
    on = uk_date(now)
    rows = Volunteer.objects.visible_to(user).considered_for(referral).with_standing()
    by_id = {str(volunteer.pk): volunteer for volunteer in rows}
    offers = [offer_of(volunteer, on=on) for volunteer in by_id.values()]
    (need,) = with_who_hears_later([need_of(referral, on=on)], now=now)
    weights = weights_of(referral.programme)
    return rank(need, offers, weights), excluded(need, offers), by_id
