"""Courses, the groups of volunteers who take one together, and who was there."""

import uuid

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, SiteScopedQuerySet, at_sites_of
from pim.models import Programme
from volunteers.enums import Presence
from volunteers.models.scopes import of_her
from volunteers.models.volunteer import Volunteer


class CourseQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(programme__in=Programme.objects.visible_to(user))


class Course(models.Model):
    """What a programme teaches its volunteers, for example 30 hours over ten weeks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    hours = models.PositiveSmallIntegerField("hours needed")
    weeks = models.PositiveSmallIntegerField("usual length, in weeks")
    is_required = models.BooleanField("must be completed before her first mum", default=True)
    months = models.PositiveSmallIntegerField("months until it is done again", null=True)
    ended_on = models.DateField("not offered after", null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "programme",
            "name",
            "hours",
            "weeks",
            "is_required",
            "months",
            "ended_on",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="course_name_once"),
            models.CheckConstraint(
                condition=Q(hours__gte=1, weeks__gte=1), name="course_takes_time"
            ),
        ]

    def __str__(self):
        return self.name


class CohortQuerySet(SiteScopedQuerySet):
    permission = roles.SEE_VOLUNTEERS

    def visible_to(self, user):
        hers = of_her(user, "enrolment__volunteer__user")
        seen = self.filter(at_sites_of(user, self.permission) | hers)
        return self.filter(pk__in=seen.values("pk"))


class Cohort(models.Model):
    """A group of volunteers who take a course together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    places = models.PositiveSmallIntegerField(default=12)
    trainer = models.CharField("who teaches it", max_length=120, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = CohortQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "course",
            "site",
            "name",
            "starts_on",
            "places",
            "trainer",
            "venue",
            "ended_on",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="cohort_name_once"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="cohort_starts_before_it_ends",
            ),
        ]

    def __str__(self):
        return self.name


class OfCohortQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(cohort__in=Cohort.objects.visible_to(user))


class TrainingDay(models.Model):
    """One session of a cohort."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT)
    title = models.CharField(max_length=120)
    held_on = models.DateField()
    starts_at_time = models.TimeField("begins at", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField()
    register_taken_at = models.DateTimeField(null=True)

    objects = OfCohortQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "cohort",
            "title",
            "held_on",
            "starts_at_time",
            "minutes",
            "register_taken_at",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=15, minutes__lte=600), name="training_day_sensible_length"
            )
        ]
        indexes = [models.Index(fields=["cohort", "held_on"], name="training_day_by_cohort")]

    def __str__(self):
        return f"{self.title}, {self.held_on:%-d %B %Y}"


class EnrolmentQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Staff see everyone's place, a volunteer her own: never who else is in her group."""
        staff = at_sites_of(user, roles.SEE_VOLUNTEERS, "cohort__site")
        return self.filter(staff | of_her(user, "volunteer__user"))

    def running(self):
        return self.filter(completed_at__isnull=True, withdrawn_at__isnull=True)

    def kept(self):
        """The places that are taken: running, or completed."""
        return self.filter(withdrawn_at__isnull=True)

    def with_minutes(self):
        """Adds ``minutes_done``, the time she was there or made up for."""
        return self.annotate(minutes_done=Coalesce(Sum("trainingattendance__minutes"), 0))


class Enrolment(models.Model):
    """A volunteer's place in a cohort."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    enrolled_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    short_because = EncryptedTextField("why fewer hours were enough", null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Privacy:
        free_text = ("short_because",)
        operational = (
            "id",
            "cohort",
            "volunteer",
            "enrolled_at",
            "completed_at",
            "withdrawn_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "volunteer"],
                condition=Q(withdrawn_at__isnull=True),
                name="enrolment_once_a_cohort",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="enrolment_completed_or_withdrawn",
            ),
        ]

    def __str__(self):
        return f"Place of {self.volunteer_id}"


class AttendanceQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class TrainingAttendance(models.Model):
    """Whether she was there on a training day, and for how long. Hours are summed from these."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_day = models.ForeignKey(TrainingDay, on_delete=models.PROTECT)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT)
    presence = models.CharField(max_length=6, choices=Presence)
    minutes = models.PositiveSmallIntegerField(default=0)
    note = EncryptedTextField("how it was made up for", null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Privacy:
        free_text = ("note",)
        operational = ("id", "training_day", "enrolment", "presence", "minutes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["training_day", "enrolment"], name="training_attendance_once"
            ),
            models.CheckConstraint(
                condition=Q(presence="away", minutes=0) | Q(presence__in=("there", "part")),
                name="training_attendance_away_takes_no_time",
            ),
        ]

    def __str__(self):
        return f"{self.get_presence_display()}"
