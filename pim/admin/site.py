"""The admin: the workplace of coordinators, managers, leads and trustees.

It never opens on a password alone. Somebody who is signed in but does not work here (a
volunteer) is told that there is no such page.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import include, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pim import clock
from pim.access import second_factor
from pim.admin import places, search, today

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


NOT_KEPT = (
    "You were signed out. What you sent just now was not kept. Sign in, go back to the page and "
    "send it again. If somebody may be in danger, ring first."
)


def say_what_was_lost(request: HttpRequest) -> None:
    """A script that keeps what is typed says so itself, on the page."""
    if request.method == "POST" and request.headers.get("Accept") != "application/json":
        messages.error(request, NOT_KEPT)


class PimAdminSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.is_staff and second_factor.was_used(request)

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                say_what_was_lost(request)
                return redirect_to_login(request.get_full_path(), reverse("account_login"))
            if not self.has_permission(request):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    def get_urls(self) -> list:
        """Today, search and the registered screens; of Django's other pages none."""
        own = [
            path("", self.admin_view(require_safe(self.today_page)), name="index"),
            path("search/", self.admin_view(get_or_post(self.search_page)), name="search"),
            path("login/", self.login, name="login"),
            path("logout/", require_POST(self.logout), name="logout"),
        ]
        return own + [
            path(f"{model._meta.app_label}/{model._meta.model_name}/", include(screen.urls))
            for model, screen in self._registry.items()
        ]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect_to_login(reverse("admin:index"), reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("account_logout")

    def today_page(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        filled, empty = today.waiting(request.user, now)
        return self.show(request, "admin/today.html", filled=filled, empty=empty, now=now)

    def search_page(self, request: HttpRequest) -> HttpResponse:
        text = request.POST.get("text", "").replace("\x00", "").strip()[: search.LONGEST]
        searched = request.method == "POST"
        too_short = searched and len(text) < search.SHORTEST
        groups = search.find(request.user, text) if searched and not too_short else {}
        return self.show(
            request,
            "admin/search.html",
            text=text,
            searched=searched,
            too_short=too_short,
            groups=groups,
            shortest=search.SHORTEST,
            only_found_whole=search.only_found_whole(text),
        )

    def show(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        return TemplateResponse(request, template, self.each_context(request) | context)

    def each_context(self, request: HttpRequest) -> dict:
        return {"places": self.places_of(request)}

    def places_of(self, request: HttpRequest) -> list[dict]:
        """The navigation, in order: screens with a ``nav_label`` and pages that she may see."""
        screens = [
            screen
            for screen in self._registry.values()
            if getattr(screen, "nav_label", "") and screen.has_view_permission(request)
        ]
        screens.sort(key=lambda screen: (screen.nav_order, screen.nav_label))
        own = [
            {"label": one.nav_label, "url": one.address("changelist"), "order": one.nav_order}
            for one in screens
        ]
        return sorted(own + places.places_of(request.user), key=lambda place: place["order"])


pim_site = PimAdminSite(name="admin")
