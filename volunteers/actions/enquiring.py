"""The short public form: faster than a person, or too many from one place, it has to wait."""

from datetime import datetime

from django.db import transaction

from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.actions import why_held
from referrals.enums import HeldFor
from referrals.models import Draft
from volunteers.actions.joining import enquire

PLEASE_WAIT = {
    HeldFor.TOO_FAST: "That was very quick. Wait a few seconds, then press Send once more.",
    HeldFor.FLOOD: (
        "Many forms came from where you are in the last hour. Nothing you typed is lost while "
        "this page is open. Please send it again in an hour, or ring us."
    ),
}


@transaction.atomic
def send_enquiry(
    *, opened_at: datetime, network: str, by: Actor, now: datetime, **said: str
) -> None:
    """Looked at and counted as an application is; ``said`` is what ``enquire`` asks."""
    page = Draft(journey="volunteer", started_at=opened_at)
    if why := why_held(draft=page, trapped=False, network=network, now=now):
        raise DomainError(PLEASE_WAIT[HeldFor(why)])
    enquire(**said, by=by, now=now)
