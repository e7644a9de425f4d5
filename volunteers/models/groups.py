"""Groups: who leads, who belongs, who came. Guests are counted, never named."""

import uuid

from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, SiteScopedQuerySet, at_sites_of
from volunteers.models.scopes import of_her
from volunteers.models.volunteer import Volunteer


class SupportGroupQuerySet(SiteScopedQuerySet):
    permission = roles.SEE_CASES

    def visible_to(self, user):
        """Staff of its site, and those who help in it now."""
        hers = of_her(user, "grouphelper__volunteer__user")
        helping = hers & Q(grouphelper__until_on__isnull=True, ended_on__isnull=True)
        seen = self.filter(at_sites_of(user, self.permission) | helping)
        return self.filter(pk__in=seen.values("pk"))

    def running(self):
        return self.filter(ended_on__isnull=True)


class SupportGroup(models.Model):
    """A group that meets again and again in one place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey("pim.Site", on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    venue = models.CharField(max_length=200)
    meets = models.CharField("when it meets", max_length=120)
    access = models.CharField("step-free, parking, buggies", max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField("places")
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = SupportGroupQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "site",
            "name",
            "venue",
            "meets",
            "access",
            "capacity",
            "starts_on",
            "ended_on",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="group_name_once"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="group_has_places"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="group_starts_before_it_ends",
            ),
        ]

    def __str__(self):
        return self.name


class OfGroupQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(group__in=SupportGroup.objects.visible_to(user))


class GroupHelper(models.Model):
    """A volunteer who helps in a group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.PROTECT)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = OfGroupQuerySet.as_manager()

    class Privacy:
        operational = ("id", "group", "volunteer", "since_on", "until_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "volunteer"],
                condition=Q(until_on__isnull=True),
                name="group_helper_once",
            )
        ]

    def __str__(self):
        return f"Helper {self.volunteer_id}"


class GroupPlaceQuerySet(OfGroupQuerySet):
    def taken(self):
        return self.filter(left_on__isnull=True)


class GroupPlace(models.Model):
    """A mum's place in a group. She may have a volunteer of her own beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.PROTECT)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    objects = GroupPlaceQuerySet.as_manager()

    class Privacy:
        operational = ("id", "group", "referral", "joined_on", "left_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "referral"],
                condition=Q(left_on__isnull=True),
                name="group_place_once",
            )
        ]
        indexes = [models.Index(fields=["joined_on"], name="group_place_joined")]

    def __str__(self):
        return f"Place {self.id}"


class GroupSession(models.Model):
    """One meeting of a group, with its register."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.PROTECT)
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=0)
    fell_through = models.BooleanField("did not take place", default=False)
    guests = models.PositiveSmallIntegerField("guests, counted only", default=0)
    note = EncryptedTextField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = OfGroupQuerySet.as_manager()

    class Privacy:
        free_text = ("note",)
        operational = (
            "id",
            "group",
            "held_on",
            "minutes",
            "fell_through",
            "guests",
            "recorded_at",
            "recorded_by",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "held_on"], name="group_session_one_a_day"),
            models.CheckConstraint(
                condition=Q(fell_through=False) | Q(guests=0, minutes=0),
                name="group_session_that_fell_through_had_nobody",
            ),
        ]

    def __str__(self):
        return f"{self.held_on:%-d %B %Y}"


class GroupAttendanceQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(session__in=GroupSession.objects.visible_to(user))


class GroupAttendance(models.Model):
    """That a mum came to one meeting of her group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(GroupSession, on_delete=models.PROTECT)
    place = models.ForeignKey(GroupPlace, on_delete=models.PROTECT)

    objects = GroupAttendanceQuerySet.as_manager()

    class Privacy:
        operational = ("id", "session", "place")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "place"], name="group_attendance_once")
        ]

    def __str__(self):
        return f"Attendance {self.id}"
