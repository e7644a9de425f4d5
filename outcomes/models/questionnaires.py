import uuid

from django.db import models
from django.db.models import F, Q

from outcomes.enums import (
    MissingReason,
    Mode,
    RequestStatus,
    ResponseStatus,
    RiskOutcome,
)
from outcomes.models.instruments import Instrument, InstrumentOption, Wave
from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of


class RequestQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(at_sites_of(user, roles.SEE_CASES, "referral__site"))

    def open(self):
        return self.filter(status=RequestStatus.OPEN)


class QuestionnaireRequest(models.Model):
    """One wave asked of one mum, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT)
    status = models.CharField(max_length=10, choices=RequestStatus, default=RequestStatus.OPEN)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    answered_from_at = models.DateTimeField("first answer", null=True)
    ended_at = models.DateTimeField(null=True)
    instruments = models.ManyToManyField(Instrument, through="RequestInstrument")

    objects = RequestQuerySet.as_manager()

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
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    objects = OfRequestQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "request",
            "instrument",
            "status",
            "mode",
            "entered_by",
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
    answered_at = models.DateTimeField()

    class Privacy:
        free_text = ("words",)
        special = ("option", "missing")
        operational = ("id", "response", "item", "answered_at")

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


class RiskEventQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        path = "response__request__referral__site"
        return self.filter(at_sites_of(user, roles.SEE_RISK, path))

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
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=RiskOutcome, blank=True)
    note = EncryptedTextField(null=True, blank=True)

    objects = RiskEventQuerySet.as_manager()

    class Privacy:
        free_text = ("note",)
        special = ("item", "grade", "outcome")
        operational = (
            "id",
            "response",
            "raised_at",
            "look_by",
            "owner",
            "acknowledged_at",
            "acknowledged_by",
            "closed_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "item", "grade"], name="risk_event_once_per_answer"
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
            )
        ]

    def __str__(self):
        return f"Risk event {self.id}"
