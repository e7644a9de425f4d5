import uuid

from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.scope import ScopedQuerySet
from pim.models import APPEND_ONLY


class Publication(models.Model):
    """What anybody outside the team may read of a programme after a quarter: made once, from a
    fixed list of tables, and never changed.

    ``counts`` are the exact counts of the quarter that later tables add up; they stay inside.
    ``tables`` is what is shown: small counts hidden so that no table, nor all of them together,
    gives them away.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    quarter = models.CharField(max_length=7, help_text="Such as 2026-q3.")
    made_at = models.DateTimeField()
    counts = models.JSONField()
    tables = models.JSONField()

    class Privacy:
        special = ("counts",)
        operational = ("id", "programme", "quarter", "made_at", "tables")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(fields=["programme", "quarter"], name="publication_once")
        ]

    def __str__(self):
        return f"{self.programme_id} {self.quarter}"


class FigureAgreementQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        held = roles.memberships(user)
        mine = [one for one in held if one.role in roles.GRANTS[roles.MANAGE_PEOPLE]]
        if any(member.is_everywhere for member in mine):
            return self
        return self.filter(
            programme__in=[one.programme_id for one in mine if one.programme_id is not None]
        )

    def standing_on(self, day):
        return self.filter(starts_on__lte=day, ends_on__gte=day, ended_at__isnull=True)


class FigureAgreement(models.Model):
    """An agreement under which somebody outside the team sees exact figures until a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", null=True, blank=True, on_delete=models.PROTECT)
    reader = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=120)
    reference = models.CharField("where the agreement is kept", max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    recorded_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = FigureAgreementQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "programme",
            "site",
            "reader",
            "organisation",
            "reference",
            "starts_on",
            "ends_on",
            "recorded_by",
            "recorded_at",
            "ended_by",
            "ended_at",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="figure_agreement_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(recorded_by=F("reader")), name="figure_agreement_by_another"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="figure_agreement_ended_by_someone",
            ),
        ]

    def __str__(self):
        return f"Agreement {self.id}"
