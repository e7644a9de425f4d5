"""Whose checks have to be done again soon, or have run out."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from pim.models import User
from volunteers.enums import WITH_US
from volunteers.models import Check, Volunteer
from volunteers.queries.standing import required_checks, required_kinds, what_is_wrong

STEPS = (60, 30, 7, 0)  # days before the day on which we write
FIRST_WARNING = STEPS[0]
COLUMNS = ("first_name", "last_name", "status", "site", "roles", "leaves_on")


@dataclass(frozen=True)
class Recheck:
    """A check that counts now, and how many days that lasts."""

    volunteer: Volunteer
    check: Check
    days_left: int

    @property
    def step(self) -> int:
        """The nearest warning that is due; the ones before it are past."""
        return min(step for step in STEPS if self.days_left <= step)


def rechecks_due(*, on: date, user: User | None = None) -> list[Recheck]:
    """Of those who are with us, the most pressing first. Constant queries."""
    seen = Volunteer.objects.visible_to(user) if user else Volunteer.objects.all()
    soon = Check.objects.filter(recheck_on__lte=on + timedelta(days=FIRST_WARNING))
    due = seen.filter(status__in=WITH_US, pk__in=soon.values("volunteer"))
    found = [one for volunteer in _rows(due) for one in _due_of(volunteer, on)]
    return sorted(found, key=lambda one: (one.days_left, str(one.check.pk)))


def _rows(volunteers: QuerySet) -> QuerySet:
    """Nothing that rests encrypted is read."""
    return volunteers.with_standing().only(*COLUMNS)


def _due_of(volunteer: Volunteer, on: date) -> list[Recheck]:
    """None for whoever has left us by then."""
    dated = [check for check in required_checks(volunteer).values() if check and check.recheck_on]
    rechecks = [Recheck(volunteer, check, (check.recheck_on - on).days) for check in dated]
    leaves = volunteer.leaves_on
    return [
        one
        for one in rechecks
        if one.days_left <= FIRST_WARNING and not (leaves and leaves <= one.check.recheck_on)
    ]


def rechecks_of(volunteer: Volunteer, *, on: date) -> list[Recheck]:
    """What she herself has to renew."""
    if volunteer.status not in WITH_US:
        return []
    return _due_of(Volunteer.objects.with_standing().get(pk=volunteer.pk), on)


def recheck_of(check: Check, *, on: date) -> Recheck | None:
    """As things are now: None if it was renewed, is not asked for any more, or is not due."""
    volunteer = Volunteer.objects.with_standing().get(pk=check.volunteer_id)
    if volunteer.status not in WITH_US:
        return None
    return next((one for one in _due_of(volunteer, on) if one.check == check), None)


def not_enough(user: User, *, on: date) -> list[tuple[Volunteer, str]]:
    """Volunteers with us whose checks do not count for another reason than the day: one was
    never noted, or its level is not what is asked for."""
    seen = Volunteer.objects.visible_to(user).filter(status__in=WITH_US)
    rows = _rows(seen).order_by("first_name", "last_name", "pk")
    return [(one, wrong) for one in rows for wrong in _not_of_date(one, on)]


def _not_of_date(volunteer: Volunteer, on: date) -> list[str]:
    checks, rules = required_checks(volunteer), required_kinds(volunteer)
    held = {kind: check for kind, check in checks.items() if not check or check.holds_on(on)}
    wrong = [what_is_wrong(rules[kind], check, on=on) for kind, check in held.items()]
    return [words for words in wrong if words]
