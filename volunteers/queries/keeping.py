"""Volunteers whose time is over, for the monthly list."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from pim import retention
from pim.access import roles
from pim.access.scope import at_sites_of
from referrals.enums import ErasureStanding
from referrals.models import Concern
from volunteers.enums import WITH_US, VolunteerStatus
from volunteers.models import Volunteer, VolunteerErasure, VolunteerEvent


def volunteers_time_is_over(user, today: date) -> QuerySet[Volunteer]:
    """Left so long ago that what identifies them is due by the end of this month. Whoever never
    became a volunteer is kept more briefly; a concern about somebody keeps longer."""
    sees = roles.can(user, roles.SEE_ERASURES)
    nowhere = Q(site__isnull=True) if sees else Q(pk__in=[])
    seen = at_sites_of(user, roles.SEE_ERASURES) | nowhere
    left = Volunteer.objects.filter(seen, status=VolunteerStatus.LEFT, erased_at__isnull=True)
    was_one = Exists(VolunteerEvent.objects.filter(volunteer=OuterRef("pk"), to_status__in=WITH_US))
    over = was_one & _before("volunteer", today) | ~was_one & _before("applicant", today)
    asked = VolunteerErasure.objects.filter(volunteer=OuterRef("pk"))
    open_or_done = Exists(asked.exclude(standing=ErasureStanding.DECLINED))
    due = left.filter(over).exclude(open_or_done).exclude(_has_a_concern(today))
    return due.select_related("site").order_by("status_since", "pk")


def _before(period: str, today: date) -> Q:
    return Q(status_since__date__lt=retention.started_before(period, today))


def _has_a_concern(today: date) -> Exists:
    since = retention.started_before("concern", today)
    about = Concern.objects.filter(about_user__isnull=False, about_user=OuterRef("user"))
    return Exists(about.filter(Q(closed_at__isnull=True) | Q(closed_at__date__gte=since)))
