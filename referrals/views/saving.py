"""Saving a half-filled form, and coming back to it by its link and its word."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from pim import clock
from pim.errors import DomainError
from pim.messages import links
from referrals import actions, queries
from referrals.actions import DRAFT_LINK
from referrals.drafts import DOORS, DraftStore
from referrals.forms.secret_words import KnownWordForm, SaveForm
from referrals.models import Draft

PAGES = "referrals/back"
KEEP = "keep"


class Save(View):
    """The word she picks, and perhaps an address for the link."""

    journey = "yourself"
    http_method_names = ["get", "head", "post"]

    def dispatch(self, http: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.doors, self.store = DOORS[self.journey], DraftStore(http, self.journey, "")
        if self.store.draft is None or self.store.is_sent:
            return redirect(self.doors.form)
        if self.store.draft.saved_at:
            return self.noted(self.store.draft)
        return super().dispatch(http, *args, **kwargs)

    def get(self, http: HttpRequest) -> HttpResponse:
        return self.show(SaveForm())

    def post(self, http: HttpRequest) -> HttpResponse:
        form = SaveForm(http.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            saved = actions.save_draft(draft=self.store.draft, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error("word", str(error))
            return self.show(form)
        return self.noted(saved)

    def noted(self, saved: Draft) -> HttpResponse:
        self.store.note_down(saved)
        return self.store.remember(redirect(f"{self.doors.form}-saved"))

    def show(self, form: SaveForm) -> HttpResponse:
        until = clock.now() + actions.SAVED_DRAFT_LASTS
        words = {"form": form, "until": until, "back": reverse(self.doors.form)}
        return render(self.request, f"{PAGES}/save.html", words)


class Saved(View):
    """Until when, and the link to note down, for the browser that typed it."""

    journey = "yourself"

    def get(self, http: HttpRequest) -> HttpResponse:
        draft = DraftStore(http, self.journey, "").noted
        if draft is None or draft.sent_at:
            return redirect(DOORS[self.journey].form)
        token = actions.draft_link(draft)
        words = {
            "until": draft.saved_at + actions.SAVED_DRAFT_LASTS,
            "link": settings.BASE_URL + reverse("back-link", args=[token]),
            "by_email": bool(draft.email),
            "begun_at": draft.started_at,
        }
        return render(http, f"{PAGES}/saved.html", words)


def dead_link(http: HttpRequest) -> HttpResponse:
    return links.dead(http, f"{PAGES}/dead_link.html")


class BackLink(View):
    """The address in her message or note: from here to one without a token in it."""

    def get(self, http: HttpRequest, token: str) -> HttpResponse:
        link = links.follow(token, DRAFT_LINK)
        found = queries.saved_draft(link, clock.now())
        response = links.remember(redirect("back"), link) if found else dead_link(http)
        response["Referrer-Policy"] = "no-referrer"
        return response


class Back(View):
    """Asks for the word, also in the browser that typed the form: the phone may change hands.

    One form is open in a browser at a time: over one that was not saved she is asked first.
    """

    http_method_names = ["get", "head", "post"]

    def dispatch(self, http: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.draft = queries.saved_draft(links.remembered(http, DRAFT_LINK), clock.now())
        if self.draft is None:
            return dead_link(http)
        self.doors = DOORS[self.draft.journey]
        self.store = DraftStore(http, self.draft.journey, "")
        if self.store.draft == self.draft:
            return redirect(self.doors.form)
        if queries.secret_word_state(self.draft) != "open":
            return self.ring_us()
        return super().dispatch(http, *args, **kwargs)

    def get(self, http: HttpRequest) -> HttpResponse:
        return self.ask(KnownWordForm())

    def post(self, http: HttpRequest) -> HttpResponse:
        if KEEP in http.POST:
            return links.forget(redirect(self.doors.form), DRAFT_LINK)
        form = KnownWordForm(http.POST)
        if not form.is_valid():
            return self.ask(form)
        word = form.cleaned_data["word"]
        if actions.try_secret_word(holder=self.draft, word=word, now=clock.now()):
            return self.go_on()
        if queries.secret_word_state(self.draft) != "open":
            return self.ring_us()
        form.add_error("word", "That is not the word you picked. Try again")
        return self.ask(form)

    def go_on(self) -> HttpResponse:
        self.store.clear()
        self.store.open_for_guest(self.draft)
        return links.forget(self.store.remember(redirect(self.doors.form)), DRAFT_LINK)

    def ask(self, form: KnownWordForm) -> HttpResponse:
        words = {
            "form": form,
            "begun_at": self.draft.started_at,
            "here": self.store.unsaved,
            "instead": reverse(self.doors.instead),
        }
        return render(self.request, f"{PAGES}/word.html", words)

    def ring_us(self) -> HttpResponse:
        """After five wrong tries, for everybody: she too may have forgotten it."""
        words = {
            "desk": queries.anybodys_desk(clock.now()),
            "instead": reverse(self.doors.instead),
        }
        return render(self.request, f"{PAGES}/ring_us.html", words, status=403)
