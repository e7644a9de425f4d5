"""The pages every screen of the admin has. Each that changes something calls one action."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from pim import clock
from pim.access import audit, second_factor
from pim.access.audit import acting
from pim.admin import forms, panels
from pim.admin.buttons import buttons_of
from pim.admin.lists import ListPage
from pim.errors import DomainError

if TYPE_CHECKING:
    from pim.admin.bases import PimModelAdmin

Page = Callable[..., HttpResponse]


def list_page(admin: "PimModelAdmin", request: HttpRequest) -> HttpResponse:
    return show(
        admin,
        request,
        "admin/list.html",
        listing=ListPage(admin, request),
        links=admin.list_links(request),
        can_add=admin.has_add_permission(request),
        add_url=admin.address("add"),
    )


def record_page(admin: "PimModelAdmin", request: HttpRequest, pk: str) -> HttpResponse:
    record = admin.record_or_404(request, pk)
    if admin.audit_views:
        note_view(admin, request, record)
    return show(
        admin,
        request,
        "admin/record.html",
        record=record,
        heading=admin.title(record),
        state=admin.state(record),
        lead=admin.lead(record),
        buttons=[_drawn(admin, record, one) for one in admin.buttons_for(request, record)],
        links=[*admin.links(request, record), *panels.ways_on(request.user, record)],
        panels=admin.every_panel(request, record),
        edit_url=_edit_url(admin, request, record),
    )


def asks_again(page: Page) -> Page:
    """On a screen with ``step_up`` nothing is changed by whoever finds a computer unlocked."""

    @wraps(page)
    def guarded(admin: "PimModelAdmin", request: HttpRequest, **kwargs: str) -> HttpResponse:
        guards = admin.step_up or _is_guarded(admin, kwargs.get("key"))
        first = second_factor.ask_again(request) if guards else None
        return first or page(admin, request, **kwargs)

    return guarded


def _is_guarded(admin: "PimModelAdmin", key: str | None) -> bool:
    """This one button of the screen."""
    return any(one.key == key and one.step_up for one in buttons_of(type(admin)))


@asks_again
def add_page(admin: "PimModelAdmin", request: HttpRequest) -> HttpResponse:
    if not admin.has_add_permission(request):
        raise Http404
    form = forms.build(admin.add_form, request)
    if request.method == "POST" and form.is_valid():
        try:
            record = admin.add(form, by=acting(request.user), now=clock.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.")
            return redirect(admin.address_of(record))
    return _form_page(
        admin, request, form, title=admin.add_label, back_url=admin.address("changelist")
    )


@asks_again
def edit_page(admin: "PimModelAdmin", request: HttpRequest, pk: str) -> HttpResponse:
    record = admin.record_or_404(request, pk)
    if not admin.edit_form or not admin.has_change_permission(request, record):
        raise Http404
    form = forms.build(admin.edit_form, request, record=record, instance=record)
    back_url = admin.address_of(record)
    if request.method == "POST" and form.is_valid():
        try:
            admin.edit(record, form, by=acting(request.user), now=clock.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.")
            return redirect(back_url)
    return _form_page(
        admin,
        request,
        form,
        title=admin.edit_label,
        about=admin.title(record),
        back_url=back_url,
    )


@asks_again
def do_page(admin: "PimModelAdmin", request: HttpRequest, pk: str, key: str) -> HttpResponse:
    """What a button does, or the small page it leads to."""
    record = admin.record_or_404(request, pk)
    button = admin.button_or_404(request, record, key)
    back_url = admin.address_of(record)
    if request.method != "POST" and not button.asks_first:
        return redirect(back_url)  # an address out of her history, or opened in another tab
    if not button.fits(record):
        messages.error(request, admin.why_not(record))
        return redirect(back_url)
    if request.method != "POST" and (missing := button.missing(record)):
        return _form_page(
            admin,
            request,
            None,
            title=button.title or button.label,
            told=button.told(record),
            missing=missing,
            about=admin.title(record),
            back_url=back_url,
        )
    form = forms.for_button(button, request, record)
    if request.method == "POST" and form.is_valid():
        try:
            address = _press(admin, request, record, button, form)
        except DomainError as error:
            if not button.asks_first:
                messages.error(request, str(error))
                return redirect(back_url)
            form.add_error(None, str(error))
        else:
            messages.success(request, button.done)
            return redirect(address or back_url)
    title = button.title or button.label
    return _form_page(
        admin,
        request,
        form,
        title=title,
        hint=button.hint,
        told=button.told(record),
        about=admin.title(record),
        back_url=back_url,
    )


def _press(admin: Any, request: HttpRequest, record: Model, button: Any, form: Form) -> str | None:
    act = getattr(admin, button.method)
    return act(record, by=acting(request.user), now=clock.now(), **form.cleaned_data)


def _form_page(admin: Any, request: HttpRequest, form: Form | None, **words: Any) -> HttpResponse:
    return show(admin, request, "admin/form.html", form=form, **words)


def note_view(admin: Any, request: HttpRequest, record: Model) -> None:
    audit.record(
        by=acting(request.user),
        action=f"{admin.opts.model_name}.viewed",
        target=record,
        now=clock.now(),
    )


def _drawn(admin: Any, record: Model, button: Any) -> dict:
    return {"button": button, "url": admin.address("do", record.pk, button.key)}


def _edit_url(admin: Any, request: HttpRequest, record: Model) -> str:
    allowed = admin.edit_form and admin.has_change_permission(request, record)
    return admin.address("edit", record.pk) if allowed else ""


def show(admin: Any, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    common = admin.admin_site.each_context(request)
    return TemplateResponse(request, template, common | {"admin": admin} | context)
