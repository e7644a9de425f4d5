"""What each criterion of matching is worth in a programme."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from volunteers.matching import STANDARD
from volunteers.models import SupportRules


@transaction.atomic
def set_weights(
    *, rules: SupportRules, points: Mapping[str, int], by: Actor, now: datetime
) -> SupportRules:
    """Only what differs from the usual points is kept: where those change, the rest follows.

    A programme that has set nothing yet gets rules of its own, with the usual rhythm.
    """
    try:
        STANDARD.changed(**points)
    except ValueError as error:
        raise DomainError(str(error)) from error
    SupportRules.objects.get_or_create(programme=rules.programme)
    locked = SupportRules.objects.select_for_update().get(pk=rules.pk)
    own = {key: given for key, given in points.items() if given != STANDARD.points(key)}
    changed = {key for key in own.keys() | locked.weights.keys() if _differs(key, own, locked)}
    if changed:
        locked.weights = own
        locked.save(update_fields=["weights"])
        audit.record(
            by=by,
            action="support_rules.points_changed",
            target=locked,
            now=now,
            fields=" ".join(sorted(changed)),
        )
    return locked


def _differs(key: str, own: Mapping[str, int], before: SupportRules) -> bool:
    return own.get(key) != before.weights.get(key)
