"""What keeps volunteers going: supervision, check-ins, cover for their mums, expenses."""

import uuid

from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of
from pim.models import Programme
from volunteers.enums import CareKind, CoverOutcome, ExpenseKind, ExpenseStatus, WhyCover
from volunteers.models.matches import Match, OfMatchQuerySet
from volunteers.models.supporting import Session
from volunteers.models.volunteer import OfVolunteerQuerySet, Volunteer


class SupportRulesQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(programme__in=Programme.objects.visible_to(user))


class SupportRules(models.Model):
    """How a programme matches, and its rhythm. Where it has set none, these defaults hold."""

    programme = models.OneToOneField(
        "pim.Programme", primary_key=True, on_delete=models.PROTECT, related_name="support_rules"
    )
    weights = models.JSONField("points that differ from the usual ones", default=dict, blank=True)
    volunteer_answer_days = models.PositiveSmallIntegerField(
        "days a volunteer has to answer", default=5
    )
    her_answer_days = models.PositiveSmallIntegerField("days we try to ask her", default=10)
    quiet_after_days = models.PositiveSmallIntegerField(
        "days without a log until we ask", default=14
    )
    check_in_weeks = models.PositiveSmallIntegerField(
        "weeks between check-ins with a volunteer", default=4
    )
    supervision_weeks = models.PositiveSmallIntegerField("weeks between supervisions", default=6)
    debrief_days = models.PositiveSmallIntegerField("days to talk after a hard contact", default=2)
    ending_notice_days = models.PositiveSmallIntegerField(
        "days before the planned end to prepare it", default=21
    )
    check_out_grace_minutes = models.PositiveSmallIntegerField(
        "minutes late from a home visit until somebody is told", default=15
    )
    pence_a_mile = models.PositiveSmallIntegerField(default=45)

    objects = SupportRulesQuerySet.as_manager()

    class Privacy:
        operational = (
            "programme",
            "weights",
            "volunteer_answer_days",
            "her_answer_days",
            "quiet_after_days",
            "check_in_weeks",
            "supervision_weeks",
            "debrief_days",
            "ending_notice_days",
            "check_out_grace_minutes",
            "pence_a_mile",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    volunteer_answer_days__gte=1,
                    her_answer_days__gte=1,
                    quiet_after_days__gte=1,
                    check_in_weeks__gte=1,
                    supervision_weeks__gte=1,
                    debrief_days__gte=1,
                    check_out_grace_minutes__gte=1,
                    check_out_grace_minutes__lte=120,
                ),
                name="support_rules_have_sensible_lengths",
            )
        ]

    def __str__(self):
        return f"Rules of support in {self.programme_id}"


class Supervision(models.Model):
    """A talk with a volunteer about how she is and how it goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=CareKind)
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=0)
    about_session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT)
    words = EncryptedTextField("what she may read again", null=True, blank=True)
    private_note = EncryptedTextField("for coordinators alone", null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")

    objects = OfVolunteerQuerySet.as_manager()

    class Privacy:
        free_text = ("words", "private_note")
        operational = (
            "id",
            "volunteer",
            "kind",
            "held_on",
            "minutes",
            "about_session",
            "recorded_at",
            "recorded_by",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(about_session__isnull=True) | Q(kind=CareKind.DEBRIEF),
                name="supervision_about_a_session_is_a_debrief",
            ),
            models.CheckConstraint(condition=Q(minutes__lte=600), name="supervision_length"),
        ]
        indexes = [
            models.Index(fields=["volunteer", "kind", "-held_on"], name="supervision_newest")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}"


class CoverNeedQuerySet(OfMatchQuerySet):
    def visible_to(self, user):
        """Staff alone: a volunteer is never told that somebody plans without her."""
        return self.filter(at_sites_of(user, roles.SEE_CASES, "match__referral__site"))

    def open(self):
        return self.filter(settled_at__isnull=True)


class CoverNeed(models.Model):
    """A mum whose volunteer cannot be there needs a plan. The match itself goes on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT)
    why = models.CharField(max_length=12, choices=WhyCover)
    since_on = models.DateField("the day it began")
    raised_at = models.DateTimeField()
    plan = EncryptedTextField("what is planned", null=True, blank=True)
    covered_by = models.OneToOneField(
        Match, null=True, on_delete=models.PROTECT, related_name="covers"
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=CoverOutcome, blank=True)

    objects = CoverNeedQuerySet.as_manager()

    class Privacy:
        free_text = ("plan",)
        operational = (
            "id",
            "match",
            "why",
            "since_on",
            "raised_at",
            "covered_by",
            "settled_at",
            "settled_by",
            "outcome",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["match", "why", "since_on"], name="cover_need_raised_once"
            ),
            models.UniqueConstraint(
                fields=["match"],
                condition=Q(settled_at__isnull=True),
                name="cover_need_one_open_a_match",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | Q(settled_at__isnull=False, outcome__in=CoverOutcome.values),
                name="cover_need_settled_with_an_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.get_why_display()}"


class ExpenseQuerySet(OfVolunteerQuerySet):
    def sent_back(self):
        return self.filter(status=ExpenseStatus.SENT_BACK)


class Expense(models.Model):
    """Money a volunteer spent for us, until it is back in her purse."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=ExpenseKind)
    spent_on = models.DateField()
    miles = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    pence = models.PositiveIntegerField()
    note = EncryptedTextField(null=True, blank=True)
    has_receipt = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=ExpenseStatus, default=ExpenseStatus.CLAIMED)
    claimed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    paid_on = models.DateField(null=True)
    answer = EncryptedTextField("why it was sent back", null=True, blank=True)

    objects = ExpenseQuerySet.as_manager()

    class Privacy:
        free_text = ("note", "answer")
        operational = (
            "id",
            "volunteer",
            "kind",
            "spent_on",
            "miles",
            "pence",
            "has_receipt",
            "status",
            "claimed_at",
            "decided_at",
            "decided_by",
            "paid_on",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pence__gte=1, pence__lte=50_000), name="expense_sensible_amount"
            ),
            models.CheckConstraint(
                condition=Q(kind=ExpenseKind.MILEAGE, miles__isnull=False)
                | ~Q(kind=ExpenseKind.MILEAGE) & Q(miles__isnull=True),
                name="expense_miles_with_mileage",
            ),
            models.CheckConstraint(
                condition=Q(status=ExpenseStatus.CLAIMED, decided_at__isnull=True)
                | ~Q(status=ExpenseStatus.CLAIMED) & Q(decided_at__isnull=False),
                name="expense_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status=ExpenseStatus.PAID, paid_on__gte=F("spent_on"))
                | ~Q(status=ExpenseStatus.PAID) & Q(paid_on__isnull=True),
                name="expense_paid_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "-spent_on"], name="expense_by_volunteer")]

    def __str__(self):
        return f"{self.get_kind_display()}"
