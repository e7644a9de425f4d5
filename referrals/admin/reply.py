"""On the page of a reply: how to answer her, in a way that is safe, and where a call is noted."""

from django.urls import reverse

from pim import clock
from pim.access import audit, roles
from pim.access.audit import acting
from pim.admin import panels
from pim.admin.panels import Link, Table
from pim.models import Reply, User
from referrals.models import Referral
from referrals.panels import safe_contacts


@panels.on(Reply, order=10)
def how_to_answer(user: User, reply: Reply) -> Table | None:
    """For whoever may see her case. Her ways are on it, so that it was read is written down."""
    referral = _hers(user, reply, roles.SEE_CASES)
    if referral is None:
        return None
    audit.record(by=acting(user), action="referral.viewed", target=referral, now=clock.now())
    return safe_contacts(referral)


@panels.way_on(Reply)
def log_a_call(user: User, reply: Reply) -> Link | None:
    referral = _hers(user, reply, roles.WORK_CASES)
    if referral is None:
        return None
    address = reverse("admin:referrals_referral_do", args=[referral.pk, "log-call"])
    return Link("Log a call", address)


def _hers(user: User, reply: Reply, permission: str) -> Referral | None:
    seen = Referral.objects.visible_to(user).select_related("parent", "site", "programme")
    referral = seen.filter(pk=reply.about_id).first()
    may = referral is not None and roles.can(user, permission, referral.site)
    return referral if may else None
