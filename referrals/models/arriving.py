"""What stands around arriving: drafts, secret words, forms per network, imported lines."""

import uuid

from django.db import models
from django.db.models import Q

from pim.access.encryption import EncryptedJSONField, EncryptedTextField
from referrals.models.people import Parent
from referrals.models.referral import Referral
from referrals.models.scopes import CaseQuerySet


class Draft(models.Model):
    """A half-filled public form, held until it is sent in or purged. One draft, one referral.

    Forms of the apps above come to something of theirs, and have no referral.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.CharField(max_length=20)
    answers = EncryptedJSONField(null=True)
    email = EncryptedTextField("where the link to come back goes", null=True)
    email_index = models.CharField(max_length=64, null=True, editable=False)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField("when she saved it to come back", null=True)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    referral = models.OneToOneField(Referral, null=True, on_delete=models.PROTECT)

    class Privacy:
        identifying = ("email",)
        searchable = ("email_index",)
        free_text = ("answers",)
        operational = (
            "id",
            "journey",
            "started_at",
            "saved_at",
            "sent_at",
            "expires_at",
            "referral",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(referral__isnull=True) | Q(sent_at__isnull=False),
                name="draft_sent_if_it_has_a_referral",
            )
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="draft_expiry"),
            models.Index(
                fields=["email_index", "saved_at"],
                condition=Q(email_index__isnull=False),
                name="draft_by_address",
            ),
        ]

    def __str__(self):
        return f"Draft {self.id}"


class SecretWord(models.Model):
    """The word she picked, as a salted hash. It opens her own page, or her saved form.

    Not the word in our messages by which she recognises us: this one is never sent anywhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.OneToOneField(
        Parent, null=True, on_delete=models.PROTECT, related_name="secret_word"
    )
    draft = models.OneToOneField(
        Draft, null=True, on_delete=models.PROTECT, related_name="secret_word"
    )
    digest = models.CharField(max_length=128, null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    set_at = models.DateTimeField()

    class Privacy:
        account = ("digest",)
        operational = ("id", "parent", "draft", "wrong_tries", "set_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=False, draft__isnull=True)
                | Q(parent__isnull=True, draft__isnull=False),
                name="secret_word_opens_one_thing",
            )
        ]

    def __str__(self):
        return f"Secret word {self.id}"


class FormSent(models.Model):
    """One public form sent from a network, to notice a flood. Forgotten after a day or two."""

    network = models.CharField(max_length=64, help_text="A keyed fingerprint, never the address.")
    journey = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Privacy:
        operational = ("id", "network", "journey", "at")

    class Meta:
        indexes = [models.Index(fields=["network", "at"], name="form_sent_by_network")]

    def __str__(self):
        return f"Form {self.journey} {self.id}"


class ImportedLine(models.Model):
    """One line of a caseload that was brought in from a spreadsheet: the same line twice is one."""

    site = models.ForeignKey("pim.Site", on_delete=models.PROTECT)
    key = models.CharField(max_length=64, help_text="A keyed fingerprint of the line's own number.")
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()

    class Privacy:
        operational = ("id", "site", "key", "referral", "at", "by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="imported_line_once"),
        ]

    def __str__(self):
        return f"Imported line of {self.referral_id}"
