"""Who could be put together: what each needs and offers, and who is left out."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from pim.models import User
from referrals.enums import Situation
from referrals.models import Referral
from referrals.queries import uk_date
from volunteers.enums import SAID_NO, MatchStatus, VolunteerStatus
from volunteers.matching import Candidate, Exclusion, Need, Offer, excluded, rank
from volunteers.models import Match, MatchEvent, Volunteer
from volunteers.queries.standing import checks_valid, free_capacity


def offer_of(volunteer: Volunteer, *, on: date) -> Offer:
    """Costs nothing for a volunteer read ``with_standing``."""
    return Offer(
        volunteer=str(volunteer.pk),
        site=str(volunteer.site_id),
        district=volunteer.postcode_district or "",
        travels_to=frozenset(volunteer.travels_to),
        languages=frozenset(volunteer.languages),
        formats=frozenset(volunteer.formats),
        times=frozenset(volunteer.times),
        experience=frozenset(volunteer.experience),
        rather_not=frozenset(volunteer.rather_not),
        free=free_capacity(volunteer),
        checks_valid=checks_valid(volunteer, on=on),
        on_break=volunteer.status == VolunteerStatus.ON_BREAK,
    )


def need_of(referral: Referral, *, on: date) -> Need:
    """One query, if the referral was read with its parent."""
    return Need(
        referral=str(referral.pk),
        site=str(referral.site_id),
        district=referral.parent.postcode_district or "",
        language=referral.parent.language,
        needs_interpreter=referral.parent.needs_interpreter,
        formats=frozenset(referral.formats),
        times=frozenset(referral.times),
        wishes=frozenset(referral.wishes),
        baby_weeks=baby_weeks(referral, on=on),
        waiting_days=(on - uk_date(referral.status_since)).days,
        excluded_volunteers=never_again(referral),
    )


def baby_weeks(referral: Referral, *, on: date) -> int | None:
    """The baby's age in whole weeks, below 0 before the due date. Never counted after a loss."""
    if referral.situation == Situation.LOSS:
        return None
    if referral.born_on:
        return (on - referral.born_on).days // 7
    if referral.due_on and referral.due_on >= on:
        return -((referral.due_on - on).days // 7) - 1
    return None


def never_again(referral: Referral) -> frozenset[str]:
    """Volunteers not to be put together with her: one of them said no, or it has ended."""
    said_no = MatchEvent.objects.filter(match=OuterRef("pk"), reason__in=SAID_NO)
    refused = Q(status=MatchStatus.NOT_GOING_AHEAD) & Exists(said_no)
    ended = Q(status=MatchStatus.ENDED, referral=referral)
    earlier = Match.objects.filter(referral__parent=referral.parent_id).filter(refused | ended)
    return frozenset(str(pk) for pk in earlier.values_list("volunteer", flat=True))


def suggestions(
    referral: Referral, user: User, *, on: date
) -> tuple[list[Candidate], list[Exclusion], dict[str, Volunteer]]:
    """Who may be proposed to her, who may not, and the volunteers by id. Three queries."""
    rows = Volunteer.objects.visible_to(user).considered_for(referral).with_standing()
    by_id = {str(volunteer.pk): volunteer for volunteer in rows}
    offers = [offer_of(volunteer, on=on) for volunteer in by_id.values()]
    need = need_of(referral, on=on)
    return rank(need, offers), excluded(need, offers), by_id
