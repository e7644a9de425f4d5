"""Every message to a mum or about her, the newest first: what, why, or why not, and what comes."""

from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import path

from pim import clock
from pim.access import roles
from pim.admin import ledger_lines, pages
from pim.admin.bases import PimModelAdmin, Table
from pim.enums import IN_FLIGHT, MessageState
from pim.models import Message, Reply
from referrals.models import Referral

PER_PAGE = 25
FORETOLD = 6  # what is further off is not asked about yet
WAITING = (MessageState.QUEUED, *IN_FLIGHT)


class LedgerPages(PimModelAdmin):
    def get_urls(self) -> list:
        own = path("<str:pk>/messages/", self._page(ledger), name=f"{self._name}_messages")
        return [own, *super().get_urls()]


def ledger(admin: PimModelAdmin, request: HttpRequest, pk: str) -> HttpResponse:
    referral = admin.record_or_404(request, pk)
    pages.note_view(admin, request, referral)
    ids = _one_person(referral)
    page = Paginator(_every_line(ids), PER_PAGE).get_page(request.GET.get("page"))
    return pages.show(
        admin,
        request,
        "referrals/admin/ledger.html",
        title="Messages",
        about=admin.title(referral),
        coming=_coming(ids, clock.now()) if page.number == 1 else None,
        past=_past(list(page), request, referral),
        page=page,
        back_url=admin.address_of(referral),
    )


def _one_person(referral: Referral) -> list[UUID]:
    """Her own, and what was written about a duplicate that was merged into it."""
    merged = Referral.objects.filter(duplicate_of=referral).values_list("pk", flat=True)
    return [referral.pk, *merged]


def _every_line(ids: list[UUID]) -> QuerySet:
    """Keys of what lies behind her, messages and replies in one order."""
    sent = Message.objects.filter(about_id__in=ids).exclude(state__in=WAITING)
    came = Reply.objects.filter(about_id__in=ids)
    lines = _keyed(sent, "message", Coalesce("sent_at", "due_at"))
    return lines.union(_keyed(came, "reply", F("received_at"))).order_by("-moment", "pk")


def _keyed(rows: QuerySet, what: str, moment: Any) -> QuerySet:
    said = rows.annotate(what=Value(what, CharField()), moment=moment)
    return said.values_list("what", "pk", "moment")


def _past(lines: list[tuple], request: HttpRequest, referral: Referral) -> Table:
    messages = Message.objects.select_related("looked_after_by").in_bulk(_keys(lines, "message"))
    replies = Reply.objects.select_related("looked_after_by").in_bulk(_keys(lines, "reply"))
    tries = ledger_lines.tries_of(list(messages.values()))
    may = roles.can(request.user, roles.SEE_MESSAGES, referral.site)
    reads = roles.can(request.user, roles.SEE_REPLIES, referral.site)
    rows = [
        ledger_lines.line(messages[pk], tries[pk], may)
        if kind == "message"
        else ledger_lines.reply_line(replies[pk], reads)
        for kind, pk, _ in lines
    ]
    return Table("What has been", ledger_lines.HEADINGS, rows, empty="No message yet.")


def _keys(lines: list[tuple], kind: str) -> list[UUID]:
    return [pk for which, pk, _ in lines if which == kind]


def _coming(ids: list[UUID], now: datetime) -> Table:
    """Each asks its notice once more, as the sender will: so only the next few do."""
    waiting = Message.objects.filter(about_id__in=ids, state__in=WAITING).order_by("due_at", "pk")
    rows = [
        ledger_lines.coming(one, ledger_lines.foretell(one, now))
        for one in islice(waiting, FORETOLD)
    ]
    return Table("What comes next", ledger_lines.COMING, rows, empty="Nothing is planned.")
