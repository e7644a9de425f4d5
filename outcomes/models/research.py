import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.scope import ScopedQuerySet
from pim.models import APPEND_ONLY

RELEASES = (roles.REQUEST_RELEASE, roles.APPROVE_RELEASE)
STUDIES = (*RELEASES, roles.OPEN_STUDY)


def in_programmes_of(user, permissions, path: str = "programme") -> Q:
    """Rows of the programmes a role covers whole; a role at one site is not enough."""
    granted = frozenset().union(*(roles.GRANTS[permission] for permission in permissions))
    held = [member for member in roles.memberships(user) if member.role in granted]
    if any(member.is_everywhere for member in held):
        return Q()
    return Q(**{f"{path}__in": [member.programme_id for member in held if member.programme_id]})


class StudyQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(in_programmes_of(user, STUDIES))

    def running_on(self, day):
        return self.filter(ends_on__gte=day)


class Study(models.Model):
    """What a researcher may ask for, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(unique=True)
    purpose = models.TextField()
    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    columns = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="What about her and her support it may have, beside the scores. None: nothing.",
    )
    ends_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StudyQuerySet.as_manager()

    class Privacy:
        operational = ("id", "key", "purpose", "programme", "columns", "ends_on", "created_at")

    def __str__(self):
        return self.key


class StudyCode(models.Model):
    """The random name of one referral in one study. Made once, from nothing about her."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT)
    code = models.CharField(max_length=16)

    class Privacy:
        operational = ("id", "study", "referral", "code")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "referral"], name="study_code_once"),
            models.UniqueConstraint(fields=["study", "code"], name="study_code_unique"),
        ]

    def __str__(self):
        return self.code


class ReleaseQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(in_programmes_of(user, RELEASES, "study__programme"))

    def approved(self):
        return self.filter(approved_at__isnull=False)


class Release(models.Model):
    """A frozen set of files that one person asked for and another approved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT)
    requested_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField("can be fetched until", null=True)
    declined_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    declined_at = models.DateTimeField(null=True)
    declined_why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField("frozen at", null=True)
    rows = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    anonymity = models.JSONField(
        default=dict, help_text="How many share each combination of what could tell them apart."
    )
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "study",
            "requested_by",
            "requested_at",
            "approved_by",
            "approved_at",
            "expires_at",
            "declined_by",
            "declined_at",
            "declined_why",
            "made_at",
            "rows",
            "people",
            "anonymity",
            "sha256",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="release_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("requested_by")), name="release_approved_by_another"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | Q(made_at__isnull=False, expires_at__isnull=False, declined_at__isnull=True),
                name="release_approved_when_made_and_until",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True, declined_by__isnull=True)
                | Q(declined_at__isnull=False, declined_by__isnull=False),
                name="release_declined_by_someone",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__approved_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="content_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.made_at IS NOT NULL AND (OLD.sha256, OLD.rows, OLD.people, OLD.made_at)"
                    " IS DISTINCT FROM (NEW.sha256, NEW.rows, NEW.people, NEW.made_at)"
                ),
            ),
        ]

    def __str__(self):
        return f"Release {self.id}"


class ReleaseFile(models.Model):
    """One frozen file of a release."""

    append_only = True

    release = models.ForeignKey(Release, on_delete=models.PROTECT)
    name = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)

    class Privacy:
        operational = ("id", "release", "name", "size", "sha256")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="release_file_once")
        ]

    def __str__(self):
        return self.name


class ReleaseChunk(models.Model):
    """A piece of a file of a release: a national file is never in memory as a whole."""

    append_only = True

    file = models.ForeignKey(ReleaseFile, on_delete=models.PROTECT)
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Privacy:
        special = ("content",)
        operational = ("id", "file", "place")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [models.UniqueConstraint(fields=["file", "place"], name="release_chunk_once")]

    def __str__(self):
        return f"{self.file_id} {self.place}"


class ReleaseMember(models.Model):
    """One episode of support whose rows are in a release: who withdraws is told where she is."""

    append_only = True

    release = models.ForeignKey(Release, on_delete=models.PROTECT)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT)

    class Privacy:
        operational = ("id", "release", "referral")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(fields=["release", "referral"], name="release_member_once")
        ]

    def __str__(self):
        return f"{self.release_id} {self.referral_id}"
