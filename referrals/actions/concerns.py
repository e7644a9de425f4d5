"""A concern: raised once, and passed up until somebody looks. What is done then: handling."""

from datetime import datetime, timedelta

from django.db import transaction

from pim.access import audit
from pim.access.audit import SYSTEM, Actor
from pim.errors import DomainError
from pim.escalation import Rung, rungs_due
from pim.messages import outbox
from pim.models import Programme, Site, User
from referrals import queries
from referrals.actions.handling_concerns import take_on
from referrals.enums import ABOUT_SAFETY, ConcernKind, ConcernUrgency
from referrals.models import Concern, Referral

SAME_PRESS = timedelta(minutes=10)
"""The same words from the same person within this time are one press of the button too many."""

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
    _find_whom_it_means(concern)
    if earlier := _pressed_before(concern):
        return earlier
    times = queries.concern_ladder(concern)
    concern.due_at = queries.looked_at_by(concern)
    concern.owner = queries.who_looks_first(concern, times[Rung.ON_DUTY])
    concern.save(force_insert=True)
    audit.record(
        by=by, action="concern.raised", target=concern, now=now, kind=kind, urgency=urgency
    )
    if _typed_by_its_owner(concern):
        take_on(concern, by=by, now=now)
    else:
        _queue_alert(concern, Rung.ON_DUTY, times[Rung.ON_DUTY])
    return concern


def _typed_by_its_owner(concern: Concern) -> bool:
    """A coordinator's worry about somebody she looks after: she has seen it, having typed it."""
    typed_by_her = concern.owner is not None and concern.owner == concern.actor
    return typed_by_her and concern.kind in ABOUT_SAFETY


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
    if concern.kind == ConcernKind.SAFETY and not concern.about_name:
        raise DomainError("Say in your own words whose safety it is about.")
    is_safety = concern.kind == ConcernKind.SAFETY
    names_somebody = concern.about_user or (concern.about_name and not is_safety)
    if names_somebody and concern.kind != ConcernKind.ABOUT_PERSON:
        raise DomainError("A worry about someone who works here goes to a trustee.")


def _find_whom_it_means(concern: Concern) -> None:
    """By what was chosen from the list or, failing that, by the name that was written."""
    if concern.kind != ConcernKind.ABOUT_PERSON or concern.about_user:
        return
    concern.about_user = queries.person_called(concern)
    concern.may_mean = [one.pk for one in queries.trustees_perhaps_meant(concern)]


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


def _pressed_before(concern: Concern) -> Concern | None:
    """What has just been raised in the same words. Presses of one button wait for each other."""
    if concern.actor:
        User.objects.select_for_update().get(pk=concern.actor.pk)
    elif concern.referral:
        Referral.objects.select_for_update().get(pk=concern.referral.pk)
    since = concern.raised_at - SAME_PRESS
    same = Concern.objects.filter(
        actor_kind=concern.actor_kind,
        actor=concern.actor,
        kind=concern.kind,
        urgency=concern.urgency,
        referral=concern.referral,
        site=concern.site,
        about_user=concern.about_user,
        raised_at__gte=since,
    )
    said = (concern.words, concern.about_name)
    return next((one for one in same if (one.words, one.about_name) == said), None)


@transaction.atomic
def escalate_concerns(*, now: datetime) -> int:
    """Pass up what nobody has seen in time. Each rung is told once, however often this runs."""
    unseen = Concern.objects.unseen().select_for_update(skip_locked=True, of=("self",))
    return sum(_pass_up(concern, now) for concern in unseen.order_by("due_at", "id"))


def _pass_up(concern: Concern, now: datetime) -> int:
    steps = queries.concern_ladder(concern)
    due = [rung for rung in rungs_due(steps, now, seen=False) if rung > concern.escalated]
    for rung in due:
        _queue_alert(concern, rung, now)
        audit.record(by=SYSTEM, action="concern.passed_up", target=concern, now=now, rung=rung)
    if due:
        concern.escalated = max(due)
        concern.save(update_fields=["escalated"])
    return len(due)


def take_concerns_along(referral: Referral) -> None:
    """To her new site, so that whoever looks after her now knows. One about a person stays."""
    hers = Concern.objects.filter(referral=referral).exclude(kind=ConcernKind.ABOUT_PERSON)
    hers.update(site=referral.site)
