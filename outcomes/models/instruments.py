import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from outcomes.enums import (
    Anchor,
    WaveKey,
)
from pim.access import roles
from pim.access.scope import ScopedQuerySet
from pim.enums import Channel


class InstrumentQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Every site works with the same ones."""
        return self if roles.can(user, roles.SEE_INSTRUMENTS) else self.none()


class Instrument(models.Model):
    """One version of a questionnaire: a FHIR R4 Questionnaire and its scoring file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField()
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    questionnaire = models.JSONField()
    scoring = models.JSONField()
    text_hash = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = InstrumentQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "key",
            "loaded_by",
            "version",
            "title",
            "questionnaire",
            "scoring",
            "text_hash",
            "is_current",
            "loaded_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="instrument_version_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(is_current=True), name="instrument_one_current"
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.version})"


class InstrumentOption(models.Model):
    """An answer the instrument offers. What is not here cannot be stored as an answer."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT)
    item = models.PositiveSmallIntegerField(help_text="Item number, from 1.")
    code = models.CharField(max_length=20)

    class Privacy:
        operational = ("id", "instrument", "item", "code")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instrument", "item", "code"], name="option_once")
        ]

    def __str__(self):
        return f"{self.instrument_id} {self.item} {self.code}"


def by_email_then_text() -> list[str]:
    return [Channel.EMAIL, Channel.SMS]


class Wave(models.Model):
    """When a programme asks which questionnaires. The whole plan is data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    key = models.CharField(max_length=10, choices=WaveKey)
    anchor = models.CharField(max_length=14, choices=Anchor)
    opens_days = models.SmallIntegerField("opens, in days from the anchor")
    closes_days = models.SmallIntegerField("closes, in days from the anchor")
    reminder_days = ArrayField(
        models.PositiveSmallIntegerField(), size=2, default=list, help_text="Days after it opened."
    )
    instruments = ArrayField(models.SlugField(), help_text="Keys, in the order asked.")
    channels = ArrayField(
        models.CharField(max_length=10, choices=Channel),
        default=by_email_then_text,
        help_text="Ways to reach her, the first that is safe is used.",
    )
    is_active = models.BooleanField(default=True)

    class Privacy:
        operational = (
            "id",
            "programme",
            "key",
            "anchor",
            "opens_days",
            "closes_days",
            "reminder_days",
            "instruments",
            "channels",
            "is_active",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="wave_once_per_programme"),
            models.CheckConstraint(
                condition=Q(closes_days__gt=F("opens_days")), name="wave_opens_before_it_closes"
            ),
            models.CheckConstraint(
                condition=Q(reminder_days__len__lte=2), name="wave_two_reminders_at_most"
            ),
        ]

    def __str__(self):
        return f"{self.get_key_display()}"
