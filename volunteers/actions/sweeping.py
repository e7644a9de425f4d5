"""News from elsewhere, found by looking. Each can run twice, or late, without harm."""

from datetime import datetime

from django.db.models import Q

from pim.access import roles
from pim.access.audit import SYSTEM
from pim.access.encryption import blind_index
from pim.access.scope import at_sites_of
from pim.enums import Role
from pim.errors import DomainError
from pim.models import User
from referrals.enums import Status
from volunteers.actions import beside
from volunteers.actions.joining import link_user
from volunteers.actions.proposing import withdraw_proposal
from volunteers.enums import BESIDE_THE_MAIN, MatchKind, VolunteerStatus
from volunteers.models import Match, Volunteer


def withdraw_stale_proposals(*, now: datetime) -> int:
    """Nobody is asked about someone who does not wait any more, nor to stand in for nobody."""
    waits = Q(kind=MatchKind.MAIN, referral__status=Status.WAITING)
    supported = Q(kind__in=BESIDE_THE_MAIN, referral__status__in=beside.SUPPORTED)
    stale = Match.objects.proposed().exclude(waits | supported)
    return sum(_done(withdraw_proposal, match=match, now=now) for match in stale)


def link_sign_ins(*, now: datetime) -> int:
    """Who was invited by the address we know her by finds her own pages when she signs in.

    Where two volunteers have it, nobody can tell whose pages they are: a person sorts that out.
    """
    unlinked = Volunteer.objects.filter(user__isnull=True).exclude(status=VolunteerStatus.LEFT)
    linked = 0
    for user in User.objects.filter(
        membership__role=Role.VOLUNTEER, membership__ended_on__isnull=True, volunteer__isnull=True
    ).distinct():
        here = unlinked.filter(at_sites_of(user, roles.SUPPORT_MUMS))
        hers = here.filter(email_index=blind_index(user.email))[:2]
        if len(hers) == 1:
            linked += _done(link_user, volunteer=hers[0], user=user, now=now)
    return linked


def _done(action, **what) -> bool:
    """Whether it was still to be done: somebody else may have been quicker."""
    try:
        action(**what, by=SYSTEM)
    except DomainError:
        return False
    return True
