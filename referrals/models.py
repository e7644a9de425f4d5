import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from pim.access import roles
from pim.access.encryption import EncryptedJSONField, EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of
from pim.models import APPEND_ONLY, DatedAct, acted_by
from referrals.enums import (
    ACCEPTED,
    INCOMING,
    OPEN,
    AgeBand,
    ClosedReason,
    ContactChannel,
    ContactOutcome,
    DayPart,
    Means,
    Purpose,
    ReferrerRole,
    Situation,
    Source,
    Status,
    SupportFormat,
    Wish,
)


class ReferralQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Her site's staff; a referral without a site is seen by the programme's staff."""
        homeless = Q(site__isnull=True) & at_programmes_of(user)
        return self.filter(at_sites_of(user, roles.SEE_CASES) | homeless)

    def open(self):
        return self.filter(status__in=OPEN)

    def incoming(self):
        return self.filter(status__in=INCOMING)

    def accepted(self):
        return self.filter(status__in=ACCEPTED)

    def waiting(self):
        return self.filter(status=Status.WAITING)


def at_programmes_of(user) -> Q:
    """Referrals outside every area belong to the whole programme until a person decides."""
    granted = roles.GRANTS[roles.SEE_CASES]
    held = [member for member in roles.memberships(user) if member.role in granted]
    if any(member.is_everywhere for member in held):
        return Q()
    programmes = {member.programme_id or member.site.programme_id for member in held}
    return Q(programme__in=programmes)


class CaseQuerySet(ScopedQuerySet):
    """Rows that hang on a referral and are seen by whoever sees it."""

    referral_path = "referral"

    def visible_to(self, user):
        seen = Referral.objects.visible_to(user)
        return self.filter(**{f"{self.referral_path}__in": seen})


class ParentQuerySet(CaseQuerySet):
    referral_path = "referral"


class Parent(models.Model):
    """The person supported. One row per person until erased."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    called = models.CharField("what to call her", max_length=120, null=True)
    age_band = models.CharField(max_length=10, choices=AgeBand, blank=True)
    postcode = EncryptedTextField(null=True, blank=True)
    postcode_district = models.CharField(max_length=4, null=True, blank=True)
    language = models.CharField(max_length=40, default="English")
    needs_interpreter = models.BooleanField(default=False)
    access_needs = EncryptedTextField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ParentQuerySet.as_manager()

    class Privacy:
        identifying = ("postcode",)
        searchable = ("called", "postcode_district")
        free_text = ("access_needs",)
        special = ("age_band", "language", "needs_interpreter")
        operational = ("id", "erased_at", "created_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | Q(called__isnull=False),
                name="parent_called_something_unless_erased",
            )
        ]
        indexes = [
            GinIndex(fields=["called"], opclasses=["gin_trgm_ops"], name="parent_called_search")
        ]

    def __str__(self):
        return f"Parent {self.id}"


class SafeContactQuerySet(CaseQuerySet):
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


class ReferrerQuerySet(CaseQuerySet):
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
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReferrerQuerySet.as_manager()

    class Privacy:
        identifying = ("email", "phone")
        searchable = ("name", "organisation", "email_index")
        operational = ("id", "role", "erased_at", "created_at")

    def __str__(self):
        return f"Referrer {self.id}"


class Referral(models.Model):
    """One episode in one programme, from asking to closing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    parent = models.ForeignKey(Parent, on_delete=models.PROTECT)
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", null=True, blank=True, on_delete=models.PROTECT)
    source = models.CharField(max_length=12, choices=Source)
    referrer = models.ForeignKey(Referrer, null=True, blank=True, on_delete=models.PROTECT)
    referrer_says_she_agrees = models.BooleanField(default=False)
    referrer_may_be_told = models.BooleanField(
        "may tell the referrer if unreachable", default=False
    )
    known_risks = EncryptedTextField(null=True, blank=True)
    asked_at = models.DateTimeField()
    situation = models.CharField(max_length=10, choices=Situation)
    due_on = models.DateField(null=True, blank=True)
    born_on = models.DateField(null=True, blank=True)
    wish = EncryptedTextField("what she would like help with", null=True, blank=True)
    wishes = ArrayField(models.CharField(max_length=20, choices=Wish), default=list, blank=True)
    formats = ArrayField(
        models.CharField(max_length=10, choices=SupportFormat), default=list, blank=True
    )
    times = ArrayField(models.CharField(max_length=20, choices=DayPart), default=list, blank=True)
    handover_note = EncryptedTextField(
        "what the volunteer should know (safety and access)", null=True, blank=True
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    status_since = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    planned_end_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=20, choices=ClosedReason, blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReferralQuerySet.as_manager()

    class Privacy:
        free_text = ("known_risks", "wish", "handover_note")
        special = ("situation", "due_on", "born_on", "wishes", "formats", "times")
        operational = (
            "id",
            "reference",
            "parent",
            "programme",
            "site",
            "source",
            "referrer",
            "referrer_says_she_agrees",
            "referrer_may_be_told",
            "asked_at",
            "status",
            "status_since",
            "accepted_at",
            "planned_end_on",
            "closed_at",
            "closed_reason",
            "duplicate_of",
            "created_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "programme"],
                condition=Q(status__in=OPEN),
                name="referral_one_open_per_programme",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="referral_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_at__isnull=False) & ~Q(closed_reason="")
                | ~Q(status=Status.CLOSED) & Q(closed_at__isnull=True, closed_reason=""),
                name="referral_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(source=Source.PROFESSIONAL)
                | Q(referrer__isnull=False, referrer_says_she_agrees=True),
                name="referral_professional_with_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=ACCEPTED)
                | Q(site__isnull=False, accepted_at__isnull=False),
                name="referral_accepted_at_a_site",
            ),
            models.CheckConstraint(
                condition=Q(closed_reason=ClosedReason.DUPLICATE, duplicate_of__isnull=False)
                | ~Q(closed_reason=ClosedReason.DUPLICATE) & Q(duplicate_of__isnull=True),
                name="referral_duplicate_names_the_other",
            ),
        ]
        indexes = [
            models.Index(
                fields=["site", "status", "status_since", "id"],
                condition=Q(status__in=OPEN),
                name="referral_worklist",
            ),
        ]

    def __str__(self):
        return self.reference


class ReferralEvent(DatedAct):
    """One move of a referral. Written by ``lifecycle.move`` only, and never changed."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    from_status = models.CharField(max_length=12, choices=Status, blank=True)
    to_status = models.CharField(max_length=12, choices=Status)
    reason = models.CharField(max_length=20, blank=True)

    objects = CaseQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "referral",
            "from_status",
            "to_status",
            "reason",
            "at",
            "actor_kind",
            "actor",
        )

    class Meta:
        triggers = APPEND_ONLY
        constraints = [acted_by("referral_event")]

    def __str__(self):
        return f"{self.get_to_status_display()}"


class Agreement(DatedAct):
    """That she wants support, in which words she was asked, and how she said so."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    wording_version = models.CharField(max_length=20)
    means = models.CharField(max_length=20, choices=Means)

    objects = CaseQuerySet.as_manager()

    class Privacy:
        operational = ("id", "referral", "wording_version", "means", "at", "actor_kind", "actor")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [acted_by("agreement")]

    def __str__(self):
        return f"Agreement, {self.get_means_display()}"


class Consent(DatedAct):
    """One decision about one purpose. The latest one counts; the earlier ones stay."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=12, choices=Purpose)
    given = models.BooleanField()
    wording_version = models.CharField(max_length=20)
    means = models.CharField(max_length=20, choices=Means)

    objects = CaseQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "referral",
            "purpose",
            "given",
            "wording_version",
            "means",
            "at",
            "actor_kind",
            "actor",
        )

    class Meta:
        triggers = APPEND_ONLY
        constraints = [acted_by("consent")]
        indexes = [
            models.Index(fields=["referral", "purpose", "-at", "-id"], name="consent_latest")
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {'yes' if self.given else 'no'}"


class ContactAttempt(models.Model):
    """One try to reach her, and how it went."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    channel = models.CharField(max_length=10, choices=ContactChannel)
    outcome = models.CharField(max_length=12, choices=ContactOutcome)
    note = EncryptedTextField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()

    class Privacy:
        free_text = ("note",)
        operational = ("id", "referral", "channel", "outcome", "at", "by")

    def __str__(self):
        return f"{self.get_channel_display()}: {self.get_outcome_display()}"


class Draft(models.Model):
    """A half-filled public form, held until it is sent in or purged. One draft, one referral."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.CharField(max_length=20)
    answers = EncryptedJSONField(null=True)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    referral = models.OneToOneField(Referral, null=True, on_delete=models.PROTECT)

    class Privacy:
        free_text = ("answers",)
        operational = ("id", "journey", "started_at", "expires_at", "referral")

    def __str__(self):
        return f"Draft {self.id}"
