"""Erasing what identifies a volunteer whose time is over: who asks, who decides."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.formats import date_format

from pim import clock, retention
from pim.access import roles, second_factor
from pim.access.audit import acting
from pim.admin.bases import PimModelAdmin, Summary, Tag, Words, button
from pim.admin.site import get_or_post, pim_site
from pim.forms.base import PimForm
from pim.forms.fields import CheckboxesField
from pim.models import User
from referrals.enums import ErasureStanding, WhyErased
from referrals.forms.rights import ErasureForm
from volunteers import actions, queries
from volunteers.enums import VolunteerStatus
from volunteers.models import Volunteer, VolunteerErasure
from volunteers.naming import known_to, name_of, numbered

ON_A_PAGE = 25
WHAT_GOES = (
    "Name, ways to reach, application, references, notes of talks and the number of each check. "
    "Days and codes stay. It cannot be brought back."
)


class LeftLongAgoForm(PimForm):
    submit_label = "Ask for these to be erased"
    names = {"which": "which volunteers"}

    which = CheckboxesField(label="Which are to be erased?")

    def __init__(self, *args, user: User, volunteers: Sequence[Volunteer], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._volunteers = {str(one.pk): one for one in volunteers}
        self.fields["which"].choices = [
            (key, _said(one, user)) for key, one in self._volunteers.items()
        ]

    def chosen(self) -> list[Volunteer]:
        return [self._volunteers[key] for key in self.cleaned_data["which"]]


def _said(volunteer: Volunteer, user: User) -> str:
    return f"{known_to(user, volunteer)}, left {date_format(volunteer.status_since, 'j F Y')}"


def due(request: HttpRequest) -> HttpResponse:
    if not roles.can(request.user, roles.SEE_ERASURES):
        raise Http404
    if request.method == "POST" and (first := second_factor.ask_again(request)):
        return first
    rows = queries.volunteers_time_is_over(request.user, clock.today())
    form = LeftLongAgoForm(request.POST or None, user=request.user, volunteers=rows[:ON_A_PAGE])
    if form.is_valid():
        chosen, by = form.chosen(), acting(request.user)
        refused = actions.ask_volunteer_erasures(volunteers=chosen, by=by, now=clock.now())
        asked = len(chosen) - len(refused)
        messages.success(request, f"A second person is asked about {asked}.")
        for why in refused:
            messages.error(request, why)
        return redirect("volunteers-to-erase")
    context = {
        "form": form,
        "count": rows.count(),
        "by": retention.end_of_month(clock.today()),
        "lasts": retention.in_words(retention.months_of("volunteer")),
        "lasts_applying": retention.in_words(retention.months_of("applicant")),
    }
    page = "volunteers/admin/due.html"
    return TemplateResponse(request, page, pim_site.each_context(request) | context)


class ErasingButtons:
    """On the page of a volunteer who has left."""

    @button(
        "Erase what identifies her",
        style="aside",
        form=ErasureForm,
        when=lambda her: her.status == VolunteerStatus.LEFT and not her.erased_at,
        step_up=True,
        hint=f"{WHAT_GOES} A second person decides.",
        done="A second person is asked to decide.",
    )
    def ask_erasure(self, volunteer, *, why, **asked):
        actions.ask_volunteer_erasure(volunteer=volunteer, why=WhyErased(why), **asked)


def is_waiting(erasure: VolunteerErasure) -> bool:
    return erasure.standing == ErasureStanding.ASKED


@admin.register(VolunteerErasure, site=pim_site)
class VolunteerErasureAdmin(PimModelAdmin):
    see_permission = roles.SEE_ERASURES
    work_permission = roles.DECIDE_ERASURE
    step_up = True
    nav_label = "Erasures of volunteers"
    nav_order = 88
    list_intro = "One person asks, another decides, and it is done at once."
    list_empty = "Nobody has asked for a volunteer to be erased."
    list_display = ["who", "asked_at", "where"]
    ordering = ["-decided_at", "asked_at", "pk"]

    def get_queryset(self, request):
        related = ("volunteer__site", "asked_by", "decided_by")
        return super().get_queryset(request).select_related(*related)

    def site_of(self, erasure):
        return erasure.volunteer.site

    @admin.display(description="Volunteer")
    def who(self, erasure):
        return self.title(erasure)

    @admin.display(description="Stands at")
    def where(self, erasure):
        return self.state(erasure)

    def title(self, erasure):
        """Whoever decides need not know who she is, as with a mum."""
        return numbered(erasure.volunteer)

    def state(self, erasure):
        return Tag(erasure.get_standing_display(), "blue" if is_waiting(erasure) else "grey")

    def panels(self, request, erasure):
        sees = self.may(request.user, roles.SEE_VOLUNTEERS, erasure)
        rows = [
            ("Name", sees and name_of(erasure.volunteer)),
            ("Why", erasure.get_why_display()),
            ("Asked by", erasure.asked_by.name),
            ("Asked", erasure.asked_at),
            ("Decided by", erasure.decided_by and erasure.decided_by.name),
            ("Decided", erasure.decided_at),
        ]
        asked = Summary("What is asked", [row for row in rows if row[1]])
        return [asked, Words("What goes", WHAT_GOES)]

    @button("Agree: erase it", when=is_waiting, style="warning", hint=WHAT_GOES, done="Erased.")
    def approve(self, erasure, **asked):
        actions.approve_volunteer_erasure(erasure=erasure, **asked)

    @button("Do not erase it", when=is_waiting, done="It is not erased.")
    def decline(self, erasure, **asked):
        actions.decline_volunteer_erasure(erasure=erasure, **asked)


urls = [
    path(
        "admin/retention/volunteers/",
        pim_site.admin_view(get_or_post(due)),
        name="volunteers-to-erase",
    )
]
