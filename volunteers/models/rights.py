"""That what identifies a volunteer be erased, once her time is over or if she asks for it."""

import uuid

from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.scope import ScopedQuerySet, at_sites_of
from referrals.enums import ErasureStanding, WhyErased
from volunteers.models.volunteer import Volunteer

DECIDED = (ErasureStanding.DONE, ErasureStanding.DECLINED)


class VolunteerErasureQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Whoever decides there, and who looks after volunteers there; without a place, all."""
        decides = at_sites_of(user, roles.DECIDE_ERASURE, "volunteer__site")
        works = at_sites_of(user, roles.WORK_VOLUNTEERS, "volunteer__site")
        sees = roles.can(user, roles.SEE_ERASURES)
        nowhere = Q(volunteer__site__isnull=True) if sees else Q(pk__in=[])
        return self.filter(decides | works | nowhere)

    def waiting(self):
        return self.filter(standing=ErasureStanding.ASKED)


class VolunteerErasure(models.Model):
    """One person asks for it, another decides, and it is done at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    why = models.CharField(max_length=10, choices=WhyErased)
    standing = models.CharField(
        max_length=10, choices=ErasureStanding, default=ErasureStanding.ASKED
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VolunteerErasureQuerySet.as_manager()

    class Privacy:
        operational = (
            *("id", "volunteer", "why", "standing"),
            *("asked_at", "asked_by", "decided_at", "decided_by"),
        )

    class Meta:
        verbose_name = "erasure of a volunteer"
        verbose_name_plural = "erasures of volunteers"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"],
                condition=~Q(standing=ErasureStanding.DECLINED),
                name="volunteer_erasure_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    standing__in=DECIDED, decided_at__isnull=False, decided_by__isnull=False
                )
                | ~Q(standing__in=DECIDED) & Q(decided_at__isnull=True, decided_by__isnull=True),
                name="volunteer_erasure_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="volunteer_erasure_decided_by_a_second_person",
            ),
        ]

    def __str__(self):
        return f"Erasure {self.id}"
