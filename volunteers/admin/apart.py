"""Two people who are not put together: said on a match, shown on both records, lifted here."""

from django.contrib import admin
from django.urls import reverse

from pim.access import roles
from pim.admin import panels as added
from pim.admin.bases import Link, PimModelAdmin, Summary, Table, button
from pim.admin.site import pim_site
from referrals.models import Parent, Referral
from volunteers import actions
from volunteers.forms.apart import ApartForm
from volunteers.models import Match, NotTogether, Volunteer
from volunteers.naming import name_of
from volunteers.panels.shared import address_of, named

NEITHER_IS_TOLD = "It holds from now on, until you lift it. Neither of them is told."


def is_kept_apart(match: Match) -> bool:
    """As ``with_apart`` has annotated it."""
    return getattr(match, "kept_apart", False)


class ApartButtons:
    """On a match: whatever became of it, the two are not put together again."""

    @button(
        "Do not put these two together",
        form=ApartForm,
        when=lambda match: not is_kept_apart(match),
        hint=f"{NEITHER_IS_TOLD} A proposal is taken back. A match goes on until you end it.",
        style="aside",
        done="Noted. These two are not put together.",
    )
    def keep_apart(self, match, **asked):
        actions.keep_apart(referral=match.referral, volunteer=match.volunteer, **asked)


@admin.register(NotTogether, site=pim_site)
class NotTogetherAdmin(PimModelAdmin):
    see_permission = roles.WORK_CASES
    work_permission = roles.WORK_CASES
    list_display = ["who", "why", "noted_at"]
    list_title = "Not put together"
    ordering = ["-noted_at", "pk"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).standing()
        return rows.select_related("volunteer__site", "noted_by", "parent")

    def site_of(self, apart):
        """Whoever may see it may lift it."""
        return None

    @admin.display(description="Volunteer")
    def who(self, apart):
        return name_of(apart.volunteer)

    def title(self, apart):
        return f"Not put together with {name_of(apart.volunteer)}"

    def panels(self, request, apart):
        return [
            Summary(
                "What was said",
                [
                    ("Mum", _her(apart.parent, request.user)),
                    ("Volunteer", named(apart.volunteer, request.user)),
                    ("Why", apart.get_why_display()),
                    ("Who said so", apart.get_said_by_display()),
                    ("Noted", apart.noted_at),
                    ("By", apart.noted_by and apart.noted_by.name),
                ],
            )
        ]

    @button(
        "They may be put together",
        hint="It was a mistake, or it does not hold any more.",
        done="Lifted. They may be proposed to each other again, if nothing else stands against it.",
    )
    def lift(self, apart, **asked):
        actions.lift_apart(apart=apart, **asked)
        return address_of(apart.volunteer)


@added.on(Referral, order=15)
def apart_from_her(user, referral):
    rows = _standing(user).filter(parent=referral.parent_id)
    return _panel(rows, "Volunteer", lambda row: named(row.volunteer, user))


@added.on(Match, order=5)
def apart_on_match(user, match):
    """Who of the two must not be with the other, why, and the way to lift it."""
    rows = _standing(user).filter(parent=match.referral.parent_id, volunteer=match.volunteer_id)
    who = f"{match.referral.parent.called or 'Erased'} and {name_of(match.volunteer)}"
    return _panel(rows, "Who", lambda row: who)


@added.on(Volunteer, order=40)
def apart_from_volunteer(user, volunteer):
    rows = _standing(user).filter(volunteer=volunteer)
    return _panel(rows, "Mum", lambda row: _her(row.parent, user))


def _standing(user):
    rows = NotTogether.objects.visible_to(user).standing()
    return rows.select_related("volunteer", "parent").order_by("-noted_at", "pk")


def _panel(rows, heading: str, other) -> Table | None:
    made = [
        (
            other(row),
            row.get_why_display(),
            row.get_said_by_display(),
            row.noted_at,
            Link("Look at it", reverse("admin:volunteers_nottogether_change", args=[row.pk])),
        )
        for row in rows
    ]
    headings = [heading, "Why", "Who said so", "Noted", "Lift it"]
    return Table("Not put together with (neither is told)", headings, made) if made else None


def _her(parent: Parent, user) -> Link | str:
    """Her name is for those who see her case."""
    referral = Referral.objects.visible_to(user).filter(parent=parent).order_by("-asked_at").first()
    if referral is None:
        return "A mum of another site"
    address = reverse("admin:referrals_referral_change", args=[referral.pk])
    return Link(parent.called or "Erased", address)
