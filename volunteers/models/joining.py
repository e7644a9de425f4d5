"""How a volunteer comes to us: what she wrote, the interview, two references."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of
from volunteers.enums import InterviewOutcome, Verdict, VolunteerStatus
from volunteers.models.scopes import NOBODY
from volunteers.models.volunteer import OfVolunteerQuerySet, Volunteer


class InConfidenceQuerySet(ScopedQuerySet):
    """What coordinators alone see, and none of them about herself."""

    def visible_to(self, user):
        at_hers = at_sites_of(user, roles.WORK_VOLUNTEERS, "volunteer__site")
        sees = roles.can(user, roles.WORK_VOLUNTEERS)
        homeless = Q(volunteer__site__isnull=True) if sees else NOBODY
        return self.filter(at_hers | homeless).exclude(volunteer__user=user.pk)


class ReferenceQuerySet(InConfidenceQuerySet):
    def open(self):
        """Nobody has answered yet, and nobody else was named instead."""
        live = self.filter(answered_at__isnull=True, replaced_at__isnull=True)
        return live.exclude(volunteer__status=VolunteerStatus.LEFT)

    def to_judge(self):
        """They came in, and a coordinator has not said what she makes of them, or asks more."""
        came = self.filter(answered_at__isnull=False, replaced_at__isnull=True)
        unsettled = came.filter(verdict__in=("", Verdict.ASK_MORE))
        return unsettled.exclude(volunteer__status=VolunteerStatus.LEFT)

    def fine(self):
        return self.filter(verdict=Verdict.FINE, replaced_at__isnull=True)


class Application(models.Model):
    """What she told us when she applied. Read before the interview, and kept."""

    volunteer = models.OneToOneField(Volunteer, primary_key=True, on_delete=models.PROTECT)
    sent_at = models.DateTimeField()
    own_story = EncryptedTextField("her own time as a new mum", null=True, blank=True)
    helped_before = EncryptedTextField("where she has helped before", null=True, blank=True)
    support_needs = EncryptedTextField("what would help her to do this", null=True, blank=True)
    to_talk_about = EncryptedTextField("anything she wants to talk about", null=True, blank=True)
    is_adult = models.BooleanField("18 or over")
    agrees_to_check = models.BooleanField("agrees to a record check")
    could_train = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    sent_again = EncryptedTextField("what came from her address later", null=True, blank=True)

    objects = OfVolunteerQuerySet.as_manager()

    class Privacy:
        free_text = (
            "own_story",
            "helped_before",
            "support_needs",
            "to_talk_about",
            "sent_again",
        )
        operational = ("volunteer", "sent_at", "is_adult", "agrees_to_check", "could_train")

    def __str__(self):
        return f"Application of {self.volunteer_id}"


class Interview(models.Model):
    """A talk before training, and what came of it. The newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    held_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=InterviewOutcome)
    note = EncryptedTextField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")

    objects = InConfidenceQuerySet.as_manager()

    class Privacy:
        free_text = ("note",)
        operational = ("id", "volunteer", "held_on", "outcome", "recorded_at", "recorded_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=InterviewOutcome.values), name="interview_outcome_known"
            )
        ]

    def __str__(self):
        return f"Interview of {self.held_on:%-d %B %Y}"


class Reference(models.Model):
    """One person who can speak for her: asked by a link, answered once, judged by a coordinator."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    name = models.CharField(max_length=120, null=True)
    email = EncryptedTextField(null=True)
    phone = EncryptedTextField(null=True, blank=True)
    relationship = EncryptedTextField("how she knows her", null=True)
    named_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # Empty: the words stand in the next column. It goes with the next release.
    known_for = models.CharField("how long they have known each other", max_length=60, blank=True)
    known_how_long = EncryptedTextField("how long they have known each other", null=True)
    strengths = EncryptedTextField("what she is good at", null=True)
    worries = EncryptedTextField("anything that speaks against it", null=True)
    would_trust = models.BooleanField("would trust her with a mum who has a hard time", null=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    note = EncryptedTextField("the coordinator's note", null=True, blank=True)
    replaced_at = models.DateTimeField("another person was named instead", null=True)

    objects = ReferenceQuerySet.as_manager()

    class Privacy:
        identifying = ("email", "phone")
        searchable = ("name",)
        free_text = ("relationship", "known_how_long", "strengths", "worries", "note")
        operational = (
            "id",
            "volunteer",
            "named_at",
            "asked_at",
            "answered_at",
            "known_for",
            "would_trust",
            "judged_at",
            "judged_by",
            "verdict",
            "replaced_at",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(judged_at__isnull=True, judged_by__isnull=True, verdict="")
                | Q(judged_at__isnull=False, judged_by__isnull=False, verdict__in=Verdict.values),
                name="reference_judged_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(judged_at__isnull=True) | Q(answered_at__isnull=False),
                name="reference_judged_when_it_is_there",
            ),
        ]

    def __str__(self):
        return f"Reference for {self.volunteer_id}"
