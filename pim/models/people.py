import uuid
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from pim.access import roles
from pim.access.scope import ScopedQuerySet
from pim.enums import Role
from pim.models.places import Programme, Site

INVITATION_LASTS = timedelta(days=7)


class UserQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """People of the sites a manager looks after, and oneself."""
        if roles.can_over(user, roles.MANAGE_PEOPLE):
            return self
        there = Membership.objects.where(user, roles.MANAGE_PEOPLE)
        return self.filter(Q(pk=user.pk) | Q(pk__in=there.values("user")))

    def active(self):
        return self.filter(is_active=True)

    def matching(self, text):
        return self.filter(Q(name__icontains=text) | Q(email__icontains=text))

    def named(self, email):
        return self.filter(email__iexact=email)


class UserAccounts(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, *, email, name, password=None):
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Someone who signs in: staff or volunteer. What she may do comes from her memberships."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserAccounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Privacy:
        account = ("email", "name", "password", "last_login")
        operational = ("id", "is_active", "joined_at")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    @cached_property
    def live_memberships(self) -> list["Membership"]:
        return list(self.membership_set.select_related("site").filter(ended_on__isnull=True))

    @property
    def is_staff(self) -> bool:
        """Whether the admin is this person's workplace."""
        return any(member.role in roles.STAFF for member in roles.memberships(self))

    def has_perm(self, perm, obj=None) -> bool:
        """Django's own permission names grant nothing here; see ``pim.access.roles``."""
        return False

    def has_module_perms(self, app_label) -> bool:
        return self.is_staff


class PlacedQuerySet(ScopedQuerySet):
    """Rows that hold at a site, in a programme or (neither given) everywhere."""

    def where(self, user, permission):
        """Those in places that the user holds a permission over."""
        if roles.can_over(user, permission):
            return self
        sites = Site.objects.where(user, permission)
        programmes = Programme.objects.where(user, permission)
        return self.filter(Q(site__in=sites) | Q(programme__in=programmes))


class MembershipQuerySet(PlacedQuerySet):
    def visible_to(self, user):
        return self.filter(user__in=User.objects.visible_to(user))

    def live(self):
        return self.filter(ended_on__isnull=True)

    def with_role(self, role):
        """The ids of the people who hold a role now."""
        return self.live().filter(role=role).values("user")


class Membership(models.Model):
    """A role a person holds: at one site, in a whole programme, or (neither given) everywhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    role = models.CharField(max_length=20, choices=Role)
    site = models.ForeignKey("pim.Site", null=True, blank=True, on_delete=models.PROTECT)
    programme = models.ForeignKey("pim.Programme", null=True, blank=True, on_delete=models.PROTECT)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Privacy:
        operational = ("id", "user", "role", "site", "programme", "started_on", "ended_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "site", "programme"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="membership_role_once",
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=True) | Q(programme__isnull=True),
                name="membership_of_site_or_programme",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self):
        return self.get_role_display()

    @property
    def is_everywhere(self) -> bool:
        return self.site_id is None and self.programme_id is None

    def covers(self, site: Site) -> bool:
        return (
            self.is_everywhere or site.pk == self.site_id or site.programme_id == self.programme_id
        )

    def reaches(self, site: Site | None, programme: Programme | None) -> bool:
        """Whether it covers the whole of a site, a programme, or (neither) everything."""
        if site is not None:
            return self.covers(site)
        return self.is_everywhere or (programme is not None and programme.pk == self.programme_id)


def live_memberships_of(person: str) -> Prefetch:
    """For ``prefetch_related``: what the people of a list may do, in one query for all of them."""
    live = Membership.objects.live().select_related("site")
    return Prefetch(f"{person}__membership_set", live, to_attr="live_memberships")


class InvitationQuerySet(PlacedQuerySet):
    def visible_to(self, user):
        return self.where(user, roles.MANAGE_PEOPLE)


class Invitation(models.Model):
    """A one-use way in for one person in one role. Accepting it makes the user."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role)
    site = models.ForeignKey("pim.Site", null=True, blank=True, on_delete=models.PROTECT)
    programme = models.ForeignKey("pim.Programme", null=True, blank=True, on_delete=models.PROTECT)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Privacy:
        account = ("email",)
        operational = (
            "id",
            "role",
            "site",
            "programme",
            "invited_by",
            "invited_at",
            "expires_at",
            "accepted_at",
            "accepted_by",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_someone",
            )
        ]

    def __str__(self):
        return f"Invitation as {self.get_role_display()}"
