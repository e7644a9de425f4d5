"""What has been seen of a volunteer, and what has to be seen."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import JSONObject

from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet
from pim.enums import Nation
from pim.models import Programme
from volunteers.enums import CheckKind, CheckLevel, VolunteerRole
from volunteers.models.volunteer import OfVolunteerQuerySet, Volunteer


class CheckQuerySet(OfVolunteerQuerySet):
    def standing(self):
        """Without those that were entered wrongly: they are kept, and count for nothing."""
        return self.filter(withdrawn_at=None)

    def newest(self):
        """Of each volunteer and kind the one that counts; noted last, it puts the others right.

        ``volunteers_checks_hold_until`` in the database goes by the same rule.
        """
        kinds = ("volunteer_id", "kind")
        last = F("recorded_at").desc(nulls_last=True)
        return (
            self.standing().order_by(*kinds, "-issued_on", "-seen_on", last, "pk").distinct(*kinds)
        )


class Check(models.Model):
    """A check, reference or training record, seen by a named person. Never a scan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=CheckKind)
    level = models.CharField(max_length=10, choices=CheckLevel, blank=True)
    number = EncryptedTextField(null=True, blank=True)
    issued_on = models.DateField()
    recheck_on = models.DateField(null=True, blank=True)
    seen_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    seen_on = models.DateField()
    recorded_at = models.DateTimeField(null=True)  # older rows have none
    withdrawn_at = models.DateTimeField("said to be entered wrongly", null=True)
    withdrawn_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_why = EncryptedTextField("what was wrong with it", null=True)

    objects = CheckQuerySet.as_manager()

    class Privacy:
        identifying = ("number",)
        free_text = ("withdrawn_why",)
        operational = (
            "id",
            "volunteer",
            "kind",
            "level",
            "issued_on",
            "recheck_on",
            "seen_by",
            "seen_on",
            "recorded_at",
            "withdrawn_at",
            "withdrawn_by",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recheck_on__isnull=True) | Q(recheck_on__gt=F("issued_on")),
                name="check_issued_before_it_expires",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="check_withdrawn_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "kind", "-issued_on"], name="check_newest")]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.issued_on:%-d %B %Y}"

    def holds_on(self, day):
        """A check due for renewal today no longer holds today."""
        return self.recheck_on is None or self.recheck_on > day


class CheckRuleQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Whoever sees volunteers of a programme may know what is asked of them."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def as_json(self):
        """What a rule says, as one value."""
        said = ("role", "kind", "level", "months", "reason")
        return self.values(said=JSONObject(**{name: name for name in said}))


class CheckRule(models.Model):
    """Which check a programme asks for, by nation and by what the volunteer does, and why.

    Where a programme has set none, ``volunteers.check_rules`` has one for each nation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    nation = models.CharField(max_length=3, choices=Nation)
    role = models.CharField(max_length=12, choices=VolunteerRole)
    kind = models.CharField(max_length=12, choices=CheckKind)
    level = models.CharField(max_length=10, choices=CheckLevel)
    months = models.PositiveSmallIntegerField("months until it is done again", null=True)
    reason = models.TextField("why this check and this level", max_length=1000)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")

    objects = CheckRuleQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "programme",
            "nation",
            "role",
            "kind",
            "level",
            "months",
            "reason",
            "decided_at",
            "decided_by",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "nation", "role"], name="check_rule_one_a_role_and_nation"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("dbs", "pvg", "access_ni")),
                name="check_rule_of_a_record_check",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="check_rule_has_its_reason"),
            models.CheckConstraint(
                condition=Q(months__isnull=True) | Q(months__gte=1, months__lte=120),
                name="check_rule_sensible_months",
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()} {self.get_kind_display()}"
