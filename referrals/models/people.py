"""Who is concerned: the parent, her safe ways to be reached, and whoever referred her."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from pim.access import rows
from pim.access.encryption import EncryptedTextField
from pim.models import APPEND_ONLY, DatedAct, acted_by
from referrals.enums import AgeBand, ContactChannel, ReferrerRole
from referrals.models.scopes import PersonQuerySet


class ParentQuerySet(PersonQuerySet):
    referral_path = "referral"


class Parent(models.Model):
    """The person supported. One row per person until erased."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    called = models.CharField("what to call her", max_length=120, null=True)
    age_band = models.CharField(max_length=10, choices=AgeBand, blank=True)
    postcode = EncryptedTextField(null=True, blank=True)
    postcode_index = models.CharField(max_length=64, null=True, editable=False)
    postcode_district = models.CharField(max_length=4, null=True, blank=True)
    language = models.CharField(max_length=40, default="English")
    needs_interpreter = models.BooleanField(default=False)
    access_needs = EncryptedTextField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ParentQuerySet.as_manager()
    guard = rows.Behind("referrals.Referral", "parent", joined="merged_into")

    class Privacy:
        identifying = ("postcode",)
        searchable = ("called", "postcode_index", "postcode_district")
        free_text = ("access_needs",)
        special = ("age_band", "language", "needs_interpreter")
        operational = ("id", "merged_into", "erased_at", "created_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | Q(called__isnull=False),
                name="parent_called_something_unless_erased",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="parent_not_merged_into_herself",
            ),
        ]
        indexes = [
            GinIndex(fields=["called"], opclasses=["gin_trgm_ops"], name="parent_called_search"),
            models.Index(fields=["postcode_index"], name="parent_by_postcode"),
        ]

    def __str__(self):
        return f"Parent {self.id}"


class ToldApart(DatedAct):
    """That a person looked at two records that are alike and found two people.

    ``one`` has the lower key of the two, so that a pair can stand here once only.
    """

    one = models.ForeignKey(Parent, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Parent, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        operational = ("id", "one", "other", "at", "actor_kind", "actor")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            acted_by("told_apart"),
            models.UniqueConstraint(fields=["one", "other"], name="told_apart_once"),
            models.CheckConstraint(
                condition=Q(one__lt=models.F("other")), name="told_apart_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.one_id} is not {self.other_id}"


class SafeContactQuerySet(PersonQuerySet):
    referral_path = "parent__referral"

    def live(self):
        return self.filter(ended_at__isnull=True)


class SafeContact(models.Model):
    """One way to reach her that she said is safe."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey(Parent, on_delete=models.PROTECT)
    channel = models.CharField(max_length=10, choices=ContactChannel)
    address = EncryptedTextField("number or address", null=True)
    address_index = models.CharField(max_length=64, null=True, editable=False)
    is_primary = models.BooleanField("use this first", default=False)
    voicemail_ok = models.BooleanField("a voicemail is fine", default=False)
    best_times = EncryptedTextField(null=True, blank=True)
    us = EncryptedTextField("what to call ourselves", null=True, blank=True)
    word = EncryptedTextField("a word she will recognise", null=True, blank=True)
    confirmed_at = models.DateTimeField("last confirmed with her", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SafeContactQuerySet.as_manager()
    guard = rows.With("parent")

    class Privacy:
        identifying = ("address", "us", "word")
        searchable = ("address_index",)
        free_text = ("best_times",)
        operational = (
            "id",
            "parent",
            "channel",
            "is_primary",
            "voicemail_ok",
            "confirmed_at",
            "ended_at",
            "created_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent"],
                condition=Q(is_primary=True, ended_at__isnull=True),
                name="safe_contact_one_primary",
            ),
        ]
        indexes = [models.Index(fields=["address_index"], name="safe_contact_address")]

    def __str__(self):
        return f"{self.get_channel_display()} of {self.parent_id}"


class ReferrerQuerySet(PersonQuerySet):
    referral_path = "referral"


class Referrer(models.Model):
    """A professional who referred somebody, as she described herself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, null=True)
    role = models.CharField(max_length=20, choices=ReferrerRole)
    organisation = models.CharField(max_length=160, null=True)
    email = EncryptedTextField(null=True)
    email_index = models.CharField(max_length=64, null=True, editable=False)
    phone = EncryptedTextField(null=True, blank=True)
    address_confirmed_at = models.DateTimeField("opened the link we sent", null=True)
    work_checked_at = models.DateTimeField("known to be a work address", null=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReferrerQuerySet.as_manager()

    class Privacy:
        identifying = ("email", "phone")
        searchable = ("name", "organisation", "email_index")
        operational = (
            "id",
            "role",
            "address_confirmed_at",
            "work_checked_at",
            "erased_at",
            "created_at",
        )

    def __str__(self):
        return f"Referrer {self.id}"
