"""One volunteer with one mum: proposed, agreed by both, active, ended."""

import uuid

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of
from pim.models import APPEND_ONLY, DatedAct, acted_by
from volunteers.enums import LIVE, EndReason, MatchKind, MatchStatus, SaidBy, WhyApart
from volunteers.models.scopes import of_her
from volunteers.models.volunteer import Volunteer


class MatchQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Staff of the referral's site; the volunteer while the match lives."""
        hers = of_her(user, "volunteer__user") & Q(status__in=LIVE)
        return self.filter(at_sites_of(user, roles.SEE_CASES, "referral__site") | hers)

    def live(self):
        return self.filter(status__in=LIVE)

    def active(self):
        return self.filter(status=MatchStatus.ACTIVE)

    def proposed(self):
        return self.filter(status=MatchStatus.PROPOSED)

    def of_volunteer(self, user):
        return self.filter(of_her(user, "volunteer__user"))

    def with_apart(self):
        """With ``kept_apart``: whether somebody said that the two are not to be put together."""
        said = NotTogether.objects.standing().filter(
            parent=OuterRef("referral__parent"), volunteer=OuterRef("volunteer")
        )
        return self.annotate(kept_apart=Exists(said))


class Match(models.Model):
    """One volunteer with one referral. Active only when both have agreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=MatchKind, default=MatchKind.MAIN)
    status = models.CharField(max_length=16, choices=MatchStatus, default=MatchStatus.PROPOSED)
    status_since = models.DateTimeField()
    score = models.IntegerField()
    reasons = models.JSONField(default=list, help_text="Why she was proposed, as it read then.")
    proposed_at = models.DateTimeField()
    volunteer_agreed_at = models.DateTimeField(null=True)
    parent_agreed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=16, choices=EndReason, blank=True)
    safety_note = EncryptedTextField("for the coordinator alone", null=True, blank=True)
    safety_note_seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MatchQuerySet.as_manager()

    class Privacy:
        free_text = ("safety_note",)
        worked_out = ("reasons",)
        operational = (
            "id",
            "referral",
            "volunteer",
            "kind",
            "status",
            "status_since",
            "score",
            "proposed_at",
            "volunteer_agreed_at",
            "parent_agreed_at",
            "started_at",
            "ended_at",
            "end_reason",
            "safety_note_seen_at",
            "created_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(kind=MatchKind.MAIN, status__in=LIVE),
                name="match_one_live_main_per_referral",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(status=MatchStatus.PROPOSED),
                name="match_one_open_proposal_per_referral",
            ),
            models.UniqueConstraint(
                fields=["referral", "volunteer"],
                condition=Q(status__in=LIVE),
                name="match_one_live_per_pair",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, status__in=("proposed", "not_going_ahead"))
                | Q(
                    started_at__isnull=False,
                    volunteer_agreed_at__isnull=False,
                    parent_agreed_at__isnull=False,
                    status__in=("active", "ended"),
                ),
                name="match_active_with_both_agreements",
            ),
            models.CheckConstraint(
                condition=Q(status=MatchStatus.ENDED, ended_at__isnull=False) & ~Q(end_reason="")
                | ~Q(status=MatchStatus.ENDED) & Q(end_reason=""),
                name="match_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=MatchStatus.values), name="match_status_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["volunteer"], condition=Q(status__in=LIVE), name="match_live_by_volunteer"
            ),
            models.Index(
                fields=["started_at"],
                condition=Q(kind=MatchKind.MAIN, started_at__isnull=False),
                name="match_main_started",
            ),
        ]

    def __str__(self):
        return f"Match {self.id}"


class OfMatchQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(match__in=Match.objects.visible_to(user))


class MatchEvent(DatedAct):
    """One move of a match. Never changed."""

    match = models.ForeignKey(Match, on_delete=models.PROTECT)
    from_status = models.CharField(max_length=16, choices=MatchStatus, blank=True)
    to_status = models.CharField(max_length=16, choices=MatchStatus)
    reason = models.CharField(max_length=16, blank=True)

    objects = OfMatchQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "match",
            "from_status",
            "to_status",
            "reason",
            "at",
            "actor_kind",
            "actor",
        )

    class Meta:
        triggers = APPEND_ONLY
        constraints = [acted_by("match_event")]

    def __str__(self):
        return f"{self.get_to_status_display()}"


class NotTogetherQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Coordinators of her site and of the volunteer's. The volunteer is told nothing."""
        hers = apps.get_model("referrals", "Referral").objects.filter(
            at_sites_of(user, roles.WORK_CASES)
        )
        of_volunteer = at_sites_of(user, roles.WORK_CASES, "volunteer__site")
        return self.filter(of_volunteer | Q(parent__in=hers.values("parent")))

    def standing(self):
        return self.filter(lifted_at__isnull=True)


class NotTogether(models.Model):
    """Two people who are not put together, whoever said so. Told to neither."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey("referrals.Parent", on_delete=models.PROTECT)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    why = models.CharField(max_length=12, choices=WhyApart)
    said_by = models.CharField(max_length=12, choices=SaidBy)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = NotTogetherQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "parent",
            "volunteer",
            "why",
            "said_by",
            "noted_at",
            "noted_by",
            "lifted_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "volunteer", "why"],
                condition=Q(lifted_at__isnull=True),
                name="not_together_once_a_reason",
            )
        ]

    def __str__(self):
        return f"{self.get_why_display()}"
