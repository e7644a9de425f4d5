import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.scope import ScopedQuerySet, SiteScopedQuerySet
from pim.enums import Nation


class ProgrammeQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Any role in a programme, or at a site of it, lets a person see that it exists."""
        held = roles.memberships(user)
        at_sites = [member.site.programme_id for member in held if member.site_id]
        return self._covered_by(held) | self.filter(pk__in=at_sites)

    def where(self, user, permission):
        """The programmes over the whole of which the user holds a permission."""
        granted = roles.GRANTS[permission]
        return self._covered_by([m for m in roles.memberships(user) if m.role in granted])

    def _covered_by(self, held):
        if any(member.is_everywhere for member in held):
            return self.all()
        return self.filter(pk__in=[member.programme_id for member in held])

    def open_on(self, day):
        return self.filter(is_active=True, site__in=Site.objects.open_on(day)).distinct()


class Programme(models.Model):
    """A scheme with its own eligibility, wording and sites. All of it is data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    us = models.CharField(
        "what we call ourselves", max_length=60, help_text="Neutral: it may show on a lock screen."
    )
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    takes_partners = models.BooleanField("dads and partners too", default=False)
    youngest_age = models.PositiveSmallIntegerField("usual youngest age, in years", default=18)
    oldest_child_months = models.PositiveSmallIntegerField("usual oldest child, in months")
    support_weeks = models.PositiveSmallIntegerField("planned length of support, in weeks")
    first_call_working_days = models.PositiveSmallIntegerField(default=5)
    urgent_call_working_days = models.PositiveSmallIntegerField(default=2)
    contact_attempts = models.PositiveSmallIntegerField(default=3)
    check_in_weeks = models.PositiveSmallIntegerField(
        "weeks between “still want this?” questions", default=4
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "slug",
            "name",
            "us",
            "is_active",
            "is_demonstration",
            "takes_partners",
            "youngest_age",
            "oldest_child_months",
            "support_weeks",
            "first_call_working_days",
            "urgent_call_working_days",
            "contact_attempts",
            "check_in_weeks",
            "created_at",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(support_weeks__gte=1, contact_attempts__gte=1, check_in_weeks__gte=1),
                name="programme_has_sensible_lengths",
            )
        ]

    def __str__(self):
        return self.name


class SiteQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Any role at a site lets a person see that the site exists."""
        return self._covered_by(roles.memberships(user))

    def where(self, user, permission):
        """The sites at which the user holds a permission."""
        granted = roles.GRANTS[permission]
        return self._covered_by([m for m in roles.memberships(user) if m.role in granted])

    def _covered_by(self, held):
        if any(member.is_everywhere for member in held):
            return self
        return self.filter(
            Q(pk__in=[member.site_id for member in held])
            | Q(programme__in=[member.programme_id for member in held])
        )

    def open_on(self, day):
        return self.not_closed_on(day).filter(opens_on__lte=day)

    def not_closed_on(self, day):
        """Open, or to be opened later."""
        return self.filter(Q(closes_on__isnull=True) | Q(closes_on__gt=day))

    def desks_on(self, day):
        """Those whose telephone answers, of every programme that runs, by name."""
        return self.open_on(day).filter(programme__is_active=True).order_by("name")

    def covering(self, district):
        return self.filter(postcode_districts__contains=[district])


class Site(models.Model):
    """An area of a programme. Names and borders change; the row stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    slug = models.SlugField()
    name = models.CharField(max_length=120)
    nation = models.CharField(max_length=3, choices=Nation, default=Nation.ENGLAND)
    postcode_districts = ArrayField(
        models.CharField(max_length=4), help_text="For example WA7. One per line."
    )
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    intake_paused = models.BooleanField(default=False)
    funders = models.CharField(max_length=200, blank=True)
    phone = models.CharField("number to ring or text", max_length=20)
    texts_read = models.CharField(
        "when texts are read", max_length=80, default="Monday to Friday, 9 to 5"
    )
    staffed_from = models.TimeField()
    staffed_until = models.TimeField()
    staffed_weekdays = ArrayField(
        models.PositiveSmallIntegerField(), help_text="0 is Monday, 6 is Sunday."
    )
    closures = ArrayField(models.DateField(), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SiteQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "programme",
            "slug",
            "name",
            "nation",
            "postcode_districts",
            "opens_on",
            "closes_on",
            "intake_paused",
            "funders",
            "phone",
            "texts_read",
            "staffed_from",
            "staffed_until",
            "staffed_weekdays",
            "closures",
            "created_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="site_slug_once"),
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gt=F("opens_on")),
                name="site_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(staffed_until__gt=F("staffed_from")), name="site_staffed_hours_in_order"
            ),
        ]

    def __str__(self):
        return self.name


class RotaQuerySet(SiteScopedQuerySet):
    permission = roles.MANAGE_SITES


class Rota(models.Model):
    """Who looks at risk alerts of a site on a weekday; the lower place is rung first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    user = models.ForeignKey("pim.User", on_delete=models.PROTECT)
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday, 6 is Sunday.")
    place = models.PositiveSmallIntegerField(default=1, help_text="1 on duty, 2 deputy, 3 lead.")

    objects = RotaQuerySet.as_manager()

    class Privacy:
        operational = ("id", "site", "user", "weekday", "place")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "weekday", "place"], name="rota_one_person_a_place"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="rota_weekday_exists"),
        ]

    def __str__(self):
        return f"Rota of {self.site_id} on day {self.weekday}, place {self.place}"
