"""A volunteer, and each dated step of hers."""

import uuid

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, OuterRef, Q

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, SiteScopedQuerySet, at_sites_of
from pim.models import APPEND_ONLY, DatedAct, acted_by
from referrals.enums import Background, DayPart, SupportFormat, Wish
from volunteers.enums import LIVE, WITH_US, Stage, VolunteerRole, VolunteerStatus, Weekday
from volunteers.models.scopes import NOBODY, of_her


def one_to_one() -> list[str]:
    return [VolunteerRole.ONE_TO_ONE]


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

    def trained(self):
        """Who may be there for one mum, today or after a break; nobody who only helps in groups or
        has said that she leaves."""
        one_to_one = [VolunteerRole.ONE_TO_ONE]
        return self.filter(status__in=WITH_US, leaves_on=None, roles__contains=one_to_one)

    def considered_for(self, referral):
        """Trained volunteers of her site, and those of the programme who travel to her."""
        near = Q(
            site__programme=referral.programme_id,
            travels_to__contains=[referral.parent.postcode_district or ""],
        )
        return self.trained().filter(Q(site=referral.site_id) | near)

    def with_standing(self):
        """Adds ``busy``, her live matches, ``newest_checks``, one of each kind, and
        ``programme_id`` and ``nation_asks``, what that asks for there: two queries."""
        checks = apps.get_model("volunteers", "Check").objects
        rules = apps.get_model("volunteers", "CheckRule").objects
        live = models.Count("match", filter=Q(match__status__in=LIVE))
        newest = models.Prefetch(
            "check_set", checks.newest().defer("number"), to_attr="newest_checks"
        )
        here = {"programme": OuterRef("site__programme"), "nation": OuterRef("site__nation")}
        asks = ArraySubquery(rules.filter(**here).as_json())
        of_site = {"nation": F("site__nation"), "programme_id": F("site__programme")}
        added = self.annotate(busy=live, nation_asks=asks, **of_site)
        return added.prefetch_related(newest)


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
    phone_index = models.CharField(max_length=64, null=True, editable=False)
    postcode = EncryptedTextField(null=True, blank=True)
    postcode_index = models.CharField(max_length=64, null=True, editable=False)
    postcode_district = models.CharField(max_length=4, null=True, blank=True)
    why = EncryptedTextField("why she would like to help", null=True, blank=True)
    status = models.CharField(
        max_length=12, choices=VolunteerStatus, default=VolunteerStatus.ENQUIRY
    )
    status_since = models.DateTimeField()
    back_on = models.DateField("back from her break on", null=True, blank=True)
    leaves_on = models.DateField("leaves us on", null=True, blank=True)
    ring_me_at = models.DateTimeField("asked us to ring her", null=True, blank=True)
    roles = ArrayField(models.CharField(max_length=12, choices=VolunteerRole), default=one_to_one)
    capacity = models.PositiveSmallIntegerField("mums at a time", default=1)
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    formats = ArrayField(
        models.CharField(max_length=10, choices=SupportFormat), default=list, blank=True
    )
    times = ArrayField(models.CharField(max_length=20, choices=DayPart), default=list, blank=True)
    days = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        default=list,
        blank=True,
        help_text="None named: any day.",
    )
    stages = ArrayField(models.CharField(max_length=12, choices=Stage), default=list, blank=True)
    background = ArrayField(
        models.CharField(max_length=16, choices=Background), default=list, blank=True
    )
    travels_to = ArrayField(
        models.CharField(max_length=4), default=list, blank=True, help_text="Postcode districts."
    )
    experience = ArrayField(models.CharField(max_length=20, choices=Wish), default=list, blank=True)
    rather_not = ArrayField(models.CharField(max_length=20, choices=Wish), default=list, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VolunteerQuerySet.as_manager()

    class Privacy:
        identifying = ("email", "phone", "postcode")
        searchable = (
            "first_name",
            "last_name",
            "email_index",
            "phone_index",
            "postcode_index",
            "postcode_district",
        )
        free_text = ("why",)
        special = ("experience", "rather_not", "languages", "background")
        operational = (
            "id",
            "user",
            "site",
            "status",
            "status_since",
            "back_on",
            "leaves_on",
            "ring_me_at",
            "roles",
            "capacity",
            "formats",
            "times",
            "days",
            "stages",
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
            models.CheckConstraint(condition=Q(roles__len__gte=1), name="volunteer_has_a_role"),
        ]
        indexes = [
            models.Index(
                fields=["site"],
                condition=Q(status=VolunteerStatus.AVAILABLE),
                name="volunteer_available_by_site",
            ),
            GinIndex(fields=["travels_to"], name="volunteer_travels_to"),
            models.Index(fields=["postcode_index"], name="volunteer_by_postcode"),
            models.Index(fields=["email_index"], name="volunteer_by_email"),
            models.Index(fields=["phone_index"], name="volunteer_by_phone"),
        ]

    def __str__(self):
        return f"Volunteer {self.id}"


class OfVolunteerQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(volunteer__in=Volunteer.objects.visible_to(user))


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
