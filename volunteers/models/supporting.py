"""What happens while a match runs."""

import uuid

from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.encryption import EncryptedJSONField, EncryptedTextField
from pim.access.scope import at_sites_of
from pim.models import DatedAct, acted_by, append_only_but
from referrals.enums import Means
from volunteers.enums import (
    Attendance,
    Going,
    ReviewKind,
    SessionKind,
    Side,
    WhyExtended,
    WhyPaused,
)
from volunteers.models.matches import Match, OfMatchQuerySet


class OfMatchForStaff(OfMatchQuerySet):
    def visible_to(self, user):
        """What is said about a match is not read by its volunteer."""
        return self.filter(at_sites_of(user, roles.SEE_CASES, "match__referral__site"))


class SessionsThatCount(models.Manager.from_queryset(OfMatchQuerySet)):
    """Without those that were entered wrongly: the rows stay, and count nowhere."""

    def get_queryset(self):
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class Session(models.Model):
    """One contact between a volunteer and a mum, or one that fell through."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT)
    held_on = models.DateField()
    kind = models.CharField(max_length=10, choices=SessionKind)
    attendance = models.CharField(max_length=14, choices=Attendance, default=Attendance.HAPPENED)
    minutes = models.PositiveSmallIntegerField(default=0)
    note = EncryptedTextField(null=True, blank=True)
    was_hard = models.BooleanField("she would like to talk about it", default=False)
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("entered wrongly", null=True)

    objects = SessionsThatCount()
    with_wrong_ones = OfMatchQuerySet.as_manager()

    class Privacy:
        free_text = ("note",)
        operational = (
            "id",
            "match",
            "held_on",
            "kind",
            "attendance",
            "minutes",
            "was_hard",
            "logged_at",
            "logged_by",
            "withdrawn_at",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__lte=600), name="session_minutes_sensible"),
            models.CheckConstraint(
                condition=~Q(attendance=Attendance.HAPPENED) | Q(minutes__gte=1),
                name="session_that_happened_took_time",
            ),
        ]
        indexes = [
            models.Index(fields=["match", "held_on"], name="session_by_match"),
            models.Index(fields=["held_on"], name="session_held_on"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} on {self.held_on:%-d %B %Y}"


class SessionDraft(models.Model):
    """A log half typed on her phone, kept until it is sent. One a match."""

    match = models.OneToOneField(Match, primary_key=True, on_delete=models.PROTECT)
    answers = EncryptedJSONField(null=True)
    saved_at = models.DateTimeField()

    objects = OfMatchQuerySet.as_manager()

    class Privacy:
        free_text = ("answers",)
        operational = ("match", "saved_at")

    def __str__(self):
        return f"Draft of a log for {self.match_id}"


class Review(models.Model):
    """A look at how support goes, with her: half-way, and at the end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=ReviewKind)
    held_on = models.DateField()
    going = models.CharField(max_length=10, choices=Going)
    words = EncryptedTextField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")

    objects = OfMatchForStaff.as_manager()

    class Privacy:
        free_text = ("words",)
        special = ("going",)
        operational = ("id", "match", "kind", "held_on", "recorded_at", "recorded_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "kind"], name="review_one_of_a_kind")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}"


class Extension(DatedAct):
    """That the planned end was moved, and why: support goes on for longer, or the day was wrong.
    Never changed."""

    emptied_later = ("words",)

    match = models.ForeignKey(Match, on_delete=models.PROTECT)
    from_on = models.DateField("was to end on")
    to_on = models.DateField("now ends on")
    why = models.CharField(max_length=10, choices=WhyExtended)
    words = EncryptedTextField(null=True, blank=True)

    objects = OfMatchForStaff.as_manager()

    class Privacy:
        free_text = ("words",)
        special = ("why",)
        operational = ("id", "match", "from_on", "to_on", "at", "actor_kind", "actor")

    class Meta:
        triggers = append_only_but("words")
        constraints = [
            acted_by("extension"),
            models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on"))
                | Q(why=WhyExtended.CORRECTED) & ~Q(to_on=F("from_on")),
                name="extension_goes_further_or_corrects",
            ),
        ]

    def __str__(self):
        return f"Until {self.to_on:%-d %B %Y}"


class Pause(models.Model):
    """A stretch in which nobody asks why nothing is logged."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT)
    why = models.CharField(max_length=10, choices=WhyPaused)
    from_on = models.DateField()
    look_again_on = models.DateField()
    ended_on = models.DateField(null=True)
    recorded_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")

    objects = OfMatchForStaff.as_manager()

    class Privacy:
        special = ("why",)
        operational = ("id", "match", "from_on", "look_again_on", "ended_on", "recorded_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["match"], condition=Q(ended_on__isnull=True), name="pause_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(look_again_on__gt=F("from_on")), name="pause_is_looked_at_again"
            ),
        ]

    def __str__(self):
        return f"Pause from {self.from_on:%-d %B %Y}"


class Feedback(models.Model):
    """How it was, in the words of one of the two. The other never reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT)
    side = models.CharField(max_length=10, choices=Side)
    felt_right = models.PositiveSmallIntegerField("how well it fitted, 1 to 5", null=True)
    helped = EncryptedTextField("what helped", null=True, blank=True)
    better = EncryptedTextField("what could be better", null=True, blank=True)
    means = models.CharField(max_length=20, choices=Means)
    given_at = models.DateTimeField()

    objects = OfMatchForStaff.as_manager()

    class Privacy:
        free_text = ("helped", "better")
        special = ("felt_right",)
        operational = ("id", "match", "side", "means", "given_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "side"], name="feedback_once_a_side"),
            models.CheckConstraint(
                condition=Q(felt_right__isnull=True) | Q(felt_right__gte=1, felt_right__lte=5),
                name="feedback_from_one_to_five",
            ),
        ]

    def __str__(self):
        return f"Feedback {self.id}"
