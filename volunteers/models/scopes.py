"""Whose rows are a volunteer's own."""

from django.db.models import Q

from pim.access import roles

NOBODY = Q(pk__in=[])


def of_her(user, path: str = "user") -> Q:
    """A volunteer's own rows, for as long as she is one. Nobody else is matched by it: a visitor
    has no key, and rows without a sign-in have none either."""
    return Q(**{path: user.pk}) if roles.can(user, roles.SUPPORT_MUMS) else NOBODY
