"""Raising a worry, from wherever somebody stands, and hearing back about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from pim import clock
from pim.access import roles
from pim.access.audit import acting
from pim.admin.site import pim_site
from pim.errors import DomainError
from referrals import actions, own_mums, queries
from referrals.forms.raising import RaiseForm
from referrals.models import Referral


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def raise_one(request: HttpRequest) -> HttpResponse:
    """Open to all who have a role here: volunteers and staff alike."""
    if not roles.memberships(request.user):
        raise Http404
    form = _form(request)
    if form.is_valid() and _was_raised(form, request):
        messages.success(request, "Thank you for telling us. You will hear back here.")
        return redirect("raised-concerns")
    words = {"form": form, "back": _back(request)} | _desk(form)
    return render(request, "referrals/concerns/raise.html", words | _surroundings(request))


@login_required
@require_safe
def raised(request: HttpRequest) -> HttpResponse:
    """What she raised and how it stands: nothing of the file but the word back to her."""
    words = {"raised": queries.raised_by(request.user), "now": clock.now()}
    return render(request, "referrals/concerns/raised.html", words | _surroundings(request))


def _surroundings(request: HttpRequest) -> dict[str, Any]:
    """Whoever works at the desk stays there; a volunteer has her own pages."""
    if not request.user.is_staff:
        return {"layout": "layout/staff.html"}
    return pim_site.each_context(request) | {"layout": "admin/page.html"}


def _desk(form: RaiseForm) -> dict[str, Any]:
    """Where to ring, and by when somebody looks. Of several places each has its own hours."""
    sites = [form.came_from.site] if form.came_from else list(form.sites[:2])
    if len(sites) != 1 or sites[0] is None:
        return {}
    return {"desk": sites[0], "by": queries.promises(sites[0], clock.now())}


def _back(request: HttpRequest) -> str:
    """Staff come from her record and go back there."""
    came_from = request.GET.get("about")
    if came_from and request.user.is_staff and _staff_sees(request.user, came_from):
        return reverse("admin:referrals_referral_change", args=[came_from])
    return "/staff/"


def _form(request: HttpRequest) -> RaiseForm:
    data = request.POST if request.method == "POST" else None
    form = RaiseForm.fitting(data, user=request.user, mums=_mums(request))
    return form.coming_from_her() if "about" in request.GET else form


def _mums(request: HttpRequest) -> list[Referral]:
    """The one she comes from, if she may see her; else all the mums she is there for now."""
    own = own_mums.of(request.user)
    if "about" not in request.GET:
        return own
    seen = [one for one in own if str(one.pk) == request.GET["about"]]
    seen = seen or list(_staff_sees(request.user, request.GET["about"]))
    if not seen:
        raise Http404
    return seen


def _staff_sees(user: Any, referral_id: str) -> Any:
    try:
        pk = UUID(referral_id)
    except ValueError as error:
        raise Http404 from error
    return Referral.objects.visible_to(user).select_related("parent").filter(pk=pk)


def _was_raised(form: RaiseForm, request: HttpRequest) -> bool:
    """Whether it could be; if not, the form says why and keeps what was typed."""
    try:
        actions.raise_concern(**form.asked(), by=acting(request.user), now=clock.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
