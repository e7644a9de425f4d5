"""Pages for typing in her answers: kept while they are typed, sent in at the end."""

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
from outcomes.actions import Besides
from outcomes.actions.entering import Form
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

STAYS_OPEN = (
    "What is finished is sent in. What she is half-way through on screen waits for her, until "
    "somebody is on the rota."
)
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
        asked,
        back=admin.address_of(asked),
        keep_url=admin.address("fill_in_keep", pk),
        title=admin.title(asked),
    )


def keep(admin: PimModelAdmin, request: HttpRequest, pk: Any) -> HttpResponse:
    asked = _to_work_on(admin, request, pk)
    return _keep(
        request,
        entry_sheets.of_request(asked),
        asked,
        back=admin.address("fill_in", pk),
    )


def put_right(admin: PimModelAdmin, request: HttpRequest, pk: Any) -> HttpResponse:
    asked = _to_work_on(admin, request, pk)
    if not actions.may_be_put_right(asked, clock.now()):
        messages.error(request, "It stays as it was typed: a slip can be put right for a week.")
        return redirect(admin.address_of(asked))
    form = PutRightForm(request.POST or None, sheet=entry_sheets.to_put_right(asked))
    if request.method == "POST" and form.is_valid():
        how = {"by": acting(request.user), "now": clock.now()}
        try:
            events = actions.put_right(request=asked, answers=form.typed(), how=form.how(), **how)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
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
        Besides(about, instrument),
        back=_address_of(about),
        keep_url=admin.address("besides_keep", about.pk, key),
        title=f"{about.parent.called}: {instrument.title}",
        mode=Mode.PAPER,
    )


def keep_besides(
    admin: PimModelAdmin, request: HttpRequest, referral: Any, key: str
) -> HttpResponse:
    about, instrument = _referral(request, referral), _on_file(key)
    return _keep(
        request,
        entry_sheets.besides(about, instrument),
        Besides(about, instrument),
        back=admin.address("besides", about.pk, key),
    )


# --- What both do -----------------------------------------------------------------------------
def _entry_page(
    admin: PimModelAdmin,
    request: HttpRequest,
    sheet: Sheet,
    into: Form,
    *,
    back: str,
    keep_url: str,
    title: str,
    mode: str = "",
) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = EntryForm(typed, sheet=sheet, mode=_mode(request) or mode)
    if request.method == "POST" and (sent := _sent_in(request, form, into, back)):
        return sent
    _note(request, sheet.referral)
    return _show(admin, request, form, back=back, title=title, keep_url=keep_url, sheet=sheet)


def _sent_in(request: HttpRequest, form: EntryForm, into: Form, back: str) -> HttpResponse | None:
    """None where something is to be put right first: what is right so far is kept until then."""
    is_whole = form.is_valid()
    act = actions.enter_answers if is_whole else actions.keep_answers
    who = {"by": acting(request.user), "now": clock.now()}
    try:
        events = act(form=into, answers=form.typed(), **form.how(), **who)
    except DomainError as error:
        if "mode" not in form.errors:  # said there already
            form.add_error(None, str(error))
        _say_what_now(request, _heard(error, request.user))
        _point_to_the_one_on_file(request, error)
        return None
    if not is_whole:
        _say_what_now(request, [_what_now(one, request.user) for one in events])
        return None
    messages.success(request, _thanks(into))
    return redirect(risk_address(events[-1]) if events else back)


def _thanks(into: Form) -> str:
    is_open = not isinstance(into, Besides) and queries.open_request(into.pk, clock.now())
    return STAYS_OPEN if is_open else "Her answers are kept and sent in. Thank her."


def _keep(request: HttpRequest, sheet: Sheet, into: Form, *, back: str) -> HttpResponse:
    """What is right so far is kept; what is not says so when the form is sent in.

    A GET gives the script a fresh token: signing in again has made the one on its page stale.
    """
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    form = EntryForm(request.POST, sheet=sheet)
    form.is_valid()
    by_script = request.headers.get("Accept") == "application/json"
    now = clock.now()
    who = {"by": acting(request.user), "now": now}
    try:
        events = actions.keep_answers(form=into, answers=form.typed(), **form.how(), **who)
    except DomainError as error:
        return _not_kept(request, error, by_script, back)
    kept_at = time_format(localtime(now), "H:i")
    what_now = [_what_now(one, request.user) for one in events]
    if by_script:
        return JsonResponse({"kept_at": kept_at, "now": what_now})
    messages.success(request, f"Kept at {kept_at}. It is not sent in yet.")
    _say_what_now(request, what_now)
    return redirect(back)


WhatNow = dict[str, str]


def _what_now(event: RiskEvent, reader: User) -> WhatNow:
    """Told to whoever types, in the moment the answer is kept."""
    return {"text": risk_words.what_next(event, reader, clock.now()), "url": risk_address(event)}


def _heard(error: DomainError, reader: User) -> list[WhatNow]:
    """The same where the form is refused, with whom we told."""
    events = error.events if isinstance(error, actions.NotKept) else []
    return [
        {"text": risk_words.heard(one, reader, clock.now()), "url": risk_address(one)}
        for one in events
    ]


def _say_what_now(request: HttpRequest, what_now: list[WhatNow]) -> None:
    for told in what_now:
        link = format_html('{} <a href="{}">Open what to do</a>', told["text"], told["url"])
        messages.warning(request, link)


def _point_to_the_one_on_file(request: HttpRequest, error: DomainError) -> None:
    refused = error.refused if isinstance(error, actions.NotKept) else error
    if isinstance(refused, actions.AlreadyOnFile):
        there = reverse("admin:outcomes_questionnairerequest_change", args=[refused.request.pk])
        words = "Open the form that is on file: put a slip right there, or say it was not hers"
        messages.info(request, format_html('<a href="{}">{}</a>', there, words))


def _not_kept(request: HttpRequest, error: DomainError, by_script: bool, back: str) -> HttpResponse:
    heard = _heard(error, request.user)
    if by_script:
        return JsonResponse({"problem": str(error), "now": heard}, status=409)
    messages.error(request, str(error))
    _say_what_now(request, heard)
    _point_to_the_one_on_file(request, error)
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
