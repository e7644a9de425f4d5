"""The view of a form over several pages: Back, Change, Check your answers, send once.

A feature app subclasses :class:`JourneyView`::

    class ReferYourself(JourneyView):
        url_name = "refer-yourself"            # path("refer/yourself/<slug:page>/", ...)
        start_url = "/refer/"                  # where Back leads on the first page
        pages = [
            Page("name", NameForm, "What should we call you?"),
            Page("born", BirthForm, "When was your baby born?", applies=has_had_her_baby),
        ]

        def get_store(self):                   # its own encrypted draft
            return DraftStore(self.request)

        def submit(self, answers):             # one call to one action; returns where to go
            referral = actions.receive(answers=answers, by=HERSELF, now=clock.now())
            return reverse("refer-yourself-done")
"""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from pim.errors import DomainError
from pim.forms.display import Row, rows
from pim.forms.pages import Answers, Draft, Page, Store, Typed, Walk, as_sent, as_typed, walk

CHECK = "check"


class JourneyView(View):
    """One class for all the pages of a journey; ``page`` is the last part of the address."""

    pages: list[Page] = []
    url_name = ""
    start_url = "/"
    layout = "layout/public.html"
    check_title = "Check your answers"
    check_template = "pim/journey/check.html"
    submit_label = "Send"
    http_method_names = ["get", "head", "post"]

    # --- what a feature app gives -----------------------------------------------------------
    def get_store(self) -> Store:
        raise NotImplementedError

    def submit(self, answers: Answers) -> str:
        """Act on the answers, once; return the address of the page that says thank you."""
        raise NotImplementedError

    def form_kwargs(self, page: Page, answers: Answers) -> dict[str, Any]:
        """Anything a page's form needs beside what was typed."""
        return {}

    def clear_address(self) -> str:
        """Where "Clear this form" leads; empty where there is nothing to clear."""
        return ""

    def address(self, slug: str) -> str:
        return reverse(self.url_name, kwargs={**self.kwargs, "page": slug})

    # --- the pages --------------------------------------------------------------------------
    def get(self, request: HttpRequest, page: str = "", **kwargs: Any) -> HttpResponse:
        draft = self.get_store().load()
        if draft.get("done"):
            return redirect(draft["done"])
        way = self.walk(draft)
        if page == CHECK and way.waiting is None:
            return self.show_check(way)
        if reached := way.reached(page):
            return self.show_page(way, reached, self.kept_form(way, reached, draft))
        return redirect(self.next_address(way))

    def post(self, request: HttpRequest, page: str = "", **kwargs: Any) -> HttpResponse:
        store = self.get_store()
        with store.locked():
            draft = store.load()
            if draft.get("done"):
                return redirect(draft["done"])
            way = self.walk(draft)
            if page == CHECK and way.waiting is None:
                return self.send(store, way)
            if reached := way.reached(page):
                return self.keep(store, draft, way, reached)
        return redirect(self.next_address(way))

    def keep(self, store: Store, draft: Draft, way: Walk, page: Page) -> HttpResponse:
        """Keep a page that holds and go on; show one that does not, as it was typed."""
        form = self.make_form(page, way.answers, self.request.POST)
        if not form.is_valid():
            return self.show_page(way, page, form)
        draft.setdefault("pages", {})[page.slug] = as_typed(form)
        store.save(draft)
        way = self.walk(draft)
        following = None if self.changing else way.after(page)
        return redirect(self.address(following.slug) if following else self.next_address(way))

    def send(self, store: Store, way: Walk) -> HttpResponse:
        """Submit, then forget the answers and remember only that it is done, and where."""
        try:
            address = self.submit(way.answers)
        except DomainError as problem:
            return self.show_check(way, problem=str(problem))
        store.save({"done": address})
        return redirect(address)

    # --- how far she has come ---------------------------------------------------------------
    def walk(self, draft: Draft) -> Walk:
        return walk(self.pages, draft.get("pages", {}), self.kept)

    def kept(self, page: Page, answers: Answers, typed: Typed | None) -> BaseForm:
        return self.make_form(page, answers, None if typed is None else as_sent(typed))

    def make_form(self, page: Page, answers: Answers, data: Any, **kwargs: Any) -> BaseForm:
        return page.form(data, **self.form_kwargs(page, answers), **kwargs)

    def kept_form(self, way: Walk, page: Page, draft: Draft) -> BaseForm:
        """The page as she left it: without errors where it holds, with them where it does not."""
        if passed := way.passed.get(page.slug):
            return self.make_form(page, way.answers, None, initial=passed.cleaned_data)
        return self.kept(page, way.answers, draft.get("pages", {}).get(page.slug))

    @property
    def changing(self) -> bool:
        """Whether she came from "Change" on the check page, and goes back there."""
        return "change" in self.request.GET

    def next_address(self, way: Walk) -> str:
        if way.waiting is None:
            return self.address(CHECK)
        return self.address(way.waiting.slug) + ("?change=1" if self.changing else "")

    def back_address(self, way: Walk, page: Page) -> str:
        if self.changing and way.waiting is None:
            return self.address(CHECK)
        before = way.before(page)
        return self.address(before.slug) if before else self.start_url

    # --- drawing ----------------------------------------------------------------------------
    def show_page(self, way: Walk, page: Page, form: BaseForm) -> HttpResponse:
        return self.show(
            page.template or "pim/journey/page.html",
            {"page": page, "form": form, "back": self.back_address(way, page)},
        )

    def show_check(self, way: Walk, problem: str = "") -> HttpResponse:
        read_back = self.rows(way)
        return self.show(
            self.check_template,
            {
                "rows": [row for row in read_back if row.is_given],
                "not_given": [row for row in read_back if not row.is_given],
                "back": self.address(way.pages[-1].slug),
                "check_title": self.check_title,
                "submit_label": self.submit_label,
                "problem": problem,
            },
        )

    def rows(self, way: Walk) -> list[Row]:
        """Every answer with the link that changes it."""
        return [
            row
            for page in way.pages
            for row in rows(way.passed[page.slug], self.address(page.slug) + "?change=1")
        ]

    def show(self, template: str, context: dict[str, Any]) -> HttpResponse:
        """Answers 200 also with errors: the page is a page, and Back does not ask to resend."""
        around = {"layout": self.layout, "clear": self.clear_address()}
        return render(self.request, template, around | context)
