"""That something happened after which no automatic message may come: the loss switch."""

import uuid

from django.db import models
from django.db.models import Q

from pim.enums import ActorKind
from referrals.enums import LossKind, LossWish
from referrals.models.referral import Referral
from referrals.models.scopes import CaseQuerySet


class LossQuerySet(CaseQuerySet):
    def live(self):
        """Not taken back."""
        return self.filter(lifted_at__isnull=True)


class Loss(models.Model):
    """Anyone on the case may say it, and it can be taken back. While one stands, nothing goes to
    her by itself, in any of her referrals; her support stays open, and a person writes next."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=LossKind)
    said_at = models.DateTimeField()
    said_by_kind = models.CharField(max_length=10, choices=ActorKind)
    said_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    by_link_alone = models.BooleanField("said through the link, no word typed", default=False)
    wish = models.CharField("what she would like", max_length=10, choices=LossWish, blank=True)
    written_at = models.DateTimeField("a person was in touch", null=True)
    written_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField("taken back", null=True)
    lifted_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = LossQuerySet.as_manager()

    class Privacy:
        special = ("kind", "wish")
        operational = (
            "id",
            "referral",
            "said_at",
            "said_by_kind",
            "said_by",
            "by_link_alone",
            "written_at",
            "written_by",
            "lifted_at",
            "lifted_by",
        )

    class Meta:
        verbose_name_plural = "losses"
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(lifted_at__isnull=True), name="loss_one_live"
            ),
            models.CheckConstraint(
                condition=Q(said_by_kind=ActorKind.PERSON, said_by__isnull=False)
                | ~Q(said_by_kind=ActorKind.PERSON) & Q(said_by__isnull=True),
                name="loss_said_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(written_at__isnull=True, written_by__isnull=True)
                | Q(written_at__isnull=False, written_by__isnull=False),
                name="loss_written_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False)
                | Q(lifted_at__isnull=False, said_by_kind=ActorKind.HERSELF),
                name="loss_lifted_by_somebody",
            ),
        ]

    def __str__(self):
        return f"Loss {self.id}"
