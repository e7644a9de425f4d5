"""What she asked for on her page: a person asks her first, then does it, then notes it here."""

from dataclasses import replace

from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format

from pim import clock
from pim.access import roles
from pim.admin.bases import Filter, Link, PimModelAdmin, Summary, Table, Tag, Words, button
from pim.admin.site import pim_site
from referrals import actions, panels, queries, reach_words
from referrals.copies.enums import CopyWay
from referrals.enums import RequestKind
from referrals.forms import her_page
from referrals.forms.copies import AskedCopyForm
from referrals.models import HerRequest, Referral

WHAT_TO_DO = {
    RequestKind.CONTACT: (
        "Ask her in a way that was safe before. Was it her? What is safe now? "
        "Add or replace the way below while you speak. Then note here that it is done."
    ),
    RequestKind.OTHER: (
        "Ask her in a way that was safe before. Was it her? She need not say why, and keeps her "
        "place. Then press “Someone else for her” on the match: the volunteer reads only that "
        "plans change."
    ),
    RequestKind.END: (
        "Ask her in a way that was safe before. Was it her, and is she sure? Then end it: close "
        "her referral, or end the match if there is one. She need not say why."
    ),
    RequestKind.DATA: (
        "Ask her in a way that was safe before. Was it her, and how shall she get it? "
        "She must have the copy within one month of asking."
    ),
    RequestKind.RING: "Ring her, in a way that was safe before she asked.",
}
WRITE_ONCE = (
    "You write this yourself, by hand: she asked for it, so it may go even if she has stopped our "
    "messages. Use only the ways below, and words that give nothing away."
)


def what_to_do(request: HerRequest) -> str:
    ways = queries.channels_before(request)
    if reach_words.may_ring(ways):
        return WHAT_TO_DO[request.kind]
    instead = reach_words.do_not_ring(ways)
    if request.kind != RequestKind.RING:
        return f"{instead}. {WHAT_TO_DO[request.kind]}"
    return f"{instead}. {WRITE_ONCE}" if reach_words.in_writing(ways) else f"{instead}."


def asks_for(request: HerRequest) -> str:
    return reach_words.asks_for(request.kind, queries.channels_before(request))


def is_waiting(request: HerRequest) -> bool:
    return request.handled_at is None


@admin.register(HerRequest, site=pim_site)
class HerRequestAdmin(PimModelAdmin):
    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    list_title = "Requests from her page"
    list_intro = "Nothing she asks for there happens by itself. Whoever waits longest comes first."
    list_empty = "Nobody has asked for anything."
    list_display = ["who", "what", "made_at", "standing"]
    filters = [
        Filter(
            "state",
            "Where they stand",
            lambda user: [("open", "To do"), ("done", "Looked after")],
            lambda rows, key: rows.filter(handled_at__isnull=key == "open"),
        ),
        "kind",
    ]
    ordering = ["-handled_at", "made_at", "pk"]  # in PostgreSQL nothing comes first: what waits

    def get_queryset(self, request):
        rows = queries.with_ways(super().get_queryset(request))
        return rows.select_related(
            "referral__parent", "referral__programme", "referral__site", "handled_by"
        )

    def site_of(self, request):
        return request.referral.site

    @admin.display(description="Who")
    def who(self, request):
        return called(request.referral)

    @admin.display(description="Asks for")
    def what(self, request):
        return asks_for(request)

    @admin.display(description="Stands at")
    def standing(self, request):
        return state_of(request)

    def title(self, request):
        return f"{asks_for(request)}: {called(request.referral)}"

    def state(self, request):
        return state_of(request)

    def lead(self, request):
        if request.handled_at:
            return ""
        does = reach_words.speak(queries.channels_before(request)).capitalize()
        return f"{does} by {date_format(queries.request_due_on(request), 'l j F')}"

    def panels(self, http, request):
        how = request.get_confirmed_by_display()
        rows = [
            ("Asked", request.made_at),
            ("In her words", request.words),
            ("Looked after", request.handled_at),
            ("By", request.handled_by and request.handled_by.name),
            ("Asked her by", how),
        ]
        shown = [] if request.handled_at else [Words("What to do", what_to_do(request))]
        return [
            *shown,
            Summary("What she asked for", [row for row in rows if row[1]]),
            safe_before(request),
            *ways_to_change(request),
        ]

    def links(self, http, request):
        return [Link("Her referral", referral_address(request.referral))]

    @button(
        "Done, confirmed with her",
        form=her_page.FinishForm,
        when=is_waiting,
        style="primary",
        hint="Note it once you have asked her, and done what she wants.",
        done="It is noted.",
    )
    def finish(self, request, **asked):
        actions.finish_request(request=request, **asked)

    @button(
        "Gather the copy for her",
        form=AskedCopyForm,
        when=lambda request: is_waiting(request) and request.kind == RequestKind.DATA,
        step_up=True,
        hint="Once you have asked her, in a way that was safe before. All about her is gathered, "
        "for you to look through. The month counts from when she asked.",
        done="It is gathered. Look through the marked passages now.",
    )
    def make_copy(self, request, *, way, confirmed_by, **asked):
        made = actions.make_copy(
            referral=request.referral,
            way=CopyWay(way),
            asked_on=clock.day_of(request.made_at),
            request=request,
            confirmed_by=confirmed_by,
            **asked,
        )
        return reverse("admin:referrals_recordcopy_change", args=[made.pk])


def ways_to_change(request: HerRequest) -> list[Table]:
    """Her ways as they are now, each to be replaced, and a new one to be added."""
    if request.kind != RequestKind.CONTACT or request.handled_at:
        return []
    add = reverse("admin:referrals_referral_do", args=[request.referral_id, "add-contact"])
    ways = panels.safe_contacts(request.referral)
    return [replace(ways, title="Her ways now", links=[Link("Add a safe way", add)])]


def safe_before(request: HerRequest) -> Table:
    """Ways she gave before she asked: a new one could be somebody else's."""
    return Table(
        "Ways to ask her: safe before she asked",
        ["How", "Where", "Good times"],
        [
            (way.get_channel_display(), panels.shown_address(way), way.best_times or "–")
            for way in queries.ways_before(request)
        ],
        empty="There was none. Ask whoever referred her, or wait until she rings.",
    )


def state_of(request: HerRequest) -> Tag:
    return Tag(request.get_outcome_display(), "grey") if request.outcome else Tag("To do", "blue")


def called(referral: Referral) -> str:
    return f"{referral.parent.called or 'Erased'}, {referral.reference}"


def referral_address(referral: Referral) -> str:
    return reverse("admin:referrals_referral_change", args=[referral.pk])
