import uuid

from django.db import models
from django.db.models import F, Q

from outcomes.enums import (
    MissingReason,
    Mode,
    Present,
    RequestStatus,
    ResponseStatus,
    StopReason,
)
from outcomes.models.instruments import Instrument, InstrumentOption, Wave
from pim.access import roles, rows
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of


class RequestQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(at_sites_of(user, roles.SEE_CASES, "referral__site"))

    def open(self):
        return self.filter(status=RequestStatus.OPEN)


class QuestionnaireRequest(models.Model):
    """One wave asked of one mum, once; or, without a wave, one form entered by staff."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT)
    wave = models.ForeignKey(Wave, null=True, blank=True, on_delete=models.PROTECT)
    status = models.CharField(max_length=10, choices=RequestStatus, default=RequestStatus.OPEN)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    answered_from_at = models.DateTimeField("first answer", null=True)
    ended_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=14, choices=StopReason, blank=True)
    snoozed_until_on = models.DateField("she said later: nothing before this day", null=True)
    instruments = models.ManyToManyField(Instrument, through="RequestInstrument")

    objects = RequestQuerySet.as_manager()
    guard = rows.With("referral")

    class Privacy:
        operational = (
            "id",
            "referral",
            "wave",
            "status",
            "opened_at",
            "closes_at",
            "answered_from_at",
            "ended_at",
            "stopped_why",
            "snoozed_until_on",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "wave"], name="request_wave_once"),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.OPEN, ended_at__isnull=True)
                | ~Q(status=RequestStatus.OPEN) & Q(ended_at__isnull=False),
                name="request_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="request_opens_before_it_closes"
            ),
            models.CheckConstraint(
                condition=Q(status__in=RequestStatus.values), name="request_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.STOPPED) & ~Q(stopped_why="")
                | ~Q(status=RequestStatus.STOPPED) & Q(stopped_why=""),
                name="request_stopped_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"],
                condition=Q(status=RequestStatus.OPEN),
                name="request_open_closes",
            )
        ]

    def __str__(self):
        return f"Request {self.id}"


class RequestInstrument(models.Model):
    """The versions a request asks, in order: fixed when it opened."""

    request = models.ForeignKey(QuestionnaireRequest, on_delete=models.PROTECT)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT)
    place = models.PositiveSmallIntegerField()

    class Privacy:
        operational = ("id", "request", "instrument", "place")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "instrument"], name="request_instrument_once"
            ),
            models.UniqueConstraint(fields=["request", "place"], name="request_place_once"),
        ]

    def __str__(self):
        return f"{self.request_id} {self.place}"


class OfRequestQuerySet(ScopedQuerySet):
    request_path = "request"

    def visible_to(self, user):
        seen = QuestionnaireRequest.objects.visible_to(user)
        return self.filter(**{f"{self.request_path}__in": seen})


class Response(models.Model):
    """Her answers to one instrument of one request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(QuestionnaireRequest, on_delete=models.PROTECT)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT)
    status = models.CharField(
        max_length=12, choices=ResponseStatus, default=ResponseStatus.IN_PROGRESS
    )
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ONLINE)
    entered_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    present = models.CharField("who was with her", max_length=12, choices=Present, blank=True)
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    objects = OfRequestQuerySet.as_manager()
    guard = rows.With("request")

    class Privacy:
        operational = (
            "id",
            "request",
            "instrument",
            "status",
            "mode",
            "entered_by",
            "present",
            "started_at",
            "completed_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "instrument"], name="response_once"),
            models.CheckConstraint(
                condition=Q(status=ResponseStatus.COMPLETED, completed_at__isnull=False)
                | ~Q(status=ResponseStatus.COMPLETED) & Q(completed_at__isnull=True),
                name="response_completed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.ONLINE, entered_by__isnull=True)
                | ~Q(mode=Mode.ONLINE) & Q(entered_by__isnull=False),
                name="response_entered_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(mode=Mode.ONLINE) | Q(present=""), name="response_present_not_online"
            ),
        ]

    def __str__(self):
        return f"Response {self.id}"


class Answer(models.Model):
    """One item: the option she chose, or her words, or why there is neither."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT)
    item = models.PositiveSmallIntegerField(help_text="Item number, from 1.")
    option = models.ForeignKey(InstrumentOption, null=True, on_delete=models.PROTECT)
    words = EncryptedTextField(null=True)
    missing = models.CharField("why missing", max_length=15, choices=MissingReason, blank=True)
    mode = models.CharField(
        "how it was given", max_length=8, choices=Mode, default=Mode.ONLINE, db_default=Mode.ONLINE
    )
    answered_at = models.DateTimeField()

    guard = rows.With("response")

    class Privacy:
        free_text = ("words",)
        special = ("option", "missing")
        operational = ("id", "response", "item", "mode", "answered_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(option__isnull=False, words__isnull=True, missing="")
                | Q(option__isnull=True, words__isnull=False, missing="")
                | Q(option__isnull=True, words__isnull=True) & ~Q(missing=""),
                name="answer_or_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.response_id} {self.item}"


class Score(models.Model):
    """The figure of one scale, as the response's own instrument version scores it."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT)
    scale = models.CharField(max_length=20)
    total = models.FloatField(null=True)
    prorated = models.FloatField(null=True)
    at_least = models.FloatField(null=True)
    band = models.CharField(max_length=20, blank=True)
    caseness = models.BooleanField(null=True)
    missing_items = models.PositiveSmallIntegerField(default=0)
    scored_at = models.DateTimeField()

    guard = rows.With("response")

    class Privacy:
        special = ("total", "prorated", "at_least", "band", "caseness")
        operational = ("id", "response", "scale", "missing_items", "scored_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "scale"], name="score_once"),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(missing_items=0), name="score_total_is_complete"
            ),
        ]

    def __str__(self):
        return f"{self.scale} of {self.response_id}"
