"""Who sees which rows: one ``visible_to(user)`` per model, and 404 for the rest."""

from typing import Self

from django.db import models
from django.db.models import Q

from pim.access import roles

# Every row, also when it stands in an "or": there Django drops an empty ``Q()`` as if it were not.
EVERY_ROW = ~Q(pk__in=[])


class ScopedQuerySet(models.QuerySet):
    """Base of every queryset that holds something about a person."""

    def visible_to(self, user) -> Self:
        raise NotImplementedError(f"{self.model.__name__} does not say who may see it")


class SiteScopedQuerySet(ScopedQuerySet):
    """Rows that belong to a site: seen by those whose role at that site grants it."""

    site_path = "site"
    permission = roles.SEE_CASES

    def visible_to(self, user) -> Self:
        return self.filter(at_sites_of(user, self.permission, self.site_path))


def at_sites_of(user, permission: str, path: str = "site") -> Q:
    """A condition for rows whose site (found along ``path``) is covered by the permission."""
    granted = roles.GRANTS[permission]
    held = [member for member in roles.memberships(user) if member.role in granted]
    if any(member.is_everywhere for member in held):
        return EVERY_ROW
    sites = [member.site_id for member in held if member.site_id]
    programmes = [member.programme_id for member in held if member.programme_id]
    return Q(**{f"{path}__in": sites}) | Q(**{f"{path}__programme__in": programmes})
