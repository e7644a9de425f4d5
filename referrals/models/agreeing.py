"""What she agreed to, and the tries to reach her."""

import uuid

from django.db import models

from pim.access import rows
from pim.access.encryption import EncryptedTextField
from pim.models import APPEND_ONLY, DatedAct, acted_by
from referrals.enums import ContactChannel, ContactOutcome, Means, Purpose
from referrals.models.referral import Referral
from referrals.models.scopes import CaseQuerySet


class Agreement(DatedAct):
    """That she wants support, in which words she was asked, and how she said so."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    wording_version = models.CharField(max_length=20)
    means = models.CharField(max_length=20, choices=Means)

    objects = CaseQuerySet.as_manager()

    class Privacy:
        operational = ("id", "referral", "wording_version", "means", "at", "actor_kind", "actor")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [acted_by("agreement")]

    def __str__(self):
        return f"Agreement, {self.get_means_display()}"


class Consent(DatedAct):
    """One decision about one purpose. The latest one counts; the earlier ones stay."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=12, choices=Purpose)
    given = models.BooleanField()
    wording_version = models.CharField(max_length=20)
    means = models.CharField(max_length=20, choices=Means)

    objects = CaseQuerySet.as_manager()
    guard = rows.With("referral")

    class Privacy:
        operational = (
            "id",
            "referral",
            "purpose",
            "given",
            "wording_version",
            "means",
            "at",
            "actor_kind",
            "actor",
        )

    class Meta:
        triggers = APPEND_ONLY
        constraints = [acted_by("consent")]
        indexes = [
            models.Index(fields=["referral", "purpose", "-at", "-id"], name="consent_latest")
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {'yes' if self.given else 'no'}"


class ContactAttempt(models.Model):
    """One try to reach her, and how it went."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    channel = models.CharField(max_length=10, choices=ContactChannel)
    outcome = models.CharField(max_length=12, choices=ContactOutcome)
    note = EncryptedTextField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()
    guard = rows.With("referral")

    class Privacy:
        free_text = ("note",)
        operational = ("id", "referral", "channel", "outcome", "at", "by")

    def __str__(self):
        return f"{self.get_channel_display()}: {self.get_outcome_display()}"
