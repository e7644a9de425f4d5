"""Whether a site takes new referrals just now."""

from datetime import datetime

from django.db import transaction

from pim.access import audit, roles
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.models import Site


def pause(*, site: Site, by: Actor, now: datetime) -> None:
    """The public pages then say kindly that the site cannot take anybody new for now."""
    _set(site, True, by, now)


def reopen(*, site: Site, by: Actor, now: datetime) -> None:
    _set(site, False, by, now)


@transaction.atomic
def _set(site: Site, paused: bool, by: Actor, now: datetime) -> None:
    site = Site.objects.select_for_update().get(pk=site.pk)
    roles.check(by.user, roles.PAUSE_INTAKE, site)
    if site.intake_paused == paused:
        raise DomainError("That has been done already.")
    site.intake_paused = paused
    site.save(update_fields=["intake_paused"])
    verb = "paused" if paused else "reopened"
    audit.record(by=by, action=f"site.intake_{verb}", target=site, now=now)
