"""Concerns: a restricted file with an owner, a clock, steps and a named outcome."""

import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of
from pim.enums import ActorKind
from pim.models import DatedAct, acted_by
from referrals.enums import (
    Authority,
    ConcernKind,
    ConcernOutcome,
    ConcernStepKind,
    ConcernUrgency,
    TellingBasis,
)
from referrals.models.referral import Referral
from referrals.models.scopes import at_programmes_of


class ConcernQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """The site's coordinator and the safeguarding lead; about a person: a trustee only.

        Whoever a concern is about never sees it.
        """
        about_people = Q(kind=ConcernKind.ABOUT_PERSON)
        seen = ~about_people & _within(user, roles.SEE_CONCERNS)
        seen |= about_people & _within(user, roles.SEE_CONCERNS_ABOUT_PEOPLE)
        return self.filter(seen).not_meaning(user)

    def not_meaning(self, user):
        """Without those about this person, or that may be."""
        return self.exclude(about_user=user.pk).exclude(may_mean__contains=[user.pk])

    def kept_from(self, user):
        """Those about a person that this user may not see: not even that they exist."""
        return self.about_people().exclude(pk__in=Concern.objects.visible_to(user).values("pk"))

    def open(self):
        return self.filter(closed_at__isnull=True)

    def unseen(self):
        return self.open().filter(acknowledged_at__isnull=True)

    def managed_by(self, user):
        """At places this user manages: to know that something waits, and no more."""
        return self.filter(_within(user, roles.MANAGE_SITES)).not_meaning(user)

    def complaints_for(self, user):
        """For the log: that there was one and what came of it, at places this user answers for."""
        complaints = self.filter(kind=ConcernKind.COMPLAINT)
        return complaints.filter(_within(user, roles.SEE_COMPLAINTS)).not_meaning(user)

    def raised_by(self, user):
        return self.filter(actor=user)

    def about_people(self):
        return self.filter(kind=ConcernKind.ABOUT_PERSON)

    def not_about_people(self):
        return self.exclude(kind=ConcernKind.ABOUT_PERSON)


def _within(user, permission: str) -> Q:
    """At a site the permission covers; without a site, anywhere in the programme."""
    homeless = Q(site__isnull=True) & at_programmes_of(user, permission)
    return at_sites_of(user, permission) | homeless


class Concern(models.Model):
    """Something that worries somebody about a person's safety, or about how someone was treated."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=ConcernKind)
    urgency = models.CharField(max_length=10, choices=ConcernUrgency)
    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", null=True, on_delete=models.PROTECT)
    about_user = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    about_name = EncryptedTextField("who it is about", null=True)
    # Trustees whom the written name may mean: until one of them is named, none of them sees it.
    may_mean = ArrayField(models.UUIDField(), default=list, blank=True)
    words = EncryptedTextField("what happened", null=True)
    raised_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField("somebody looks by")
    acknowledged_at = models.DateTimeField(null=True)
    escalated = models.PositiveSmallIntegerField("how far it was passed up", default=0)
    authority_told_at = models.DateTimeField(null=True)
    chase_due_at = models.DateTimeField("ask the authority again by", null=True)
    word_back = EncryptedTextField("word back to who raised it", null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=ConcernOutcome, blank=True)
    learned = EncryptedTextField("what we learn from it", null=True)

    objects = ConcernQuerySet.as_manager()

    class Privacy:
        identifying = ("about_name",)
        free_text = ("words", "word_back", "learned")
        operational = (
            "id",
            "kind",
            "urgency",
            "referral",
            "programme",
            "site",
            "about_user",
            "may_mean",
            "raised_at",
            "actor_kind",
            "actor",
            "owner",
            "due_at",
            "acknowledged_at",
            "escalated",
            "authority_told_at",
            "chase_due_at",
            "closed_at",
            "outcome",
        )

    class Meta:
        constraints = [
            acted_by("concern"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="concern_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ConcernKind.FOR_HER) | Q(referral__isnull=False),
                name="concern_for_her_names_her_referral",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ConcernKind.SAFETY) | Q(referral__isnull=True),
                name="concern_about_a_mum_on_file_names_her_referral",
            ),
            models.CheckConstraint(
                condition=Q(about_user__isnull=True) | ~Q(owner=models.F("about_user")),
                name="concern_never_owned_by_whom_it_is_about",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | ~Q(may_mean__contains=[models.F("owner")]),
                name="concern_never_owned_by_whom_it_may_mean",
            ),
            models.CheckConstraint(
                condition=Q(about_user__isnull=True, about_name__isnull=True)
                | Q(kind=ConcernKind.SAFETY, about_user__isnull=True)
                | Q(kind=ConcernKind.ABOUT_PERSON),
                name="concern_that_names_somebody_goes_to_a_trustee",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(owner__isnull=False),
                name="concern_seen_has_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(acknowledged_at__isnull=False),
                name="concern_closed_after_it_was_seen",
            ),
            models.CheckConstraint(
                condition=Q(chase_due_at__isnull=True) | Q(authority_told_at__isnull=False),
                name="concern_chased_after_somebody_was_told",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True), name="concern_due")
        ]

    def __str__(self):
        return f"Concern {self.id}"


class ConcernStepQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(concern__in=Concern.objects.visible_to(user))


_AFTER_TELLING = [ConcernStepKind.CHASED, ConcernStepKind.ANSWERED]


class ConcernStep(DatedAct):
    """One thing done about a concern: who was told, on what basis, and what came of it.

    It stays as it was written; only its words are emptied when a person is erased.
    """

    append_only = False

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=ConcernStepKind)
    told = models.CharField("who was told", max_length=16, choices=Authority, blank=True)
    basis = models.CharField("on what basis", max_length=16, choices=TellingBasis, blank=True)
    words = EncryptedTextField(null=True)

    objects = ConcernStepQuerySet.as_manager()

    class Privacy:
        free_text = ("words",)
        operational = ("id", "concern", "kind", "told", "basis", "at", "actor_kind", "actor")

    class Meta:
        constraints = [
            acted_by("concern_step"),
            models.CheckConstraint(
                condition=Q(kind=ConcernStepKind.TOLD) & ~Q(told="") & ~Q(basis="")
                | Q(kind__in=_AFTER_TELLING, basis="") & ~Q(told="")
                | ~Q(kind__in=[ConcernStepKind.TOLD, *_AFTER_TELLING]) & Q(told="", basis=""),
                name="concern_step_told_on_a_basis",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_taken_out", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.words IS NOT NULL OR"
                    " (OLD.concern_id, OLD.kind, OLD.told, OLD.basis, OLD.at, OLD.actor_id)"
                    " IS DISTINCT FROM"
                    " (NEW.concern_id, NEW.kind, NEW.told, NEW.basis, NEW.at, NEW.actor_id)"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}"
