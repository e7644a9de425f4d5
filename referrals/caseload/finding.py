"""Whom and where a command is about, as an operator names them."""

from pim.access import roles
from pim.access.audit import SYSTEM, Actor, acting
from pim.errors import DomainError
from pim.models import Site, User


def site_named(slug: str) -> Site:
    """A site by its short name, or ``programme.site`` where two programmes share one."""
    programme, _, short = slug.rpartition(".")
    found = Site.objects.filter(slug=short).select_related("programme")
    if programme:
        found = found.filter(programme__slug=programme)
    sites = list(found)
    if not sites:
        raise DomainError(f"There is no site “{slug}”.")
    if len(sites) > 1:
        names = ", ".join(f"{site.programme.slug}.{site.slug}" for site in sites)
        raise DomainError(f"There are several: say {names}.")
    return sites[0]


def actor_named(email: str | None, site: Site) -> Actor:
    """Who acts: a person who works on cases there, or the system where no one is named."""
    if not email:
        return SYSTEM
    user = User.objects.named(email).filter(is_active=True).first()
    if user is None:
        raise DomainError("Nobody signs in with this e-mail address.")
    roles.check(user, roles.WORK_CASES, site)
    return acting(user)
