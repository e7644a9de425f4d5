"""Pages for typing in her answers: kept while they are typed, sent in at the end."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from outcomes import actions, entry_sheets, queries, risk_words
from outcomes.admin.addresses import risk_address
from outcomes.admin.rescue import to_rescue
from outcomes.entry_forms import ChooseForm, EntryForm, PutRightForm
from outcomes.entry_sheets import Sheet
from outcomes.enums import Mode, RequestStatus
from outcomes.models import Instrument, QuestionnaireRequest, RiskEvent
from pim import clock
from pim.access import audit, roles
from pim.access.audit import acting
from pim.admin import pages
from pim.admin.bases import PimModelAdmin
from pim.errors import DomainError
from pim.models import User
from referrals.models import Referral
from referrals.panels import safe_contacts

FINISHED = "These questions are finished. A form she filled in besides can be typed in."


class EntryPages(PimModelAdmin):
    """Addresses of their own beside those of a request."""

    def get_urls(self) -> list:
        own = [
            ("to-rescue/", to_rescue, "to_rescue"),
            ("type-in/<uuid:referral>/", choose, "type_in"),
            ("type-in/<uuid:referral>/<slug:key>/", besides, "besides"),
            ("type-in/<uuid:referral>/<slug:key>/keep/", keep_besides, "besides_keep"),
            ("<uuid:pk>/fill-in/", fill_in, "fill_in"),
            ("<uuid:pk>/fill-in/keep/", keep, "fill_in_keep"),
            ("<uuid:pk>/put-right/", put_right, "put_right"),
        ]
        mine = [
            path(route, self._page(view), name=f"{self._name}_{suffix}")
            for route, view, suffix in own
        ]
        return [*mine, *super().get_urls()]


# --- What a wave asks -------------------------------------------------------------------------
def fill_in(admin: PimModelAdmin, request: HttpRequest, pk: Any) -> HttpResponse:
    asked = _to_work_on(admin, request, pk)
    is_over = asked.status != RequestStatus.OPEN or asked.closes_at <= clock.now()
    if is_over and request.method != "POST":  # what is sent in is heard, even then
        messages.error(request, FINISHED)
        return redirect(admin.address_of(asked))
    return _entry_page(
        admin,
        request,
        entry_sheets.of_request(asked),
        enter=lambda **typed: actions.enter_answers(request=asked, **typed),
        back=admin.address_of(asked),
        keep_url=admin.address("fill_in_keep", pk),
        title=admin.title(asked),
    )


def keep(admin: PimModelAdmin, request: HttpRequest, pk: Any) -> HttpResponse:
    asked = _to_work_on(admin, request, pk)
    return _keep(
        request,
        entry_sheets.of_request(asked),
        lambda **typed: actions.keep_answers(request=asked, **typed),
        back=admin.address("fill_in", pk),
    )


def put_right(admin: PimModelAdmin, request: HttpRequest, pk: Any) -> HttpResponse:
    asked = _to_work_on(admin, request, pk)
    if not actions.may_be_put_right(asked, clock.now()):
        messages.error(request, "It stays as it was typed: a slip can be put right for a day.")
        return redirect(admin.address_of(asked))
    form = PutRightForm(request.POST or None, sheet=entry_sheets.to_put_right(asked))
    if request.method == "POST" and form.is_valid():
        how = {"by": acting(request.user), "now": clock.now()}
        events = _tried(form, lambda: actions.put_right(request=asked, answers=form.typed(), **how))
        if not form.errors:
            messages.success(request, "It is put right, and scored again.")
            return redirect(risk_address(events[-1]) if events else admin.address_of(asked))
    return _show(admin, request, form, back=admin.address_of(asked), title="Put a slip right")


# --- What no wave asks ------------------------------------------------------------------------
def choose(admin: PimModelAdmin, request: HttpRequest, referral: Any) -> HttpResponse:
    about = _referral(request, referral)
    form = ChooseForm(request.POST or None, on_file=queries.on_file())
    if request.method == "POST" and form.is_valid():
        return redirect(admin.address("besides", about.pk, form.cleaned_data["instrument"]))
    return pages.show(
        admin,
        request,
        "admin/form.html",
        form=form,
        title="Type in a paper form",
        about=about.parent.called,
        back_url=_address_of(about),
    )


def besides(admin: PimModelAdmin, request: HttpRequest, referral: Any, key: str) -> HttpResponse:
    about, instrument = _referral(request, referral), _on_file(key)
    return _entry_page(
        admin,
        request,
        entry_sheets.besides(about, instrument),
        enter=lambda **typed: actions.enter_paper_form(
            referral=about, instrument=instrument, **typed
        ),
        back=_address_of(about),
        keep_url=admin.address("besides_keep", about.pk, key),
        title=f"{about.parent.called}: {instrument.title}",
    )


def keep_besides(
    admin: PimModelAdmin, request: HttpRequest, referral: Any, key: str
) -> HttpResponse:
    about, instrument = _referral(request, referral), _on_file(key)
    return _keep(
        request,
        entry_sheets.besides(about, instrument),
        lambda **typed: actions.keep_paper_form(referral=about, instrument=instrument, **typed),
        back=admin.address("besides", about.pk, key),
    )


# --- What both do -----------------------------------------------------------------------------
Enter = Callable[..., list[RiskEvent]]


def _entry_page(
    admin: PimModelAdmin,
    request: HttpRequest,
    sheet: Sheet,
    *,
    enter: Enter,
    back: str,
    keep_url: str,
    title: str,
) -> HttpResponse:
    form = EntryForm(request.POST or None, sheet=sheet, mode=_mode(request))
    if request.method == "POST" and form.is_valid():
        typed = {"answers": form.typed(), **form.how()}
        who = {"by": acting(request.user), "now": clock.now()}
        events = _tried(form, lambda: enter(**typed, **who))
        if not form.errors:
            messages.success(request, "Her answers are kept and sent in. Thank her.")
            return redirect(risk_address(events[-1]) if events else back)
    _note(request, sheet.referral)
    return _show(admin, request, form, back=back, title=title, keep_url=keep_url, sheet=sheet)


def _tried(form: Any, act: Callable[[], list[RiskEvent]]) -> list[RiskEvent]:
    try:
        return act()
    except DomainError as error:
        form.add_error(None, str(error))
        return []


def _keep(request: HttpRequest, sheet: Sheet, act: Enter, *, back: str) -> HttpResponse:
    """What is right so far is kept; what is not says so when the form is sent in.

    A GET gives the script a fresh token: signing in again has made the one on its page stale.
    """
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    form = EntryForm(request.POST, sheet=sheet)
    form.is_valid()
    by_script = request.headers.get("Accept") == "application/json"
    now = clock.now()
    try:
        events = act(answers=form.typed(), **form.how(), by=acting(request.user), now=now)
    except DomainError as error:
        return _not_kept(request, str(error), by_script, back)
    kept_at = time_format(localtime(now), "H:i")
    what_now = [_what_now(one, request.user) for one in events]
    if by_script:
        return JsonResponse({"kept_at": kept_at, "now": what_now})
    messages.success(request, f"Kept at {kept_at}. It is not sent in yet.")
    for told in what_now:
        link = format_html('{} <a href="{}">Open what to do</a>', told["text"], told["url"])
        messages.warning(request, link)
    return redirect(back)


def _what_now(event: RiskEvent, reader: User) -> dict[str, str]:
    """Told to whoever types, in the moment the answer is kept."""
    return {"text": risk_words.what_next(event, reader, clock.now()), "url": risk_address(event)}


def _not_kept(request: HttpRequest, problem: str, by_script: bool, back: str) -> HttpResponse:
    if by_script:
        return JsonResponse({"problem": problem}, status=409)
    messages.error(request, problem)
    return redirect(back)


def _show(
    admin: PimModelAdmin,
    request: HttpRequest,
    form: Any,
    *,
    back: str,
    title: str,
    keep_url: str = "",
    sheet: Sheet | None = None,
) -> HttpResponse:
    by_phone = sheet is not None and form["mode"].value() == Mode.PHONE
    return pages.show(
        admin,
        request,
        "outcomes/admin/fill_in.html",
        form=form,
        title=title,
        back_url=back,
        keep_url=keep_url,
        sign_in_url=reverse("account_login"),
        half_typed=sheet.begun if sheet else None,
        ways=safe_contacts(sheet.referral) if by_phone else None,
    )


def _mode(request: HttpRequest) -> str:
    asked = request.GET.get("mode", "")
    return asked if asked in (Mode.PHONE, Mode.PAPER) else ""


def _to_work_on(admin: PimModelAdmin, request: HttpRequest, pk: Any) -> QuestionnaireRequest:
    asked = admin.record_or_404(request, str(pk))
    if not admin.has_change_permission(request, asked):
        raise Http404
    return asked


def _referral(request: HttpRequest, pk: Any) -> Referral:
    seen = Referral.objects.visible_to(request.user).select_related("parent", "site", "programme")
    referral = seen.filter(pk=pk).first()
    if referral is None or not roles.can(request.user, roles.WORK_CASES, referral.site):
        raise Http404
    return referral


def _on_file(key: str) -> Instrument:
    found = queries.current_instruments([key])
    if key not in found:
        raise Http404
    return found[key]


def _address_of(referral: Referral) -> str:
    return reverse("admin:referrals_referral_change", args=[referral.pk])


def _note(request: HttpRequest, referral: Referral) -> None:
    """Her ways may be on the page: that it was read is written down."""
    if request.method == "GET":
        audit.record(
            by=acting(request.user), action="referral.viewed", target=referral, now=clock.now()
        )
