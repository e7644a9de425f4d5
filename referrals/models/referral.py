"""One episode of support, from asking to closing, and each move it made."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pim.access import rows
from pim.access.encryption import EncryptedTextField
from pim.models import APPEND_ONLY, DatedAct, acted_by
from referrals.enums import (
    ACCEPTED,
    INCOMING,
    OPEN,
    Background,
    ChildProtection,
    ClosedReason,
    DayPart,
    HeldFor,
    Situation,
    Source,
    Status,
    SupportFormat,
    Urgency,
    Wish,
)
from referrals.models.people import Parent, Referrer
from referrals.models.scopes import CaseQuerySet, ReferralQuerySet


class Referral(models.Model):
    """One episode in one programme, from asking to closing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    parent = models.ForeignKey(Parent, on_delete=models.PROTECT)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", null=True, blank=True, on_delete=models.PROTECT)
    source = models.CharField(max_length=12, choices=Source)
    referrer = models.ForeignKey(Referrer, null=True, blank=True, on_delete=models.PROTECT)
    referrer_says_she_agrees = models.BooleanField(default=False)
    referrer_may_be_told = models.BooleanField(
        "may tell the referrer if unreachable", default=False
    )
    known_risks = EncryptedTextField(null=True, blank=True)
    others_involved = EncryptedTextField("who else is involved", null=True, blank=True)
    child_protection = models.CharField(max_length=16, choices=ChildProtection, blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ORDINARY)
    asked_only_to_be_rung = models.BooleanField(default=False)
    held_for = models.CharField("held back because", max_length=10, choices=HeldFor, blank=True)
    asked_at = models.DateTimeField()
    situation = models.CharField(max_length=10, choices=Situation)
    due_on = models.DateField(null=True, blank=True)
    born_on = models.DateField(null=True, blank=True)
    birth_by_link_at = models.DateTimeField(
        "birthday said through the link, no word typed", null=True, blank=True
    )
    wish = EncryptedTextField("what she would like help with", null=True, blank=True)
    wishes = ArrayField(models.CharField(max_length=20, choices=Wish), default=list, blank=True)
    formats = ArrayField(
        models.CharField(max_length=10, choices=SupportFormat), default=list, blank=True
    )
    times = ArrayField(models.CharField(max_length=20, choices=DayPart), default=list, blank=True)
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    background_wanted = ArrayField(
        models.CharField(max_length=16, choices=Background), default=list, blank=True
    )
    background_unwanted = ArrayField(
        models.CharField(max_length=16, choices=Background), default=list, blank=True
    )
    handover_note = EncryptedTextField(
        "what the volunteer should know (safety and access)", null=True, blank=True
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    status_since = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    planned_end_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=20, choices=ClosedReason, blank=True)
    decision_note = EncryptedTextField("why it was decided so", null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReferralQuerySet.as_manager()
    guard = rows.AtSite()

    class Privacy:
        free_text = ("known_risks", "others_involved", "wish", "handover_note", "decision_note")
        special = (
            "situation",
            "due_on",
            "born_on",
            "wishes",
            "formats",
            "times",
            "days",
            "background_wanted",
            "background_unwanted",
            "child_protection",
        )
        operational = (
            "id",
            "reference",
            "parent",
            "programme",
            "site",
            "source",
            "referrer",
            "referrer_says_she_agrees",
            "referrer_may_be_told",
            "asked_at",
            "birth_by_link_at",
            "urgency",
            "asked_only_to_be_rung",
            "held_for",
            "status",
            "status_since",
            "accepted_at",
            "planned_end_on",
            "closed_at",
            "closed_reason",
            "duplicate_of",
            "created_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "programme"],
                condition=Q(status__in=OPEN),
                name="referral_one_open_per_programme",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="referral_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_at__isnull=False) & ~Q(closed_reason="")
                | ~Q(status=Status.CLOSED) & Q(closed_at__isnull=True, closed_reason=""),
                name="referral_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(source=Source.PROFESSIONAL)
                | Q(referrer__isnull=False, referrer_says_she_agrees=True),
                name="referral_professional_with_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=ACCEPTED)
                | Q(site__isnull=False, accepted_at__isnull=False),
                name="referral_accepted_at_a_site",
            ),
            models.CheckConstraint(
                condition=Q(closed_reason=ClosedReason.DUPLICATE, duplicate_of__isnull=False)
                | ~Q(closed_reason=ClosedReason.DUPLICATE) & Q(duplicate_of__isnull=True),
                name="referral_duplicate_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(held_for="") | Q(status__in=(*INCOMING, Status.CLOSED)),
                name="referral_held_is_not_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(background_wanted__overlap=F("background_unwanted")),
                name="referral_background_wanted_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["site", "status", "status_since", "id"],
                condition=Q(status__in=OPEN),
                name="referral_worklist",
            ),
            # Who asked in a quarter, for reports.
            models.Index(fields=["programme", "asked_at"], name="referral_asked"),
            # What questionnaires are counted from.
            *(
                models.Index(
                    fields=[column],
                    condition=Q(**{f"{column}__isnull": False}),
                    name=f"referral_{column}",
                )
                for column in ("accepted_at", "planned_end_on", "due_on", "born_on")
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def waiting_since(self) -> datetime:
        """Since when she has had her place, while she waits. Whoever waits again, because her
        volunteer left or did not fit, never goes to the end of the list."""
        return self.accepted_at or self.status_since

    @property
    def waits_for_somebody_since(self) -> datetime:
        """The same without the time in which somebody was there for her."""
        return self.status_since if self.status == Status.WAITING else self.waiting_since


class ReferralEvent(DatedAct):
    """One move of a referral. Written by ``lifecycle.move`` only, and never changed."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    from_status = models.CharField(max_length=12, choices=Status, blank=True)
    to_status = models.CharField(max_length=12, choices=Status)
    reason = models.CharField(max_length=20, blank=True)

    objects = CaseQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "referral",
            "from_status",
            "to_status",
            "reason",
            "at",
            "actor_kind",
            "actor",
        )

    class Meta:
        triggers = APPEND_ONLY
        constraints = [acted_by("referral_event")]

    def __str__(self):
        return f"{self.get_to_status_display()}"
