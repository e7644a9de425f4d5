"""Studies, and releases for research. For everyone else they are not there."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcomes.models import Release
from outcomes.releases import asking, columns, reading, zipping
from outcomes.releases.forms import DecliningForm, StudyForm
from outcomes.releases.refusals import TooLate
from outcomes.releases.shelves import shelves
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
    "zip": "application/zip",
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
    shown, now = _release(request, release_id), clock.now()
    files = reading.readable_files(shown, now)
    return _page(
        request,
        "release",
        _about(request.user, shown)
        | {
            "now": now,
            "ends_at": reading.ends_at(shown),
            "shelves": shelves(files),
            "all_bytes": sum(file.size for file in files),
            "may_approve": reading.may_approve(request.user, shown),
        },
    )


def _about(user: User, shown: Release) -> dict[str, Any]:
    """What whoever fetches it and whoever approves it read alike."""
    withdrawn = reading.withdrawn_since(shown)
    return {
        "release": shown,
        "columns": columns.chosen(shown.study.columns),
        "blanked": reading.left_blank(shown),
        "withdrawn": len(withdrawn),
        "withdrawn_codes": withdrawn if shown.requested_by_id == user.pk else [],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """She says again who she is, reads who could be told apart, and then approves or declines."""
    shown = _release(request, release_id)
    if not reading.may_approve(request.user, shown):
        return _cannot(request, shown)
    if first := second_factor.ask_again(request):
        return first
    form = DecliningForm(request.POST if "why" in request.POST else None)
    if request.method == "POST" and _decided(request, shown, form):
        return redirect("release", shown.pk)
    return _page(request, "decide", _about(request.user, shown) | {"form": form})


def _cannot(request: HttpRequest, shown: Release) -> HttpResponse:
    if request.method == "POST":
        _note_refusal(request, shown, "decision")
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
    shown = _release(request, release_id)
    if first := second_factor.ask_again(request):
        return first
    try:
        file = asking.download(release=shown, name=name, by=acting(request.user), now=clock.now())
    except TooLate as over:
        return _over(request, shown, over)
    if file is None:
        _note_refusal(request, shown, "not_approved")
        raise Http404
    kind = KINDS.get(name.rpartition(".")[2], ANY_BYTES)
    sent = _sent(asking.pieces_of(file), kind, name)
    sent["Content-Length"] = str(file.size)
    return sent


@login_required
@require_safe
def everything(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """All files as one, under the same rules as each of them."""
    shown = _release(request, release_id)
    if first := second_factor.ask_again(request):
        return first
    how = {"release": shown, "by": acting(request.user), "now": clock.now()}
    try:
        if not asking.download_everything(**how):
            _note_refusal(request, shown, "not_approved")
            raise Http404
    except TooLate as over:
        return _over(request, shown, over)
    return _sent(zipping.zipped(shown), KINDS["zip"], f"{zipping.folder_of(shown)}.zip")


def _sent(pieces: Iterator[bytes], kind: str, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)


def _over(request: HttpRequest, shown: Release, why: TooLate) -> HttpResponse:
    _note_refusal(request, shown, "over")
    return _page(request, "over", {"release": shown, "why": str(why)}, status=410)


def _release(request: HttpRequest, release_id: UUID) -> Release:
    found = reading.release_for(request.user, release_id)
    if found is None:
        if theirs := reading.release_of_anybody(release_id):
            _note_refusal(request, theirs, "not_hers")
        raise Http404
    return found


def _note_refusal(request: HttpRequest, release: Release, why: str) -> None:
    asking.note_refusal(release=release, why=why, by=acting(request.user), now=clock.now())
