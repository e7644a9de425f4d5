"""Ready to sign off: as soon as nothing is missing any more, whoever brought the last piece."""

from datetime import datetime

from pim.access.audit import Actor
from referrals.queries import uk_date
from volunteers import lifecycle, queries
from volunteers.enums import VolunteerStatus
from volunteers.models import Volunteer

ON_THE_WAY = (VolunteerStatus.CHECKING, VolunteerStatus.TRAINING)


def move_up_if_ready(her: Volunteer, *, by: Actor, now: datetime) -> Volunteer:
    """Her last steps before the sign-off, each dated, once every requirement is met.

    The caller holds her row's lock.
    """
    if her.status not in ON_THE_WAY or not queries.is_ready(her, uk_date(now)):
        return her
    if her.status == VolunteerStatus.CHECKING:
        her = lifecycle.move_volunteer(her, VolunteerStatus.TRAINING, by=by, now=now)
    return lifecycle.move_volunteer(her, VolunteerStatus.SIGN_OFF, by=by, now=now)
