"""What staff call a volunteer and a match."""

from collections.abc import Collection
from uuid import UUID

from pim.models import User
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
