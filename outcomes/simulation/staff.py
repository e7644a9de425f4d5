"""The invented staff of a demonstration, who come in as everybody does: by invitation."""

from datetime import datetime
from functools import cache
from itertools import cycle
from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password

from pim import rota
from pim.access import invitations
from pim.access.audit import SYSTEM, acting
from pim.demo import DOMAIN, PASSWORD
from pim.enums import Role
from pim.models import Site, User

EVERYWHERE = (  # mailbox, first name, role
    ("manager", "Morgan", Role.PROGRAMME_MANAGER),
    ("lead", "Lesley", Role.SAFEGUARDING_LEAD),
    ("researcher", "Riley", Role.RESEARCHER),
    ("trustee", "Toni", Role.TRUSTEE),
    ("data.protection", "Dilys", Role.DATA_PROTECTION),
    ("university", "Uma", Role.UNIVERSITY_PARTNER),
    ("funder", "Frankie", Role.FUNDER),
)
COORDINATORS = ("Casey", "Hollis", "Noor")
ON_DUTY, DEPUTY = 1, 2


def appoint(sites: list[Site], now: datetime) -> dict[UUID, User]:
    """Staff for every role, and a rota for each site. Returns the coordinators by site."""
    staff = {
        mailbox: come_in(f"{mailbox}@{DOMAIN}", f"{name} (demo)", role, None, now)
        for mailbox, name, role in EVERYWHERE
    }
    manager, lead = staff["manager"], staff["lead"]
    names = cycle(COORDINATORS)
    coordinators = {site.pk: _coordinator(site, next(names), now) for site in sites}
    for site in sites:
        week = {(day, ON_DUTY): coordinators[site.pk] for day in site.staffed_weekdays}
        week |= {(day, DEPUTY): lead for day in site.staffed_weekdays}
        rota.set_week(site=site, week=week, by=acting(manager), now=now)
    return coordinators


def _coordinator(site: Site, name: str, now: datetime) -> User:
    email = f"coordinator.{site.slug}@{DOMAIN}"
    return come_in(email, f"{name} (demo)", Role.COORDINATOR, site, now)


def come_in(email: str, name: str, role: Role, site: Site | None, now: datetime) -> User:
    """Invited, accepted, enrolled: the way every user comes in."""
    invitation = invitations.invite(email=email, role=role, site=site, by=SYSTEM, now=now)
    user = invitations.accept(invitation=invitation, name=name, password=None, now=now)
    user.password = _hashed()
    user.save(update_fields=["password"])
    TOTP.activate(user, generate_totp_secret())
    return user


@cache
def _hashed() -> str:
    """A hash is slow on purpose, and all of them sign in with the same word."""
    return make_password(PASSWORD)
