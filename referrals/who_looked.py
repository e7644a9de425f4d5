"""Who opened her record, as she is told: on which day, in which role, how often. No names: who
works here has a right to her own, and may be known in the street.

Upper apps say in ``AppConfig.ready()`` which of their records are part of hers::

    who_looked.part_of_hers(Match, by="referral__parent")
"""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Model, Q
from django.utils import timezone

from pim.enums import Role
from pim.models import AuditEvent, Membership
from referrals.models import CheckIn, EmergencyLook, HerRequest, RecordCopy, Referral, SafeContact

SHOWN_FOR = timedelta(days=365)
IN_AN_EMERGENCY = ", in an emergency"
ON_DUTY = "somebody who works with us"

_parts: dict[type[Model], str] = {
    Referral: "parent",
    RecordCopy: "parent",
    SafeContact: "parent",
    CheckIn: "referral__parent",
    HerRequest: "referral__parent",
}


class Look(NamedTuple):
    on: date
    role: str
    times: int


def part_of_hers(model: type[Model], by: str) -> None:
    """Say that rows of a model are part of a woman's record: ``by`` leads to her."""
    _parts[model] = by


def looks(parent_id: UUID, *, now: datetime) -> list[Look]:
    """The newest first, of the last year, one line a day and role."""
    opened = AuditEvent.objects.filter(_hers(parent_id), at__gt=now - SHOWN_FOR)
    seen = list(opened.values_list("at", "actor"))
    roles, emergencies = _roles({who for _, who in seen if who}), _emergencies(parent_id)
    times: Counter[tuple[date, str]] = Counter()
    for at, who in seen:
        on = timezone.localdate(at)
        is_one = any(look.user_id == who and _during(look, at) for look in emergencies)
        times[on, _role(roles.get(who, []), on) + (IN_AN_EMERGENCY if is_one else "")] += 1
    found = [Look(on, role, n) for (on, role), n in times.items()]
    return sorted(found, key=lambda look: (-look.on.toordinal(), look.role))


def _hers(parent_id: UUID) -> Q:
    about = Q(pk__in=[])
    for model, by in _parts.items():
        rows = model._default_manager.filter(**{by: parent_id})
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        about |= Q(target_type=model._meta.label_lower, target_id__in=keys)
    return about & Q(action__endswith=".viewed")


def _emergencies(parent_id: UUID) -> list[EmergencyLook]:
    return list(EmergencyLook.objects.filter(referral__parent=parent_id))


def _during(look: EmergencyLook, at: datetime) -> bool:
    return look.opened_at <= at <= (look.ended_at or look.until)


def _roles(users: set) -> dict[UUID, list[Membership]]:
    held: dict[UUID, list[Membership]] = {}
    for member in Membership.objects.filter(user__in=users).order_by("started_on"):
        held.setdefault(member.user_id, []).append(member)
    return held


def _role(held: list[Membership], on: date) -> str:
    """The role she had on that day."""
    then = [m for m in held if m.started_on <= on and (m.ended_on is None or on <= m.ended_on)]
    return Role(then[-1].role).label.lower() if then else ON_DUTY
