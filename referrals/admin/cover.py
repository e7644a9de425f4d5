"""“Where everything stands”: a colleague takes a site over without a meeting, on paper too."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from pim import clock
from pim.access import audit, roles
from pim.access.audit import acting
from pim.admin.panels import Link, Table, Tag
from pim.admin.site import pim_site
from pim.models import Site
from referrals import concern_words, cover, panels, queries
from referrals.cover import Due, Standing
from referrals.enums import ConcernKind, ContactChannel
from referrals.models import Concern, Referral, SafeContact, Triage


def sites_of(user) -> list[Site]:
    return list(Site.objects.where(user, roles.SEE_CASES).order_by("name"))


def home(request: HttpRequest) -> HttpResponse:
    """Whoever has one site need not choose."""
    sites = sites_of(request.user)
    if not sites:
        raise Http404
    if len(sites) == 1:
        return of_site(request, sites[0].pk)
    return pim_site.show(request, "referrals/admin/cover_sites.html", sites=sites)


def of_site(request: HttpRequest, pk: UUID) -> HttpResponse:
    site = next((one for one in sites_of(request.user) if one.pk == pk), None)
    if site is None:
        raise Http404
    now = clock.now()
    audit.record(by=acting(request.user), action="cover.viewed", target=site, now=now)
    seen = Referral.objects.visible_to(request.user).filter(site=site).open()
    hers = list(seen.select_related("parent", "programme", "site"))
    return pim_site.show(
        request,
        "referrals/admin/cover.html",
        site=site,
        now=now,
        panel=everyone(request.user, hers, now),
    )


def everyone(user, referrals: Sequence[Referral], now: datetime) -> Table:
    """Red flags, answers that worry us and open concerns come first; of the last two only those
    this reader may see."""
    today = queries.uk_date(now)
    flagged = _red_flagged(referrals)
    open_files = queries.concern_files().visible_to(user).open()
    concerns = list(open_files.filter(referral__in=referrals).order_by("due_at", "id"))
    for_her = {one.referral_id for one in concerns if one.kind == ConcernKind.FOR_HER}
    worries = cover.worries(user, referrals)
    worrying = {one.referral for one in worries}
    standings = cover.standings(
        referrals,
        today,
        besides=[*worries, *(_concern_due(one, now) for one in concerns)],
        alarming=flagged | for_her | worrying,
    )
    return table(standings, today, flagged=flagged, for_her=for_her, worrying=worrying)


def _red_flagged(referrals: Sequence[Referral]) -> set[UUID]:
    """Ticked in a first call, also in one that nobody has saved yet."""
    calls = Triage.objects.filter(referral__in=referrals).only("red_flags", "draft")
    return {one.pk for one in calls if one.red_flags or (one.draft or {}).get("red_flags")}


def _concern_due(concern: Concern, now: datetime) -> Due:
    """By its own clock; where somebody has it and no other service is waited for, today."""
    by = concern.chase_due_at or now if concern.acknowledged_at else concern.due_at
    what = f"Concern: {concern_words.what_next(concern, now)}"
    return Due(concern.referral_id, queries.uk_date(by), what)


HEADINGS = ["Who", "Stands at, since", "Due next", "Last done", "To know"]


def table(
    standings: Sequence[Standing],
    today: date,
    *,
    flagged: Collection[UUID],
    for_her: Collection[UUID],
    worrying: Collection[UUID],
) -> Table:
    no_voicemail = _without_voicemail([one.referral for one in standings])
    rows = [
        (
            [_who(one.referral), *_alarms(one.referral, flagged, for_her, worrying)],
            [panels.status_tag(one.referral), one.referral.status_since.date()],
            _due(one, today),
            _done(one),
            list(_to_know(one.referral, no_voicemail)) or "–",
        )
        for one in standings
    ]
    return Table("Every open referral", HEADINGS, rows, empty="Nobody is open here just now.")


def _who(referral: Referral) -> Link:
    address = reverse("admin:referrals_referral_change", args=[referral.pk])
    return Link(f"{referral.parent.called or 'Erased'}, {referral.reference}", address)


def _alarms(
    referral: Referral,
    flagged: Collection[UUID],
    for_her: Collection[UUID],
    worrying: Collection[UUID],
) -> Iterator[Tag]:
    if referral.pk in worrying:
        yield Tag("An answer needs you", "red")
    if referral.pk in flagged:
        yield Tag("Red flag: read it first", "red")
    if referral.pk in for_her:
        yield Tag("Concern open", "red")


def _due(one: Standing, today: date) -> list:
    if one.due is None:
        return ["Nothing with a day"]
    late = [Tag("Overdue", "orange")] if one.due.on < today else []
    return [one.due.on, *late, one.due.what]


def _done(one: Standing) -> list:
    return [one.done.at.date(), one.done.what, one.done.who] if one.done else ["Nothing yet"]


def _to_know(referral: Referral, no_voicemail: set[UUID]) -> Iterator[Tag | str]:
    """What must not be missed; the rest is one click away."""
    if queries.risks_were_named(referral):
        yield Tag("Known risks: read them first", "red")
    if referral.held_for:
        yield Tag("Held back", "grey")
    if referral.parent_id in no_voicemail:
        yield Tag("No voicemail", "red")
    if referral.parent.needs_interpreter:
        yield f"Interpreter: {referral.parent.language}"
    if referral.parent.access_needs:
        yield referral.parent.access_needs
    if referral.handover_note:
        yield referral.handover_note


def _without_voicemail(referrals: Sequence[Referral]) -> set[UUID]:
    phones = SafeContact.objects.live().filter(
        parent__in=[one.parent_id for one in referrals],
        channel=ContactChannel.PHONE,
        voicemail_ok=False,
    )
    return set(phones.values_list("parent", flat=True))


urls = [
    path("admin/cover/", pim_site.admin_view(require_safe(home)), name="cover"),
    path("admin/cover/<uuid:pk>/", pim_site.admin_view(require_safe(of_site)), name="cover-of"),
]
