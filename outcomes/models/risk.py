"""An answer that a person must look at, and what was done about it."""

import uuid

from django.db import models
from django.db.models import Q

from outcomes.enums import RiskOutcome, RiskStepKind
from outcomes.models.questionnaires import Response
from pim.access import roles, rows
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of
from pim.models import DatedAct, acted_by, append_only_but
from referrals.enums import Authority, TellingBasis


class RiskEventQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        path = "response__request__referral__site"
        return self.filter(at_sites_of(user, roles.SEE_RISK, path))

    def managed_by(self, user):
        """At places this user manages: to know that something waits, and no more."""
        path = "response__request__referral__site"
        return self.filter(at_sites_of(user, roles.MANAGE_SITES, path))

    def unacknowledged(self):
        return self.filter(acknowledged_at__isnull=True)

    def open(self):
        return self.filter(closed_at__isnull=True)


class RiskEvent(models.Model):
    """An answer that a person must look at. Made in the transaction that saved the answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, on_delete=models.PROTECT)
    item = models.PositiveSmallIntegerField()
    grade = models.PositiveSmallIntegerField(help_text="1 same staffed day; 2 and 3 at once.")
    raised_at = models.DateTimeField()
    look_by = models.DateTimeField(help_text="When she was told somebody will look.")
    owner = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    escalated = models.PositiveSmallIntegerField("how far it was passed up", default=0)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_elsewhere_at = models.DateTimeField(
        "changed in another browser, no word typed", null=True
    )
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=RiskOutcome, blank=True)
    note = EncryptedTextField(null=True, blank=True)

    objects = RiskEventQuerySet.as_manager()
    guard = rows.With("response")

    class Privacy:
        free_text = ("note",)
        special = ("item", "grade", "outcome")
        operational = (
            "id",
            "response",
            "raised_at",
            "look_by",
            "owner",
            "escalated",
            "acknowledged_at",
            "acknowledged_by",
            "changed_elsewhere_at",
            "closed_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "item", "grade"],
                condition=Q(closed_at__isnull=True),
                name="risk_event_once_per_answer",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="risk_event_acknowledged_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False, acknowledged_at__isnull=False) & ~Q(outcome=""),
                name="risk_event_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["look_by"], condition=Q(closed_at__isnull=True), name="risk_event_open"
            ),
            models.Index(
                fields=["look_by"],
                condition=Q(acknowledged_at__isnull=True),
                name="risk_event_unseen",
            ),
        ]

    def __str__(self):
        return f"Risk event {self.id}"

    @property
    def referral(self):
        return self.response.request.referral


class RiskStepQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(event__in=RiskEvent.objects.visible_to(user))


class RiskStep(DatedAct):
    """One thing done about it. Never changed; whoever was told outside is told on a basis."""

    emptied_later = ("words",)

    event = models.ForeignKey(RiskEvent, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=RiskStepKind)
    told = models.CharField("who was told", max_length=16, choices=Authority, blank=True)
    basis = models.CharField("why that was right", max_length=12, choices=TellingBasis, blank=True)
    words = EncryptedTextField(null=True)

    objects = RiskStepQuerySet.as_manager()
    guard = rows.With("event")

    class Privacy:
        free_text = ("words",)
        special = ("kind", "told", "basis")
        operational = ("id", "event", "at", "actor_kind", "actor")

    class Meta:
        triggers = append_only_but("words")
        constraints = [
            acted_by("risk_step"),
            models.CheckConstraint(
                condition=Q(kind=RiskStepKind.TOLD) & ~Q(told="") & ~Q(basis="")
                | ~Q(kind=RiskStepKind.TOLD) & Q(told="", basis=""),
                name="risk_step_told_on_a_basis",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}"
