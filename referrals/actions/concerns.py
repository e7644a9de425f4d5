"""A concern: raised, passed up until somebody looks, worked on step by step, closed by name."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.escalation import Rung
from pim.messages import outbox
from pim.models import Programme, Site, User
from referrals import queries
from referrals.enums import ConcernKind, ConcernUrgency
from referrals.models import Concern, Referral

CONCERN_ALERTS = {
    Rung.ON_DUTY: "referrals.concern",
    Rung.DEPUTY: "referrals.concern_passed_up",
    Rung.MANAGER: "referrals.concern_unseen",
}


@transaction.atomic
def raise_concern(
    *,
    kind: ConcernKind,
    urgency: ConcernUrgency,
    words: str,
    referral: Referral | None = None,
    site: Site | None = None,
    programme: Programme | None = None,
    about_user: User | None = None,
    about_name: str = "",
    by: Actor,
    now: datetime,
) -> Concern:
    """Open a file that somebody looks at by a time, and tell her. About a person: a trustee."""
    site = (referral.site if referral else None) or site
    concern = Concern(
        kind=kind,
        urgency=urgency,
        words=words.strip(),
        referral=referral,
        site=site,
        programme=_programme(referral, site, programme),
        about_user=about_user,
        about_name=about_name.strip() or None,
        raised_at=now,
        **by.columns(),
    )
    _check(concern)
    concern.about_user = about_user or queries.person_called(concern)
    times = queries.concern_ladder(concern)
    concern.due_at = queries.looked_at_by(concern)
    concern.owner = queries.who_looks_first(concern, times[Rung.ON_DUTY])
    concern.save(force_insert=True)
    audit.record(
        by=by, action="concern.raised", target=concern, now=now, kind=kind, urgency=urgency
    )
    _queue_alert(concern, Rung.ON_DUTY, times[Rung.ON_DUTY])
    return concern


def _programme(
    referral: Referral | None, site: Site | None, programme: Programme | None
) -> Programme:
    known = (referral and referral.programme) or (site and site.programme) or programme
    if known is None:
        raise DomainError("Say which programme it is about.")
    return known


def _check(concern: Concern) -> None:
    if not concern.words:
        raise DomainError("Say in your own words what worries you.")
    if concern.kind == ConcernKind.FOR_HER and concern.referral is None:
        raise DomainError("Say whose safety it is about.")
    names_somebody = concern.about_user or concern.about_name
    if names_somebody and concern.kind != ConcernKind.ABOUT_PERSON:
        raise DomainError("A worry about someone who works here goes to a trustee.")


def _queue_alert(concern: Concern, rung: Rung, at: datetime) -> None:
    """One message for each rung, ever. It is about the concern alone, so that only who may see
    the file finds it in the list of messages."""
    outbox.queue(
        notice=CONCERN_ALERTS[rung],
        object_id=concern.pk,
        about_id=concern.pk,
        dedupe_key=f"concern:{concern.pk}:{rung}",
        due_at=at,
    )
