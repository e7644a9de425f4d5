"""Who can be asked about mums, or soon can, and has no sign-in."""

from datetime import datetime

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.enums import Role
from pim.models import Invitation, User
from volunteers.enums import WITH_US, VolunteerStatus
from volunteers.models import Volunteer

SIGNS_IN_SOON = (VolunteerStatus.SIGN_OFF, *WITH_US)


def needs_sign_in(volunteer: Volunteer) -> bool:
    return volunteer.status in SIGNS_IN_SOON and volunteer.user_id is None


def is_invited(volunteer: Volunteer, now: datetime) -> bool:
    return (volunteer.email or "").casefold() in _invited(now)


def volunteers_to_invite(user: User, now: datetime) -> list[Volunteer]:
    """Whose sign-in is this manager's to give, and on her way to nobody yet."""
    waiting = Volunteer.objects.filter(
        at_sites_of(user, roles.MANAGE_PEOPLE), status__in=SIGNS_IN_SOON, user=None, erased_at=None
    )
    invited = _invited(now)
    rows = waiting.select_related("site").order_by("status_since", "pk")
    return [one for one in rows if (one.email or "").casefold() not in invited]


def _invited(now: datetime) -> set[str]:
    """The addresses of open invitations: hers rests encrypted, so they are compared here."""
    still_open = Invitation.objects.filter(
        role=Role.VOLUNTEER, accepted_at=None, expires_at__gt=now
    )
    return {email.casefold() for email in still_open.values_list("email", flat=True)}
