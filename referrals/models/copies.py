"""The copy of all about her that she asked for: looked through passage by passage, then given."""

import uuid

from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.encryption import EncryptedJSONField, EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of
from referrals.copies.enums import (
    CopyStanding,
    CopyWay,
    PassageChoice,
    PassageMark,
    WhyLonger,
)
from referrals.models.asking import HerRequest
from referrals.models.people import Parent
from referrals.models.referral import Referral
from referrals.models.scopes import at_programmes_of

NOT_GIVEN_YET = (CopyStanding.LOOKED_AT, CopyStanding.TO_DECIDE)


class CopyQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Whoever looks it through, and whoever decides about it, there."""
        nowhere = Q(site__isnull=True) & at_programmes_of(user, roles.SEE_COPIES)
        return self.filter(at_sites_of(user, roles.SEE_COPIES) | nowhere)

    def not_given_yet(self):
        return self.filter(standing__in=NOT_GIVEN_YET)

    def ready(self):
        return self.filter(standing=CopyStanding.READY)


class RecordCopy(models.Model):
    """Everything kept about her as it was on one day. It rests encrypted, and not for long.

    She is owed it a month after she asked. Whoever looked it through is not who gives it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey(Parent, on_delete=models.PROTECT)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", null=True, on_delete=models.PROTECT)
    request = models.OneToOneField(HerRequest, null=True, on_delete=models.PROTECT)
    way = models.CharField("how she gets it", max_length=10, choices=CopyWay)
    standing = models.CharField(max_length=10, choices=CopyStanding, default=CopyStanding.LOOKED_AT)
    content = EncryptedJSONField(null=True)
    asked_on = models.DateField()
    due_on = models.DateField()
    longer_why = models.CharField(max_length=10, choices=WhyLonger, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField("first opened or printed", null=True)
    ended_at = models.DateTimeField("deleted here", null=True)

    objects = CopyQuerySet.as_manager()

    class Privacy:
        free_text = ("content",)
        operational = (
            *("id", "parent", "referral", "programme", "site", "request", "way", "standing"),
            *("asked_on", "due_on", "longer_why", "made_at", "made_by", "reviewed_at"),
            *("reviewed_by", "given_at", "given_by", "expires_at", "taken_at", "ended_at"),
        )

    class Meta:
        verbose_name = "copy of a record"
        verbose_name_plural = "copies of records"
        constraints = [
            models.UniqueConstraint(
                fields=["parent"],
                condition=Q(standing__in=NOT_GIVEN_YET),
                name="record_copy_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True) | ~Q(given_by=F("reviewed_by")),
                name="record_copy_given_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(standing=CopyStanding.READY)
                | Q(
                    reviewed_by__isnull=False,
                    given_by__isnull=False,
                    given_at__isnull=False,
                    expires_at__isnull=False,
                ),
                name="record_copy_given_after_it_was_looked_through",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(content__isnull=True),
                name="record_copy_empty_once_it_has_ended",
            ),
        ]

    def __str__(self):
        return f"Copy of {self.referral.reference}"


class PassageQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(copy__in=RecordCopy.objects.visible_to(user))

    def undecided(self):
        return self.filter(choice="")


class Passage(models.Model):
    """One part of a copy that a person decides about: given to her, or left out and why."""

    copy = models.ForeignKey(RecordCopy, on_delete=models.PROTECT)
    place = models.PositiveIntegerField()
    section = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    words = EncryptedTextField(null=True)
    mark = models.CharField(max_length=14, choices=PassageMark)
    choice = models.CharField(max_length=12, choices=PassageChoice, blank=True)
    chosen_at = models.DateTimeField(null=True)
    chosen_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = PassageQuerySet.as_manager()

    class Privacy:
        free_text = ("words",)
        operational = (
            *("id", "copy", "place", "section", "label", "mark"),
            *("choice", "chosen_at", "chosen_by"),
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["copy", "place"], name="passage_has_its_place"),
            models.CheckConstraint(
                condition=Q(choice="", chosen_at__isnull=True, chosen_by__isnull=True)
                | ~Q(choice="") & Q(chosen_at__isnull=False, chosen_by__isnull=False),
                name="passage_decided_by_somebody",
            ),
        ]

    def __str__(self):
        return f"Passage {self.place}"
