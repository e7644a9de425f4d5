"""What is kept, for how long, and why: one page to read and to print."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from pim import retention
from pim.access import roles
from pim.admin import places
from pim.admin.panels import Table, Tag
from pim.admin.places import Place
from pim.admin.site import pim_site

APPS = {
    "referrals": "Women and referrals",
    "volunteers": "Volunteers and support",
    "outcomes": "Questionnaires, figures and research",
    "pim": "Sign-ins, messages, and who did what",
}
OTHERS = "Parts that come with the framework"


def register() -> None:
    places.register(Place("How long we keep things", "retention", (roles.SEE_RETENTION,)))


def page(request: HttpRequest) -> HttpResponse:
    if not roles.can(request.user, roles.SEE_RETENTION):
        raise Http404
    context = pim_site.each_context(request) | {"tables": [_periods(), *_groups()]}
    return TemplateResponse(request, "admin/retention.html", context)


def _periods() -> Table:
    rows = [
        (one.name, retention.in_words(retention.months_of(key)), one.why, _said_by(one))
        for key, one in retention.PERIODS.items()
    ]
    return Table("How long", ["What", "How long", "Why", "Said by"], rows)


def _said_by(period: retention.Period) -> object:
    if retention.is_confirmed(period.key):
        return "The organisation"
    return [Tag("The organisation must confirm it", "yellow"), f"as {period.setting}"]


def _groups() -> Iterator[Table]:
    found: dict[str, list[tuple]] = {}
    for entry in retention.entries():
        by = f"By {entry.rule.by}" if entry.rule.by else ""
        then = [entry.rule.then.value, *([by] if by else [])]
        row = (entry.what, entry.how_long, then, entry.rule.why)
        found.setdefault(APPS.get(entry.app, OTHERS), []).append(row)
    for title, rows in found.items():
        yield Table(title, ["What", "How long", "What then happens", "Why"], rows)


view = pim_site.admin_view(require_safe(page))
