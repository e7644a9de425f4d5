"""The words of an instrument in and out: looked at first, kept only on the second press."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from outcomes import actions, instrument_panels, queries
from outcomes.instrument_documents import definition_of
from outcomes.models import Instrument
from outcomes.queries import wordings
from outcomes.wording_form import WordingForm, seal, unseal
from outcomes.wordings import BadWording, redcap
from outcomes.wordings.fitting import bare
from outcomes.wordings.versions import worded
from pim import clock
from pim.access import second_factor
from pim.access.audit import acting
from pim.admin.site import get_or_post, pim_site
from pim.errors import DomainError


def seen_or_404(request: HttpRequest, pk: UUID) -> Instrument:
    row = Instrument.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def theirs_or_404(request: HttpRequest, pk: UUID) -> Instrument:
    row = seen_or_404(request, pk)
    if not wordings.may_bring_in(request.user, row):
        raise Http404
    return wordings.newest_rules(row)


# --- In -----------------------------------------------------------------------------------------
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file is read, fitted and shown. Nothing is kept until the next press."""
    row = theirs_or_404(request, pk)
    if first := second_factor.ask_again(request):
        return first
    form = WordingForm(request.POST or None, request.FILES or None, record=row)
    if request.method == "POST" and form.is_valid():
        try:
            return _tried(request, row, form)
        except BadWording as error:
            for problem in error.problems:
                form.add_error("file", str(problem))
    return pim_site.show(request, "outcomes/admin/wording_choose.html", form=form, row=row)


def _tried(request: HttpRequest, row: Instrument, form: WordingForm) -> HttpResponse:
    wording, terms = form.cleaned_data["file"], form.terms
    found = definition_of(*worded((row.questionnaire, row.scoring), wording, terms, 1))
    title = "Every question, with what each answer will count"
    return pim_site.show(
        request,
        "outcomes/admin/wording_look.html",
        row=row,
        terms=terms,
        questions=instrument_panels.questions(found, with_words=True, title=title),
        sealed=seal(wording, terms, owner=_owner(request, row)),
    )


def bring_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = theirs_or_404(request, pk)
    if first := second_factor.ask_again(request):
        return first
    try:
        wording, terms = unseal(request.POST.get("sealed", ""), owner=_owner(request, row))
        new = actions.bring_in_wording(
            instrument=row, wording=wording, terms=terms, by=acting(request.user), now=clock.now()
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("wording-in", pk)
    messages.success(request, "These are the words asked from now on. The older ones are kept.")
    return redirect(reverse("admin:outcomes_instrument_change", args=[new.pk]))


def _owner(request: HttpRequest, row: Instrument) -> str:
    return f"{request.user.pk} {row.pk}"


# --- Out ----------------------------------------------------------------------------------------
def as_fhir(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole of it for those who manage the words; for others the codes and weights."""
    row = seen_or_404(request, pk)
    content = json.dumps(_questionnaire(request, row), indent=2, ensure_ascii=False) + "\n"
    return _download(content.encode(), f"{row.key}-{row.version}.json", "application/fhir+json")


def as_redcap(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = seen_or_404(request, pk)
    found = queries.definition(row)
    content = redcap.written(found, with_words=wordings.may_read(request.user, row))
    return _download(content, f"{row.key}-{row.version}.csv", "text/csv; charset=utf-8")


def _questionnaire(request: HttpRequest, row: Instrument) -> dict:
    may_read = wordings.may_read(request.user, row)
    return row.questionnaire if may_read else bare(row.questionnaire)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)


def _path(route: str, view, name: str):
    return path(f"admin/wording/<uuid:pk>/{route}", pim_site.admin_view(view), name=name)


urls = [
    _path("", get_or_post(choose), "wording-in"),
    _path("bring-in/", require_POST(bring_in), "wording-bring-in"),
    _path("fhir.json", require_safe(as_fhir), "instrument-fhir"),
    _path("redcap.csv", require_safe(as_redcap), "instrument-redcap"),
]
