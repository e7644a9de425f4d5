"""The page of those whose time to answer runs out: why nothing came, and how to ring them."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from outcomes import panels, queries, rescue_words
from outcomes.enums import Mode
from outcomes.queries.rescuing import Rescue, rescues
from pim import clock
from pim.access import audit, roles
from pim.access.audit import acting
from pim.admin import pages
from pim.admin.bases import Link, PimModelAdmin, Table
from referrals.models import Referral

HEADINGS = ["Who", "Last day", "Why nothing came", "How to ring her", "What to do"]


def to_rescue(admin: PimModelAdmin, request: HttpRequest) -> HttpResponse:
    """Numbers are on it, so that each was read is written down."""
    now = clock.now()
    found = rescues(request.user, now)
    read = {one.request.referral_id: {} for one in found}
    audit.record_many(
        by=acting(request.user), action="referral.viewed", model=Referral, now=now, codes=read
    )
    may = {one.request.referral.site for one in found}
    may = {site for site in may if roles.can(request.user, roles.WORK_CASES, site)}
    table = Table(
        "Whose time is running out",
        HEADINGS,
        [_row(admin, one, now, may_work=one.request.referral.site in may) for one in found],
        empty="Nobody’s time runs out in the next four days.",
    )
    return pages.show(
        admin, request, "outcomes/admin/to_rescue.html", panel=table, back_url=admin.list_url
    )


def _row(admin: PimModelAdmin, rescue: Rescue, now: datetime, *, may_work: bool) -> list:
    asked = rescue.request
    her = Link(
        panels.called(asked), reverse("admin:referrals_referral_change", args=[asked.referral_id])
    )
    return [
        [her, panels.occasion(asked)],
        rescue_words.closes(rescue, queries.last_day(asked), now),
        rescue_words.why_nothing_came(rescue, now),
        rescue_words.how_to_ring(rescue.number, asked.referral.programme.us),
        _to_do(admin, rescue) if may_work else "–",
    ]


def _to_do(admin: PimModelAdmin, rescue: Rescue) -> list[Link]:
    """A form that staff typed half is finished, or runs out by itself."""
    asked, about = rescue.request, panels.called(rescue.request)
    if asked.wave_id is None:
        return [Link("Go on typing", admin.address_of(asked), about=about)]
    label, mode = ("Ring and fill in together", Mode.PHONE)
    if rescue.number is None:
        label, mode = ("Type in a paper form", Mode.PAPER)
    fill_in = f"{admin.address('fill_in', asked.pk)}?mode={mode}"
    let_it_be = admin.address("do", asked.pk, "let-it-be")
    return [Link(label, fill_in, about=about), Link("She would rather not", let_it_be, about=about)]
