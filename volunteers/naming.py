"""What staff call a volunteer and a match."""

from collections.abc import Collection
from uuid import UUID

from pim.access import roles
from pim.models import User
from referrals.references import reference_of
from volunteers.models import Match, Volunteer


def couple(match: Match) -> str:
    called = match.referral.parent.called or "Erased"
    return f"{called} and {match.volunteer.first_name or 'erased'}"


def names_of(users: Collection[User]) -> dict[UUID, str]:
    """Those of them who volunteer, told apart as staff do it."""
    return {one.user_id: name_of(one) for one in Volunteer.objects.filter(user__in=users)}


def name_of(volunteer: Volunteer) -> str:
    """Her name for staff."""
    return " ".join(filter(None, [volunteer.first_name, volunteer.last_name])) or "Erased"


def known_to(user: User, volunteer: Volunteer) -> str:
    """Her name for whoever works with volunteers where she is; for all others a number."""
    if roles.can(user, roles.SEE_VOLUNTEERS, volunteer.site):
        return name_of(volunteer)
    return numbered(volunteer)


def numbered(volunteer: Volunteer) -> str:
    return f"Volunteer {reference_of(volunteer.pk)}"
