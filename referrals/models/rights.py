"""Her right to be forgotten, and what may stand against it for a while."""

import uuid

from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.scope import ScopedQuerySet, at_sites_of
from referrals.enums import ErasureStanding, HoldReason, WhyErased
from referrals.models.people import Parent
from referrals.models.scopes import at_programmes_of

DECIDED = (ErasureStanding.APPROVED, ErasureStanding.DONE, ErasureStanding.DECLINED)


class AtHerPlace(ScopedQuerySet):
    """Seen by whoever decides about it there, and by the staff of her site."""

    def visible_to(self, user):
        return self.filter(_at(user, roles.DECIDE_ERASURE) | _at(user, roles.SEE_CASES))


def _at(user, permission: str) -> Q:
    return at_sites_of(user, permission) | at_programmes_of(user, permission) & Q(site__isnull=True)


class ErasureQuerySet(AtHerPlace):
    def waiting(self):
        return self.filter(standing=ErasureStanding.ASKED)

    def approved(self):
        return self.filter(standing=ErasureStanding.APPROVED)


class Erasure(models.Model):
    """That what identifies a woman be erased: one person asks for it, another decides.

    Whoever decides need not see her record: the reference, and why, is enough.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey(Parent, on_delete=models.PROTECT)
    reference = models.CharField(max_length=12)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", null=True, on_delete=models.PROTECT)
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
    done_at = models.DateTimeField(null=True)

    objects = ErasureQuerySet.as_manager()

    class Privacy:
        operational = (
            *("id", "parent", "reference", "programme", "site", "why", "standing"),
            *("asked_at", "asked_by", "decided_at", "decided_by", "done_at"),
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent"],
                condition=~Q(standing=ErasureStanding.DECLINED),
                name="erasure_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    standing__in=DECIDED, decided_at__isnull=False, decided_by__isnull=False
                )
                | ~Q(standing__in=DECIDED) & Q(decided_at__isnull=True, decided_by__isnull=True),
                name="erasure_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="erasure_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(standing=ErasureStanding.DONE, done_at__isnull=False)
                | ~Q(standing=ErasureStanding.DONE) & Q(done_at__isnull=True),
                name="erasure_done_when",
            ),
        ]

    def __str__(self):
        return self.reference


class HoldQuerySet(AtHerPlace):
    def standing(self):
        return self.filter(lifted_at__isnull=True)


class LegalHold(models.Model):
    """That a record must be kept for now, whoever asks. Nothing is erased while one stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey(Parent, on_delete=models.PROTECT)
    reference = models.CharField(max_length=12)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", null=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=12, choices=HoldReason)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = HoldQuerySet.as_manager()

    class Privacy:
        operational = (
            *("id", "parent", "reference", "programme", "site"),
            *("set_at", "set_by", "lifted_at", "lifted_by"),
        )
        special = ("reason",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "reason"],
                condition=Q(lifted_at__isnull=True),
                name="legal_hold_once_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="legal_hold_lifted_by_somebody",
            ),
        ]

    def __str__(self):
        return self.reference
