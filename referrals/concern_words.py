"""How a concern is spoken of, in lists and on its page, by those who may see it."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from pim.admin.panels import Tag
from pim.escalation import Rung
from pim.models import User
from referrals.enums import Authority, ConcernKind
from referrals.models import Concern


def about(concern: Concern) -> str:
    """Whom or what it is about, in a few words."""
    if concern.kind == ConcernKind.ABOUT_PERSON:
        return person(concern) or "Someone who volunteers or works here"
    if concern.kind == ConcernKind.SAFETY:
        return concern.about_name or "Someone not on file"
    if concern.referral:
        called = concern.referral.parent.called or "Erased"
        return f"{called}, {concern.referral.reference}"
    return f"The service, {concern.site or concern.programme}"


def person(concern: Concern) -> str:
    return concern.about_name or (concern.about_user.name if concern.about_user else "")


def tag(concern: Concern, now: datetime) -> Tag:
    if concern.closed_at:
        return Tag("Closed", "grey")
    if concern.acknowledged_at:
        is_late = concern.chase_due_at is not None and concern.chase_due_at <= now
        return Tag("Ask again", "red") if is_late else Tag("Being looked at", "blue")
    return Tag("Overdue", "red") if concern.due_at <= now else Tag("Not seen yet", "orange")


def what_next(concern: Concern, now: datetime) -> str:
    """One line: what the clock says."""
    if concern.closed_at:
        return f"Closed {moment(concern.closed_at)}: {concern.get_outcome_display().lower()}"
    if concern.acknowledged_at is None:
        verb = "was to be" if concern.due_at <= now else "is to be"
        return f"{concern.get_urgency_display()}. It {verb} looked at by {moment(concern.due_at)}"
    whose = f"{concern.owner.name} has it"
    if concern.chase_due_at:
        return f"{whose}. Ask the other service again by {moment(concern.chase_due_at)}"
    return whose


def just_raised(concern: Concern, reader: User) -> str:
    """For whoever has raised it: who has it now, and the promise."""
    if concern.acknowledged_at and concern.owner == reader:
        return "A concern was opened, and you have it. Note there what you do about it."
    whose = f"{concern.owner.name} has it" if concern.owner else "Nobody is on duty: ring the lead"
    return f"A concern was opened. {whose}. Somebody looks by {moment(concern.due_at)}."


def passed_up(concern: Concern) -> str:
    """How far, while nobody had seen it."""
    if concern.escalated == Rung.MANAGER and concern.kind != ConcernKind.ABOUT_PERSON:
        return "To a deputy or a lead, then the manager was asked to ring"
    if not concern.escalated:
        return ""
    is_about_person = concern.kind == ConcernKind.ABOUT_PERSON
    return "To another trustee" if is_about_person else "To a deputy or a lead"


def moment(at: datetime) -> str:
    return date_format(localtime(at), r"H:i \o\n l j F")


def service(code: str) -> str:
    return Authority(code).label if code else ""
