"""Concerns that somebody must look at or go on with, most pressing first."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from pim.access import audit, roles
from pim.admin import places, today
from pim.admin.panels import Link
from pim.admin.places import Place
from pim.admin.today import Queue, Row, Urgency
from pim.enums import Role
from pim.escalation import Rung
from pim.messages import ledger
from referrals import concern_words, queries
from referrals.enums import ConcernKind
from referrals.models import Concern


def register() -> None:
    for key, title, rows, permission in QUEUES:
        today.register(
            Queue(key, title, rows=rows, permission=permission, order=2, see_all=every_concern)
        )
    today.register(
        Queue(
            "concerns-unseen",
            "Something urgent that nobody has looked at",
            rows=nobody_has_looked,
            permission=roles.MANAGE_SITES,
            order=2,
        )
    )
    ledger.add(lambda user: Concern.objects.visible_to(user).values("pk"), links=named)
    places.register(Place("Raise a concern", "raise-concern", tuple(roles.GRANTS)))
    places.register(Place("Complaints", "complaints", (roles.SEE_COMPLAINTS,)))
    audit.keep_from(Concern, lambda user: Concern.objects.kept_from(user))


def every_concern() -> str:
    return reverse("admin:referrals_concern_changelist")


def named(ids: Collection[UUID]) -> dict[UUID, Link]:
    """What the list of messages calls them. It lists only those the reader may see."""
    known = Concern.objects.filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: Link("Concern", address_of(pk)) for pk in known}


def address_of(pk: UUID) -> str:
    return reverse("admin:referrals_concern_change", args=[pk])


# --- for those who may see them -------------------------------------------------------------
def concerns_to_work_on(user, now: datetime) -> list[Row]:
    """What came with a form that is held back is shown with that form."""
    shown = _seen(user).not_about_people().exclude(queries.came_with_a_held_form())
    return _rows(shown, now)


def concerns_about_people(user, now: datetime) -> list[Row]:
    return _rows(_seen(user).about_people(), now)


QUEUES = (
    ("concerns", "Concerns", concerns_to_work_on, roles.SEE_CONCERNS),
    (
        "concerns-about-people",
        "Concerns about people here",
        concerns_about_people,
        roles.SEE_CONCERNS_ABOUT_PEOPLE,
    ),
)


def _seen(user) -> QuerySet[Concern]:
    unseen_first = F("acknowledged_at").asc(nulls_first=True)
    return queries.concern_files().visible_to(user).open().order_by(unseen_first, "due_at", "id")


def _rows(concerns: QuerySet[Concern], now: datetime) -> list[Row]:
    rows = [_row(concern, now) for concern in concerns]
    return sorted(rows, key=lambda row: row.urgency)


def _row(concern: Concern, now: datetime) -> Row:
    return Row(
        text=concern_words.about(concern),
        url=address_of(concern.pk),
        since=concern.raised_at,
        urgency=_urgency(concern, now),
        detail=concern_words.what_next(concern, now),
    )


def _urgency(concern: Concern, now: datetime) -> Urgency:
    """Danger that nobody has looked at comes before all else, late or not."""
    if concern.acknowledged_at is None:
        if queries.is_at_once(concern):
            return Urgency.AT_ONCE
        return Urgency.OVERDUE if concern.due_at <= now else Urgency.NORMAL
    is_late = concern.chase_due_at is not None and concern.chase_due_at <= now
    return Urgency.OVERDUE if is_late else Urgency.NORMAL


# --- for managers, who see none of it -------------------------------------------------------
def nobody_has_looked(user, now: datetime) -> list[Row]:
    """Whom to ring about it: not what it is, nor whom it is about."""
    unseen = queries.concern_files().unseen().managed_by(user)
    late = unseen.not_about_people().filter(escalated__gte=Rung.MANAGER)
    ownerless = unseen.filter(Q(owner__isnull=True) | Q(owner__is_active=False))
    found = (late | ownerless).order_by("due_at", "id")
    return [
        _waits_for_a_trustee(one, user) if _is_for_a_trustee(one) else _to_ring_about(one)
        for one in found
    ]


def _is_for_a_trustee(concern: Concern) -> bool:
    return concern.kind == ConcernKind.ABOUT_PERSON


def _waits_for_a_trustee(concern: Concern, user) -> Row:
    """The manager of the whole organisation invites one; any other asks her to."""
    may_invite = roles.can_give(user, Role.TRUSTEE)
    page = "admin:pim_invitation_add" if may_invite else "admin:pim_site_changelist"
    who = (
        "Invite another"
        if may_invite
        else "Ask a manager of the whole organisation to invite another"
    )
    return Row(
        text=f"{concern.site or concern.programme}: something waits for a trustee",
        url=reverse(page),
        since=concern.raised_at,
        urgency=Urgency.AT_ONCE,
        detail=f"There is none who can look. {who}. She finds it on Today when she signs in",
    )


def _to_ring_about(concern: Concern) -> Row:
    return Row(
        text=f"{concern.site or concern.programme}: nobody has looked yet",
        url=reverse("admin:pim_site_changelist"),
        since=concern.raised_at,
        urgency=Urgency.AT_ONCE,
        detail=_whom_to_ring(concern),
    )


def _whom_to_ring(concern: Concern) -> str:
    if concern.owner and concern.owner.is_active:
        return f"Ring {concern.owner.name}, or a safeguarding lead, and ask them to sign in"
    return "There is nobody to look. Put somebody on the rota"
