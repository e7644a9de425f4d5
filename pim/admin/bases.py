"""What every screen of the admin is built on.

A screen is a list, a page for each record (state on top, what to do next as buttons, panels,
history below) and, if wanted, a form to add or change one. Nothing is ever deleted; nothing is
done to many rows at once. Whoever may not see a row gets 404.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest
from django.urls import path, reverse
from django.utils.text import capfirst

from pim.access import roles
from pim.access.audit import Actor
from pim.admin import buttons, edits, history, pages, panels
from pim.admin.buttons import button
from pim.admin.lists import Filter
from pim.admin.panels import Block, Do, Link, Panel, Summary, Table, Tag, Words

__all__ = [
    "Block",
    "Do",
    "Filter",
    "Link",
    "Panel",
    "PimModelAdmin",
    "ReadOnlyAdmin",
    "Summary",
    "Table",
    "Tag",
    "Words",
    "button",
]


class PimModelAdmin(admin.ModelAdmin):
    """See the attributes and the methods under "to override"."""

    see_permission: str = ""  # a name from pim.access.roles; must be given
    work_permission: str | None = None  # for buttons, adding and changing; None: read-only
    audit_views = False  # note in the audit trail who opened a record
    step_up = False  # ask who she is again before anything is changed here
    show_history = True  # a last panel with what was done to the record, and by whom

    nav_label = ""  # given: a place in the navigation
    nav_order = 100
    list_title = ""
    list_intro = ""
    list_empty = "There is nothing here."
    filters: Sequence[str | Filter] = ()  # names of fields, or filters of your own

    add_form: type[Form] | None = None
    add_label = ""
    edit_form: type[Form] | None = None
    edit_label = "Change these details"

    def __init__(self, model: type[Model], admin_site: Any) -> None:
        super().__init__(model, admin_site)
        if self.see_permission not in roles.GRANTS:
            raise ImproperlyConfigured(f"{type(self).__name__} does not say who may see it")

    # --- To override ------------------------------------------------------------------------
    def title(self, record: Model) -> str:
        """The heading of the record's page."""
        return str(record)

    def state(self, record: Model) -> Tag | None:
        """Where the record stands, in a word, above everything else."""
        return None

    def lead(self, record: Model) -> str:
        """One line under the heading."""
        return ""

    def panels(self, request: HttpRequest, record: Model) -> Sequence[Panel]:
        """By default what the edit form would ask."""
        form = self.edit_form or self.add_form
        return [panels.of_form(form, record)] if form else []

    def why_not(self, record: Model) -> str:
        """Said where a button was pressed that does not fit the record any more."""
        return "That does not fit any more. Please look at the page again."

    def links(self, request: HttpRequest, record: Model) -> Sequence[Link]:
        """Ways on that change nothing, shown beside the buttons."""
        return []

    def prepare(self, records: Sequence[Model]) -> None:
        """Fetch at once what the columns need for all the rows of one page of the list."""

    def prepare_for(self, user: Any, records: Sequence[Model]) -> None:
        """The same where it hangs on who looks."""
        self.prepare(records)

    def list_links(self, request: HttpRequest) -> Sequence[Link]:
        return []

    def site_of(self, record: Model) -> Any:
        """The site at which a permission must be held to work on the record."""
        return getattr(record, "site", None)

    def add(self, form: Form, *, by: Actor, now: datetime) -> Model:
        """One action; gives the new record. By default for a model form."""
        return edits.save(form=form, by=by, now=now)

    def edit(self, record: Model, form: Form, *, by: Actor, now: datetime) -> None:
        edits.save(form=form, by=by, now=now)

    # --- Who may ----------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.model._default_manager.visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return roles.can(request.user, self.see_permission)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may(request.user, self.work_permission, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.add_form) and self.may(request.user, self.work_permission)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def may(self, user: Any, permission: str | None, record: Model | None = None) -> bool:
        site = self.site_of(record) if record is not None else None
        return permission is not None and roles.can(user, permission, site)

    def record_or_404(self, request: HttpRequest, pk: str) -> Model:
        try:
            return self.get_queryset(request).get(pk=pk)
        except (self.model.DoesNotExist, ValidationError, ValueError) as error:
            raise Http404 from error

    # --- Buttons ----------------------------------------------------------------------------
    def buttons_for(self, request: HttpRequest, record: Model) -> list[buttons.Button]:
        return [one for one in self._allowed(request, record) if one.fits(record)]

    def button_or_404(self, request: HttpRequest, record: Model, key: str) -> buttons.Button:
        for one in self._allowed(request, record):
            if one.key == key:
                return one
        raise Http404

    def _allowed(self, request: HttpRequest, record: Model) -> list[buttons.Button]:
        user, usual = request.user, self.work_permission
        every = buttons.buttons_of(type(self))
        return [one for one in every if self.may(user, one.permission or usual, record)]

    # --- Addresses --------------------------------------------------------------------------
    def get_urls(self) -> list:
        place = [
            ("", pages.list_page, "changelist"),
            ("add/", pages.add_page, "add"),
            ("<str:pk>/", pages.record_page, "change"),
            ("<str:pk>/edit/", pages.edit_page, "edit"),
            ("<str:pk>/do/<slug:key>/", pages.do_page, "do"),
        ]
        return [
            path(route, self._page(view), name=f"{self._name}_{suffix}")
            for route, view, suffix in place
        ]

    def _page(self, view: Any) -> Any:
        def show(request: HttpRequest, **kwargs: str) -> Any:
            if not self.has_view_permission(request):
                raise Http404
            return view(self, request, **kwargs)

        return self.admin_site.admin_view(show)

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def address(self, suffix: str, *args: Any) -> str:
        """``address("changelist")``, ``address("do", record.pk, "note-call")`` and so on."""
        return reverse(f"admin:{self._name}_{suffix}", args=args)

    def address_of(self, record: Model) -> str:
        return self.address("change", record.pk)

    # --- Words ------------------------------------------------------------------------------
    @property
    def called(self) -> str:
        return capfirst(self.opts.verbose_name)

    @property
    def list_url(self) -> str:
        return self.address("changelist")

    @property
    def list_heading(self) -> str:
        return self.list_title or self.nav_label or capfirst(self.opts.verbose_name_plural)

    def every_panel(self, request: HttpRequest, record: Model) -> list[Panel]:
        own = panels.listed(self.panels(request, record))
        last = [history.panel(record)] if self.show_history else []
        first, theirs = panels.first(request.user, record), panels.of(request.user, record)
        return [*first, *own, *theirs, *last]


class ReadOnlyAdmin(PimModelAdmin):
    """A screen on which nothing can be done."""

    show_history = False

    def may(self, user: Any, permission: str | None, record: Model | None = None) -> bool:
        return False
