"""What she asks of us from her own page, and what we ask her while she waits."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pim.access import rows
from pim.access.encryption import EncryptedTextField
from referrals.enums import (
    SPOKEN_WITH_HER,
    CheckInAnswer,
    ContactChannel,
    RequestKind,
    RequestOutcome,
)
from referrals.models.referral import Referral
from referrals.models.scopes import CaseQuerySet


class HerRequest(models.Model):
    """Something she asked for on her page. A person confirms it through the last safe way."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=RequestKind)
    words = EncryptedTextField("in her words", null=True)
    made_at = models.DateTimeField()
    safe_ways = ArrayField(
        models.UUIDField(), default=list, help_text="Ways to reach her that were safe just then."
    )
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=RequestOutcome, blank=True)
    confirmed_by = models.CharField(max_length=10, choices=ContactChannel, blank=True)

    objects = CaseQuerySet.as_manager()
    guard = rows.With("referral")

    class Privacy:
        free_text = ("words",)
        operational = (
            "id",
            "referral",
            "kind",
            "made_at",
            "safe_ways",
            "handled_at",
            "handled_by",
            "outcome",
            "confirmed_by",
        )

    class Meta:
        verbose_name = "request from her page"
        verbose_name_plural = "requests from her page"
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_at__isnull=True, handled_by__isnull=True, outcome="")
                | Q(handled_at__isnull=False, handled_by__isnull=False) & ~Q(outcome=""),
                name="her_request_handled_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=SPOKEN_WITH_HER) & ~Q(confirmed_by="")
                | ~Q(outcome__in=SPOKEN_WITH_HER) & Q(confirmed_by=""),
                name="her_request_confirmed_with_her",
            ),
            models.UniqueConstraint(
                fields=["referral", "kind"],
                condition=Q(handled_at__isnull=True),
                name="her_request_once_while_open",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}"


class CheckIn(models.Model):
    """“Still want this?”, asked now and then while she waits."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=CheckInAnswer, blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField("no longer asked", null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "referral",
            "asked_at",
            "answer",
            "answered_at",
            "ended_at",
            "seen_at",
            "seen_by",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="check_in_answered_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="check_in_seen_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(answered_at__isnull=True, ended_at__isnull=True),
                name="check_in_one_open",
            ),
        ]

    def __str__(self):
        return f"Check-in of {self.referral_id}"
