"""Times the two may meet, and visits to her home with somebody who looks after them."""

import uuid

from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of
from volunteers.enums import SessionKind, TimeAnswer
from volunteers.models.matches import Match, OfMatchQuerySet


class MeetingTimeQuerySet(OfMatchQuerySet):
    def open(self):
        return self.filter(withdrawn_at__isnull=True)

    def to_come(self, now):
        return self.open().filter(starts_at__gt=now)


class MeetingTime(models.Model):
    """A time the volunteer offers to meet. Of those offered, one may suit her."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT)
    starts_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=SessionKind)
    is_first = models.BooleanField("the first meeting, with a coordinator", default=False)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=TimeAnswer, blank=True)
    answered_at = models.DateTimeField(null=True)
    joined_by = models.ForeignKey(
        "pim.User",
        verbose_name="the coordinator who comes along",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = MeetingTimeQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "match",
            "starts_at",
            "kind",
            "is_first",
            "offered_at",
            "offered_by",
            "answer",
            "answered_at",
            "joined_by",
            "withdrawn_at",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | Q(answer__in=TimeAnswer.values, answered_at__isnull=False),
                name="meeting_time_answered_at_a_moment",
            ),
            models.UniqueConstraint(
                fields=["match", "starts_at"],
                condition=Q(withdrawn_at__isnull=True),
                name="meeting_time_offered_once",
            ),
        ]

    def __str__(self):
        return f"Time {self.id}"


class HomeVisitQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Staff who may answer its alarm. They see no mum here, only whose visit it is."""
        return self.filter(at_sites_of(user, roles.ANSWER_VISITS, "match__referral__site"))

    def going_on(self):
        """She is in somebody's home, as far as we know, or nobody knows yet how she is."""
        return self.filter(started_at__isnull=False, out_at__isnull=True, settled_at__isnull=True)

    def planned(self):
        return self.filter(started_at__isnull=True, called_off_at__isnull=True)


class HomeVisit(models.Model):
    """A visit to a mum's home. It starts only when a named person answers its alarm."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT)
    starts_at = models.DateTimeField("planned to begin")
    ends_at = models.DateTimeField("she means to be out by")
    planned_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        "pim.User",
        verbose_name="who answers the alarm",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    promised_at = models.DateTimeField("she said that she answers", null=True)
    started_at = models.DateTimeField(null=True)
    stayed_longer = models.PositiveSmallIntegerField("times she stayed longer", default=0)
    out_at = models.DateTimeField("checked out", null=True)
    called_off_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    rungs_told = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField("somebody is seeing to it", null=True)
    seen_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    found_out = EncryptedTextField("what was found out", null=True, blank=True)
    settled_at = models.DateTimeField("how she is was found out", null=True)

    objects = HomeVisitQuerySet.as_manager()

    class Privacy:
        free_text = ("found_out",)
        operational = (
            "id",
            "match",
            "starts_at",
            "ends_at",
            "planned_at",
            "answered_by",
            "promised_at",
            "started_at",
            "stayed_longer",
            "out_at",
            "called_off_at",
            "alarm_at",
            "rungs_told",
            "seen_at",
            "seen_by",
            "settled_at",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(answered_by__isnull=False),
                name="home_visit_starts_with_somebody_to_answer",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="home_visit_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=False)
                | Q(out_at__isnull=True, alarm_at__isnull=True),
                name="home_visit_out_only_after_in",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="home_visit_alarm_seen_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(seen_at__isnull=False),
                name="home_visit_settled_by_whoever_saw_to_it",
            ),
            models.CheckConstraint(
                condition=Q(stayed_longer__lte=2), name="home_visit_longer_twice_at_most"
            ),
            models.CheckConstraint(
                condition=Q(promised_at__isnull=True) | Q(answered_by__isnull=False),
                name="home_visit_promised_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["match"],
                condition=Q(started_at__isnull=False, out_at__isnull=True, settled_at__isnull=True),
                name="home_visit_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"],
                condition=Q(started_at__isnull=False, out_at__isnull=True, settled_at__isnull=True),
                name="home_visit_not_out",
            )
        ]

    def __str__(self):
        return f"Visit {self.id}"
