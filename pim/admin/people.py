"""People who sign in, and how they come in and leave."""

from django.contrib import admin
from django.db.models import Prefetch
from django.urls import reverse

from pim import clock
from pim.access import invitations, leaving, people, roles, sessions
from pim.admin import search
from pim.admin.bases import Filter, Link, PimModelAdmin, Summary, Table, Tag, button
from pim.admin.lists import filter_for
from pim.admin.people_forms import InviteForm, LeaveForm
from pim.admin.site import pim_site
from pim.enums import Role
from pim.models import Invitation, Membership, Message, User


def where(placed):
    """Where a role holds, in words."""
    return str(placed.site or placed.programme or "The whole organisation")


def live_roles():
    held = Membership.objects.live().select_related("site", "programme")
    return Prefetch("membership_set", held, to_attr="held")


def what_stays_open(user):
    """Before she leaves: what somebody else must take over."""
    found = leaving.left_open(user)
    listed = [f"{one.what}, {one.where}: {one.count}" for one in found]
    first = "Nothing else stands open in her name."
    return ["Somebody must take over:", *listed] if listed else [first]


@admin.register(User, site=pim_site)
class UserAdmin(PimModelAdmin):
    see_permission = work_permission = roles.MANAGE_PEOPLE
    step_up = True
    nav_label, nav_order = "People", 720
    list_display = ["name", "email", "roles", "last_here"]
    filters = [
        Filter(
            "role",
            "Role",
            lambda user: Role.choices,
            lambda rows, role: rows.filter(pk__in=Membership.objects.with_role(role)),
        ),
        filter_for(User, "is_active", "Can sign in"),
    ]
    ordering = ["name", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(live_roles())

    def list_links(self, request):
        return [
            Link("Invite somebody", reverse("admin:pim_invitation_add")),
            Link("Invitations", reverse("admin:pim_invitation_changelist")),
        ]

    @admin.display(description="E-mail address")
    def email(self, user):
        return user.email

    @admin.display(description="Last signed in")
    def last_here(self, user):
        return user.last_login or "Not yet"

    def roles(self, user):
        return [f"{one.get_role_display()}, {where(one)}" for one in user.held] or "None now"

    def state(self, user):
        return Tag("Can sign in", "green") if user.is_active else Tag("Has left")

    def panels(self, request, user):
        rows = [
            ("E-mail address", user.email),
            ("Here since", user.joined_at),
            ("Last signed in", user.last_login),
            ("Second factor", user.authenticator_set.exists()),
        ]
        held = user.membership_set.select_related("site", "programme").order_by("started_on")
        return [
            Summary("Sign-in", rows),
            Table(
                "Roles",
                ["Role", "Where", "From", "Until"],
                [self._role(one) for one in held],
            ),
            Table(
                "Signed in now",
                ["On", "Since", "Last used"],
                [[one.browser, one.began_at, one.seen_at] for one in sessions.listed(user)],
                empty="She is not signed in anywhere.",
            ),
            Table(
                "Open in her name",
                ["What", "Where", "How many"],
                [[one.what, one.where, one.count] for one in leaving.left_open(user)],
                empty="Nothing for somebody else to take over.",
            ),
        ]

    def _role(self, one):
        end = Link("End this role", reverse("admin:pim_membership_do", args=[one.pk, "end"]))
        return [one.get_role_display(), where(one), one.started_on, one.ended_on or end]

    @button(
        "Let her set up a new phone",
        when=lambda user: user.is_active,
        hint="For somebody who has lost both phone and recovery codes. Make sure first that you "
        "speak with the right person. She signs in with her password and sets up codes again.",
        done="She can set up her sign-in codes again.",
    )
    def forget_second_factor(self, user, **asked):
        people.forget_second_factor(user=user, **asked)

    @button(
        "Sign her out everywhere",
        when=lambda user: user.is_active,
        hint="For a lost phone, or a computer left open. She can sign in again at once, with her "
        "password and a code.",
        done="She is signed out everywhere.",
    )
    def sign_out(self, user, **asked):
        people.sign_out(user=user, **asked)

    @button(
        "She leaves",
        form=LeaveForm,
        title="Does she leave?",
        hint="All her roles end today, she is signed out wherever she is and cannot sign in any "
        "more, and her turns on rotas are free. What she did stays in the records.",
        when=lambda user: user.is_active,
        told=what_stays_open,
        done="She has left. See below what somebody must take over.",
        style="warning",
    )
    def leave(self, user, **asked):
        leaving.leave(user=user, **asked)


@admin.register(Membership, site=pim_site)
class MembershipAdmin(PimModelAdmin):
    see_permission = work_permission = roles.MANAGE_PEOPLE
    step_up = True
    list_title = "Roles"
    list_display = ["role", "who", "where", "started_on", "ended_on"]
    ordering = ["-started_on", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "site", "programme")

    def who(self, membership):
        return membership.user.name

    def where(self, membership):
        return where(membership)

    def title(self, membership):
        return f"{membership.get_role_display()}, {where(membership)}"

    def lead(self, membership):
        return membership.user.name

    @button(
        "End",
        title="End this role?",
        hint="It ends today, and she is signed out wherever she is. With her last role she "
        "cannot sign in any more. What she did stays in the records.",
        when=lambda membership: membership.ended_on is None,
        done="The role has ended.",
        style="warning",
    )
    def end(self, membership, **asked):
        people.end_membership(membership=membership, **asked)
        return reverse("admin:pim_user_change", args=[membership.user_id])


@admin.register(Invitation, site=pim_site)
class InvitationAdmin(PimModelAdmin):
    see_permission = work_permission = roles.MANAGE_PEOPLE
    step_up = True
    list_title = "Invitations"
    list_intro = "A link works once, for seven days."
    list_display = ["email", "role", "where", "how", "invited_at"]
    ordering = ["-invited_at", "pk"]
    add_form, add_label = InviteForm, "Invite somebody"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("site", "programme", "invited_by")

    def where(self, invitation):
        return where(invitation)

    @admin.display(description="How it stands")
    def how(self, invitation):
        return self.state(invitation)

    def state(self, invitation):
        if invitation.accepted_at:
            return Tag("Accepted", "green")
        is_open = invitations.is_open(invitation, clock.now())
        return Tag("Waiting for her", "blue") if is_open else Tag("Run out")

    def title(self, invitation):
        return invitation.email

    def add(self, form, *, by, now):
        return invitations.invite(**form.cleaned_data, by=by, now=now)

    def panels(self, request, invitation):
        message = Message.objects.about(invitation.pk).first()
        sent = message.get_state_display() if message else "The link was printed"
        rows = [
            ("Role", invitation.get_role_display()),
            ("Where", where(invitation)),
            ("Invited by", invitation.invited_by.name if invitation.invited_by else "The service"),
            ("Works until", invitation.expires_at),
            ("Message", sent),
        ]
        return Summary("The invitation", rows)

    @button(
        "Withdraw",
        when=lambda invitation: invitations.is_open(invitation, clock.now()),
        hint="The link stops working at once.",
        done="The invitation is withdrawn.",
    )
    def withdraw(self, invitation, **asked):
        invitations.withdraw(invitation=invitation, **asked)

    @button(
        "Send a new link",
        when=lambda invitation: invitation.accepted_at is None,
        done="A new link is on its way.",
    )
    def send_again(self, invitation, **asked):
        return self.address_of(invitations.send_again(invitation=invitation, **asked))


@search.register
def find_people(user, text):
    if not roles.can(user, roles.MANAGE_PEOPLE):
        return []
    found = User.objects.visible_to(user).matching(text).order_by("name")
    return [
        search.Hit(one.name, "People", reverse("admin:pim_user_change", args=[one.pk]), one.email)
        for one in found[: search.MOST]
    ]
