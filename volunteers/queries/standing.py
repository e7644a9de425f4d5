"""How many places a volunteer has, and whether her checks hold."""

from datetime import date

from volunteers.enums import REQUIRED_CHECKS
from volunteers.models import Check, Match, Volunteer


def free_capacity(volunteer: Volunteer) -> int:
    """How many more mums she can take on: her capacity less live matches and open proposals."""
    busy = getattr(volunteer, "busy", None)  # from ``with_standing``
    if busy is None:
        busy = Match.objects.live().filter(volunteer=volunteer).count()
    return max(0, volunteer.capacity - busy)


def newest_checks(volunteer: Volunteer) -> list[Check]:
    """Of each kind the one that counts."""
    if not hasattr(volunteer, "newest_checks"):
        return list(Check.objects.newest().filter(volunteer=volunteer))
    return volunteer.newest_checks


def required_checks(volunteer: Volunteer) -> dict[str, Check | None]:
    """Each check she must have, and the newest of that kind."""
    newest = {check.kind: check for check in newest_checks(volunteer)}
    return {kind: newest.get(kind) for kind in REQUIRED_CHECKS}


def checks_valid(volunteer: Volunteer, *, on: date) -> bool:
    return not missing_checks(volunteer, on=on)


def missing_checks(volunteer: Volunteer, *, on: date) -> list[str]:
    """The required checks that are not there or no longer hold, as labels."""
    return [
        kind.label
        for kind, check in required_checks(volunteer).items()
        if check is None or not check.holds_on(on)
    ]


def checks_valid_until(volunteer: Volunteer) -> date | None:
    """The first day on which a required check has to be renewed; None if no such day is set."""
    required = required_checks(volunteer).values()
    return min((check.recheck_on for check in required if check and check.recheck_on), default=None)
