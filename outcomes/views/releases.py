"""Studies, and releases for research. For everyone else they are not there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcomes.models import Release
from outcomes.releases import asking, columns, reading
from outcomes.releases.forms import DecliningForm, StudyForm
from outcomes.releases.refusals import TooLate
from pim import clock
from pim.access import roles, second_factor
from pim.access.audit import acting
from pim.admin import places
from pim.errors import DomainError
from pim.models import User

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
}
ANY_BYTES = "application/octet-stream"
MAY_COME_HERE = (roles.REQUEST_RELEASE, roles.APPROVE_RELEASE, roles.OPEN_STUDY)


def _page(request: HttpRequest, name: str, context: dict[str, Any], **how: Any) -> HttpResponse:
    shown = context | {"places": places.places_of(request.user)}
    return render(request, f"outcomes/research/{name}.html", shown, **how)


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not any(roles.can(request.user, one) for one in MAY_COME_HERE):
        raise Http404
    studies = reading.studies_for(request.user, clock.today())
    return _page(
        request,
        "home",
        {
            "studies": [(study, columns.chosen(study.columns)) for study in studies],
            "releases": reading.releases_for(request.user),
            "may_open": reading.programmes_to_study(request.user),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_study(request: HttpRequest) -> HttpResponse:
    programmes = reading.programmes_to_study(request.user)
    if not programmes:
        raise Http404
    form = StudyForm(programmes, request.POST or None)
    if form.is_valid() and _opened(request, form):
        messages.success(request, "The study is open. Researchers can ask for a release now.")
        return redirect("research")
    return _page(request, "open_study", {"form": form})


def _opened(request: HttpRequest, form: StudyForm) -> bool:
    try:
        asking.open_study(**form.wanted(), by=acting(request.user), now=clock.now())
    except DomainError as refused:
        form.add_error(None, str(refused))
        return False
    return True


@login_required
@require_POST
def request_release(request: HttpRequest, key: str) -> HttpResponse:
    study = reading.study_for(request.user, key)
    if study is None:
        raise Http404
    try:
        release = asking.request_release(study=study, by=acting(request.user), now=clock.now())
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("research")
    messages.success(request, "It is being made. Somebody else has to approve it then.")
    return redirect("release", release.pk)


@login_required
@require_safe
def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    shown = _release(request.user, release_id)
    return _page(
        request,
        "release",
        {
            "release": shown,
            "columns": columns.chosen(shown.study.columns),
            "files": reading.readable_files(shown, clock.now()),
            "may_approve": reading.may_approve(request.user, shown),
            "withdrawn": reading.withdrawn_since(shown),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """She says again who she is, reads who could be told apart, and then approves or declines."""
    shown = _release(request.user, release_id)
    if not reading.may_approve(request.user, shown):
        return _cannot(request, shown)
    if first := second_factor.ask_again(request):
        return first
    form = DecliningForm(request.POST if "why" in request.POST else None)
    if request.method == "POST" and _decided(request, shown, form):
        return redirect("release", shown.pk)
    context = {"release": shown, "columns": columns.chosen(shown.study.columns), "form": form}
    return _page(request, "decide", context)


def _cannot(request: HttpRequest, shown: Release) -> HttpResponse:
    if not reading.covers(request.user, roles.APPROVE_RELEASE, shown.study.programme):
        raise Http404
    messages.error(request, "There is nothing for you to decide about this release.")
    return redirect("release", shown.pk)


def _decided(request: HttpRequest, shown: Release, form: DecliningForm) -> bool:
    how = {"release": shown, "by": acting(request.user), "now": clock.now()}
    try:
        if form.is_bound and form.is_valid():
            asking.decline_release(**how, why=form.cleaned_data["why"])
            messages.success(request, "You have declined this release.")
        elif not form.is_bound:
            asking.approve_release(**how)
            messages.success(request, "You have approved this release.")
        else:
            return False
    except DomainError as refused:
        messages.error(request, str(refused))
    return True


@login_required
@require_safe
def release_file(request: HttpRequest, release_id: UUID, name: str) -> HttpResponse:
    shown = _release(request.user, release_id)
    if first := second_factor.ask_again(request):
        return first
    try:
        file = asking.download(release=shown, name=name, by=acting(request.user), now=clock.now())
    except TooLate as over:
        return _page(request, "over", {"release": shown, "why": str(over)}, status=410)
    if file is None:
        raise Http404
    return StreamingHttpResponse(
        asking.pieces_of(file),
        content_type=KINDS.get(name.rpartition(".")[2], ANY_BYTES),
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(file.size),
        },
    )


def _release(user: User, release_id: UUID) -> Release:
    found = reading.release_for(user, release_id)
    if found is None:
        raise Http404
    return found
