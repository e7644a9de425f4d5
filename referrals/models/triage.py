"""The first call: what was found out, and where else she may go."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pim.access import roles, rows
from pim.access.encryption import EncryptedJSONField, EncryptedTextField
from pim.access.scope import EVERY_ROW, ScopedQuerySet, at_sites_of
from pim.models import APPEND_ONLY, DatedAct, Programme, acted_by
from referrals.enums import (
    Disability,
    EthnicGroup,
    RedFlag,
    Religion,
    SexualOrientation,
    SupportKind,
)
from referrals.models.referral import Referral
from referrals.models.scopes import CaseQuerySet, at_programmes_of


class Triage(models.Model):
    """What the coordinator learned in the first call. ``draft`` holds a call not yet saved."""

    referral = models.OneToOneField(Referral, primary_key=True, on_delete=models.PROTECT)
    gp = EncryptedTextField("GP or surgery", null=True)
    emergency_contact = EncryptedTextField(null=True)
    address = EncryptedTextField(null=True)
    needs = EncryptedTextField("what she needs", null=True)
    red_flags = ArrayField(models.CharField(max_length=12, choices=RedFlag), default=list)
    red_flag_note = EncryptedTextField(null=True)
    support_kind = models.CharField(max_length=12, choices=SupportKind, blank=True)
    is_partner = models.BooleanField("a dad or partner", null=True)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    draft = EncryptedJSONField(null=True)
    draft_at = models.DateTimeField(null=True)
    draft_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()
    guard = rows.With("referral")

    class Privacy:
        identifying = ("gp", "emergency_contact", "address")
        free_text = ("needs", "red_flag_note", "draft")
        special = ("red_flags", "support_kind", "is_partner")
        operational = ("referral", "saved_at", "saved_by", "draft_at", "draft_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(saved_at__isnull=True, saved_by__isnull=True)
                | Q(saved_at__isnull=False, saved_by__isnull=False),
                name="triage_saved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(draft_at__isnull=True, draft_by__isnull=True)
                | Q(draft_at__isnull=False, draft_by__isnull=False),
                name="triage_drafted_by_somebody",
            ),
        ]

    def __str__(self):
        return f"First call of {self.referral_id}"


class EqualityAnswersQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Nobody reads them one by one: they are counted in reports, and nothing else."""
        return self.none()


class EqualityAnswers(models.Model):
    """What she chose to tell us for counting only. Kept apart from her record."""

    referral = models.OneToOneField(Referral, primary_key=True, on_delete=models.PROTECT)
    ethnic_group = models.CharField(max_length=12, choices=EthnicGroup, blank=True)
    disability = models.CharField(max_length=12, choices=Disability, blank=True)
    religion = models.CharField(max_length=12, choices=Religion, blank=True)
    sexual_orientation = models.CharField(max_length=12, choices=SexualOrientation, blank=True)
    answered_at = models.DateTimeField()

    objects = EqualityAnswersQuerySet.as_manager()

    class Privacy:
        special = ("ethnic_group", "disability", "religion", "sexual_orientation")
        operational = ("referral", "answered_at")

    def __str__(self):
        return f"Equality answers of {self.referral_id}"


class SignpostQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """A site's entries, and those for everywhere, for whoever works on cases there."""
        everywhere = Q(site__isnull=True) & self._at_programmes(user)
        return self.filter(at_sites_of(user, roles.SEE_SITES) | everywhere)

    def kept_by(self, user):
        """Her own sites' entries; those for everywhere are a manager's of all of it to keep."""
        wide = Q(programme__in=Programme.objects.where(user, roles.MANAGE_SITES))
        if roles.can_over(user, roles.MANAGE_SITES):
            wide |= Q(programme__isnull=True)
        own = Q(site__isnull=False) & at_sites_of(user, roles.WORK_CASES)
        return self.filter(own | Q(site__isnull=True) & wide)

    def _at_programmes(self, user):
        reached = at_programmes_of(user, roles.SEE_SITES)
        shared = Q(programme__isnull=True) if roles.can(user, roles.SEE_SITES) else Q(pk__in=[])
        return EVERY_ROW if reached is EVERY_ROW else reached | shared

    def live(self):
        return self.filter(retired_on__isnull=True)


class Signpost(models.Model):
    """Another service she may be told about, with the day by which somebody checks it again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("pim.Programme", null=True, blank=True, on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", null=True, blank=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    helps_with = models.CharField("what it helps with", max_length=300)
    phone = models.CharField(max_length=60, blank=True)
    website = models.CharField(max_length=200, blank=True)
    hours = models.CharField("when it is open", max_length=120, blank=True)
    reviewed_on = models.DateField("last checked")
    review_due_on = models.DateField("check again by")
    retired_on = models.DateField(null=True, blank=True)

    objects = SignpostQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "programme",
            "site",
            "name",
            "helps_with",
            "phone",
            "website",
            "hours",
            "reviewed_on",
            "review_due_on",
            "retired_on",
        )

    class Meta:
        verbose_name = "service elsewhere"
        verbose_name_plural = "services elsewhere"
        constraints = [
            models.CheckConstraint(
                condition=Q(review_due_on__gt=models.F("reviewed_on")),
                name="signpost_checked_again_later",
            )
        ]

    def __str__(self):
        return self.name


class SignpostGiven(DatedAct):
    """That she was told about a service."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    signpost = models.ForeignKey(Signpost, on_delete=models.PROTECT)

    objects = CaseQuerySet.as_manager()

    class Privacy:
        operational = ("id", "referral", "signpost", "at", "actor_kind", "actor")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [acted_by("signpost_given")]

    def __str__(self):
        return f"Signpost {self.signpost_id} given"
