import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, SiteScopedQuerySet, at_sites_of
from pim.models import APPEND_ONLY, DatedAct, acted_by
from referrals.enums import DayPart, SupportFormat, Wish
from volunteers.enums import (
    LIVE,
    Attendance,
    CheckKind,
    EndReason,
    MatchKind,
    MatchStatus,
    SessionKind,
    VolunteerStatus,
)

NOBODY = Q(pk__in=[])


def of_her(user, path: str = "user") -> Q:
    """A volunteer's own rows, for as long as she is one. Nobody else is matched by it: a visitor
    has no key, and rows without a sign-in have none either."""
    return Q(**{path: user.pk}) if roles.can(user, roles.SUPPORT_MUMS) else NOBODY


class VolunteerQuerySet(SiteScopedQuerySet):
    permission = roles.SEE_VOLUNTEERS

    def visible_to(self, user):
        """Staff of her site, and the volunteer herself.

        An enquiry from outside every site is seen by all who look after volunteers, until one
        of them takes it up.
        """
        sees = roles.can(user, self.permission)
        homeless = Q(site__isnull=True) if sees else NOBODY
        return self.filter(at_sites_of(user, self.permission) | homeless | of_her(user))

    def of_user(self, user):
        return self.filter(of_her(user))

    def enquiries(self):
        return self.filter(status=VolunteerStatus.ENQUIRY)

    def available(self):
        return self.filter(status=VolunteerStatus.AVAILABLE)

    def considered_for(self, referral):
        """Trained volunteers of her site, and those of the programme who travel to her."""
        trained = self.filter(status__in=(VolunteerStatus.AVAILABLE, VolunteerStatus.ON_BREAK))
        near = Q(
            site__programme=referral.programme_id,
            travels_to__contains=[referral.parent.postcode_district or ""],
        )
        return trained.filter(Q(site=referral.site_id) | near)

    def with_standing(self):
        """Adds ``busy``, her live matches, and ``newest_checks``, one of each kind: two queries."""
        live = models.Count("match", filter=Q(match__status__in=LIVE))
        newest = models.Prefetch("check_set", Check.objects.newest(), to_attr="newest_checks")
        return self.annotate(busy=live).prefetch_related(newest)


class Volunteer(models.Model):
    """A mother who supports others, from her first enquiry to the day she leaves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField("pim.User", null=True, blank=True, on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", null=True, blank=True, on_delete=models.PROTECT)
    first_name = models.CharField(max_length=120, null=True)
    last_name = models.CharField(max_length=120, null=True, blank=True)
    email = EncryptedTextField(null=True)
    email_index = models.CharField(max_length=64, null=True, editable=False)
    phone = EncryptedTextField(null=True, blank=True)
    postcode_district = models.CharField(max_length=4, null=True, blank=True)
    why = EncryptedTextField("why she would like to help", null=True, blank=True)
    status = models.CharField(
        max_length=12, choices=VolunteerStatus, default=VolunteerStatus.ENQUIRY
    )
    status_since = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField("mums at a time", default=1)
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    formats = ArrayField(
        models.CharField(max_length=10, choices=SupportFormat), default=list, blank=True
    )
    times = ArrayField(models.CharField(max_length=20, choices=DayPart), default=list, blank=True)
    travels_to = ArrayField(
        models.CharField(max_length=4), default=list, blank=True, help_text="Postcode districts."
    )
    experience = ArrayField(models.CharField(max_length=20, choices=Wish), default=list, blank=True)
    rather_not = ArrayField(models.CharField(max_length=20, choices=Wish), default=list, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VolunteerQuerySet.as_manager()

    class Privacy:
        identifying = ("email", "phone")
        searchable = ("first_name", "last_name", "email_index", "postcode_district")
        free_text = ("why",)
        special = ("experience", "rather_not", "languages")
        operational = (
            "id",
            "user",
            "site",
            "status",
            "status_since",
            "capacity",
            "formats",
            "times",
            "travels_to",
            "erased_at",
            "created_at",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=VolunteerStatus.values), name="volunteer_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=VolunteerStatus.AVAILABLE) | Q(site__isnull=False),
                name="volunteer_available_at_a_site",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | Q(first_name__isnull=False),
                name="volunteer_named_unless_erased",
            ),
            models.UniqueConstraint(
                fields=["email_index"],
                condition=Q(status=VolunteerStatus.ENQUIRY),
                name="volunteer_one_enquiry_an_address",
            ),
        ]

    def __str__(self):
        return f"Volunteer {self.id}"


class OfVolunteerQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(volunteer__in=Volunteer.objects.visible_to(user))


class CheckQuerySet(OfVolunteerQuerySet):
    def newest(self):
        """Of each volunteer and kind the one that counts."""
        kinds = ("volunteer_id", "kind")
        return self.order_by(*kinds, "-issued_on", "-seen_on", "pk").distinct(*kinds)


class VolunteerEvent(DatedAct):
    """One dated step of a volunteer. Never changed."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    from_status = models.CharField(max_length=12, choices=VolunteerStatus, blank=True)
    to_status = models.CharField(max_length=12, choices=VolunteerStatus)

    objects = OfVolunteerQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "volunteer",
            "from_status",
            "to_status",
            "at",
            "actor_kind",
            "actor",
        )

    class Meta:
        triggers = APPEND_ONLY
        constraints = [acted_by("volunteer_event")]

    def __str__(self):
        return f"{self.get_to_status_display()}"


class Check(models.Model):
    """A check, reference or training record, seen by a named person. Never a scan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=CheckKind)
    number = EncryptedTextField(null=True, blank=True)
    issued_on = models.DateField()
    recheck_on = models.DateField(null=True, blank=True)
    seen_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    seen_on = models.DateField()

    objects = CheckQuerySet.as_manager()

    class Privacy:
        identifying = ("number",)
        operational = ("id", "volunteer", "kind", "issued_on", "recheck_on", "seen_by", "seen_on")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recheck_on__isnull=True) | Q(recheck_on__gt=F("issued_on")),
                name="check_issued_before_it_expires",
            )
        ]
        indexes = [models.Index(fields=["volunteer", "kind", "-issued_on"], name="check_newest")]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.issued_on:%-d %B %Y}"

    def holds_on(self, day):
        """A check due for renewal today no longer holds today."""
        return self.recheck_on is None or self.recheck_on > day


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
        special = ("reasons",)
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
            )
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


class Session(models.Model):
    """One contact between a volunteer and a mum, or one that fell through."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT)
    held_on = models.DateField()
    kind = models.CharField(max_length=10, choices=SessionKind)
    attendance = models.CharField(max_length=14, choices=Attendance, default=Attendance.HAPPENED)
    minutes = models.PositiveSmallIntegerField(default=0)
    note = EncryptedTextField(null=True, blank=True)
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")

    objects = OfMatchQuerySet.as_manager()

    class Privacy:
        free_text = ("note",)
        operational = (
            "id",
            "match",
            "held_on",
            "kind",
            "attendance",
            "minutes",
            "logged_at",
            "logged_by",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__lte=600), name="session_minutes_sensible"),
            models.CheckConstraint(
                condition=~Q(attendance=Attendance.HAPPENED) | Q(minutes__gte=1),
                name="session_that_happened_took_time",
            ),
        ]
        indexes = [models.Index(fields=["match", "held_on"], name="session_by_match")]

    def __str__(self):
        return f"{self.get_kind_display()} on {self.held_on:%-d %B %Y}"
