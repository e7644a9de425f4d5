"""Her own sign-in: she is invited by the address we know her by."""

from datetime import datetime

from django.db import transaction

from pim.access import invitations
from pim.access.audit import Actor
from pim.enums import Role
from pim.errors import DomainError
from pim.models import Invitation
from volunteers import queries
from volunteers.actions.locking import locked_volunteer
from volunteers.models import Volunteer


@transaction.atomic
def invite_volunteer(*, volunteer: Volunteer, by: Actor, now: datetime) -> Invitation:
    """As a volunteer of her site. Nobody types her address once more."""
    her = locked_volunteer(volunteer.pk)
    if not queries.needs_sign_in(her) or her.site is None or not her.email:
        raise DomainError("She can sign in already, or it is too early for it.")
    if queries.is_invited(her, now):
        raise DomainError("She is invited already. You find it among the invitations.")
    return invitations.invite(email=her.email, role=Role.VOLUNTEER, site=her.site, by=by, now=now)
