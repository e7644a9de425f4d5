"""Maybe the same person: shown with why, compared side by side, decided by a person."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from pim import clock
from pim.access import audit, roles
from pim.access.audit import acting
from pim.admin import panels
from pim.admin.panels import Link, Panel, Table, Words
from pim.admin.site import get_or_post, pim_site
from pim.errors import DomainError
from referrals import actions, queries
from referrals.enums import OPEN, ClosedReason, Wish
from referrals.models import Referral
from referrals.panels import shown_address, status_tag
from referrals.today import duplicates


# --- On a referral's page ---------------------------------------------------------------------
def who_she_is(user, referral: Referral) -> list[Panel]:
    """What must be seen before anybody rings: that it is somebody we know, or a duplicate."""
    if referral.closed_reason == ClosedReason.DUPLICATE:
        goes_on = Link(f"Go to {referral.duplicate_of.reference}", _address(referral.duplicate_of))
        return [Words("The same person", "She is looked after under one referral.", [goes_on])]
    if referral.status not in OPEN:
        return []
    return [*_maybe_the_same(user, referral), *_ways_to_ask_about(referral)]


def _maybe_the_same(user, referral: Referral) -> Iterator[Panel]:
    found = queries.possible_duplicates(user, referral)
    if rows := [_likeness(user, referral, one.other, one.why) for one in found]:
        yield Table("Maybe the same person", ["Who", "Why we ask", "Stands at", "What next"], rows)


def _likeness(user, referral: Referral, other: Referral, why: list[str]) -> tuple:
    standing = [status_tag(other), other.site or "Out of area"]
    return (_link(other), why, standing, _next(user, referral, other))


def _next(user, referral: Referral, other: Referral) -> Link | str:
    """Whoever only reads cases leaves it to the coordinators of both sites."""
    if not all(roles.can(user, roles.WORK_CASES, one.site) for one in (referral, other)):
        return "A coordinator decides"
    compare = reverse("compare-referrals", args=[referral.pk, other.pk])
    return Link(f"Compare with {other.reference}", compare)


def _ways_to_ask_about(referral: Referral) -> Iterator[Panel]:
    ended = [shown_address(way) for way in queries.ways_to_ask_about(referral)]
    if ended:
        yield Words(
            "Ask her about these ways",
            f"{', '.join(dict.fromkeys(ended))}. On one of her records they were called unsafe, or "
            "she gave them a long time ago, so we do not use them. If she says that one is safe, "
            "add it again.",
        )


@panels.on(Referral, order=6)
def other_referrals(user, referral: Referral) -> list[Panel]:
    """What was merged with it, and what else is hers."""
    if referral.closed_reason == ClosedReason.DUPLICATE:
        return []
    return list(_other_referrals(user, referral))


def _other_referrals(user, referral: Referral) -> Iterator[Panel]:
    hers = list(queries.other_referrals(user, referral))
    merged = [one for one in hers if one.duplicate_of_id == referral.pk]
    names = queries.other_names(referral)
    if merged:
        title = f"Merged in (also called {', '.join(names)})" if names else "Merged in"
        yield Table(
            title,
            ["Referral", "Asked on", "Merged on", "She also said"],
            [
                (_link(one), one.asked_at, one.closed_at, _also_said(one, referral) or "–")
                for one in merged
            ],
        )
    if others := [one for one in hers if one not in merged]:
        yield Table(
            "Her other referrals",
            ["Referral", "Asked on", "Stands at"],
            [
                (_link(one), one.asked_at, [status_tag(one), one.get_closed_reason_display()])
                for one in others
            ],
        )


def _also_said(merged: Referral, referral: Referral) -> list[str]:
    """What she wished for there and not here, in her words and as she ticked it."""
    words = [merged.wish] if merged.wish and merged.wish != referral.wish else []
    ticked = [wish for wish in merged.wishes if wish not in referral.wishes]
    return [*words, *(str(Wish(wish).label) for wish in ticked)]


def _link(referral: Referral) -> Link:
    called = referral.parent.called or "Erased"
    return Link(f"{called}, {referral.reference}", _address(referral))


def _address(referral: Referral) -> str:
    return reverse("admin:referrals_referral_change", args=[referral.pk])


# --- Side by side -----------------------------------------------------------------------------
def compare(request: HttpRequest, pk: UUID, other_pk: UUID) -> HttpResponse:
    """Both records beside each other; the button makes one person of them."""
    one, other = _hers(request, pk), _hers(request, other_pk)
    if one.parent_id == other.parent_id:
        messages.info(request, "These two are one person’s already.")
        return redirect(_address(queries.the_one_that_goes_on(one)))
    stays, gone = queries.which_goes_on(one, other)
    if "apart" in request.POST:
        return _tell_apart(request, one, other)
    if request.method == "POST":
        return _merge(request, stays, gone)
    for referral in (one, other):
        audit.record(
            by=acting(request.user), action="referral.viewed", target=referral, now=clock.now()
        )
    return pim_site.show(
        request,
        "referrals/admin/compare.html",
        stays=stays,
        gone=gone,
        both_open=gone.status in OPEN,
        back=_address(one),
        panels=_beside_each_other(stays, gone),
    )


def _hers(request: HttpRequest, pk: UUID) -> Referral:
    seen = Referral.objects.visible_to(request.user)
    related = ("parent", "programme", "site", "referrer", "duplicate_of")
    referral = get_object_or_404(seen.select_related(*related), pk=pk)
    if not roles.can(request.user, roles.WORK_CASES, referral.site):
        raise Http404
    return referral


def _merge(request: HttpRequest, stays: Referral, gone: Referral) -> HttpResponse:
    try:
        kept = actions.merge(referral=gone, into=stays, by=acting(request.user), now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("compare-referrals", stays.pk, gone.pk)
    messages.success(request, "They are one person now. Nothing that was written is lost.")
    return redirect(_address(kept))


def _tell_apart(request: HttpRequest, one: Referral, other: Referral) -> HttpResponse:
    actions.tell_apart(referral=one, other=other, by=acting(request.user), now=clock.now())
    messages.success(request, "Noted: they are two people. You will not be asked about them again.")
    return redirect(_address(one))


def _beside_each_other(stays: Referral, gone: Referral) -> list[Table]:
    """What differs first: that is what a person decides by."""
    heads = ["About", stays.reference, gone.reference]
    pairs = zip(_facts(stays), _facts(gone), strict=True)
    rows = [(label, own, others) for (label, own), (_, others) in pairs if own or others]
    differs = [row for row in rows if row[1] != row[2]]
    same = [row for row in rows if row[1] == row[2]]
    return [
        Table("What differs", heads, differs, empty="Nothing: the two say the same."),
        Table("What is the same", heads, same, empty="Nothing is word for word the same."),
    ]


def _facts(referral: Referral) -> list[tuple]:
    her, referrer = referral.parent, referral.referrer
    return [
        ("Called", her.called),
        ("Stands at", referral.get_status_display()),
        ("Asked on", referral.asked_at),
        ("Who asked", referral.get_source_display()),
        ("Referred by", referrer and f"{referrer.name}, {referrer.organisation}"),
        ("Site", str(referral.site or "Out of area")),
        ("At the moment", referral.get_situation_display()),
        ("Due", referral.due_on),
        ("Born", referral.born_on),
        ("Age", her.get_age_band_display()),
        ("Postcode", her.postcode or her.postcode_district),
        ("Language", her.language),
        ("Interpreter", her.needs_interpreter),
        ("What makes it work for her", her.access_needs),
        ("Ways to reach her", [_way(one) for one in queries.every_way(referral)]),
        ("Would like help with", referral.wish),
        ("Known risks", referral.known_risks),
        ("Who else is involved", referral.others_involved),
        ("Her own yes", queries.agreed_herself(referral)),
    ]


def _way(contact) -> str | list:
    where = f"{contact.get_channel_display()}: {shown_address(contact)}"
    return where if contact.ended_at is None else f"{where} (not safe any more)"


# --- All of them ------------------------------------------------------------------------------
def everybody(request: HttpRequest) -> HttpResponse:
    """The whole list that Today shows the beginning of."""
    if not roles.can(request.user, roles.WORK_CASES):
        raise Http404
    rows = [
        (Link(row.text, row.url), row.detail, row.since)
        for row in duplicates.maybe_the_same(request.user, clock.now())
    ]
    heads = ["Who", "Why we ask", "Asked on"]
    nobody = "Nobody new is like anybody we know."
    return pim_site.show(
        request,
        "referrals/admin/maybe_the_same.html",
        panel=Table("Maybe the same person", heads, rows, empty=nobody),
    )


urls = [
    path(
        "admin/same-person/",
        pim_site.admin_view(require_safe(everybody)),
        name="maybe-the-same",
    ),
    path(
        "admin/same-person/<uuid:pk>/<uuid:other_pk>/",
        pim_site.admin_view(get_or_post(compare)),
        name="compare-referrals",
    ),
]
