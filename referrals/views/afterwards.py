"""After sending: a word for later, and questions for counting. For the browser that sent it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from pim import clock
from pim.access.audit import HERSELF
from pim.errors import DomainError
from pim.forms.base import PimForm
from referrals import actions, queries
from referrals.drafts import DraftStore
from referrals.forms.counting import CountingForm
from referrals.forms.secret_words import WordForm
from referrals.models import Referral

DONE = "refer-yourself-done"
PAGES = "referrals/yourself"


class Afterwards(View):
    """One small form about what this browser has just sent."""

    http_method_names = ["get", "head", "post"]
    form: type[PimForm]
    template = ""
    referral: Referral

    def dispatch(self, http: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = DraftStore(http, "yourself", reverse(DONE)).referral
        if sent is None:
            return redirect(DONE)
        self.referral = sent
        return super().dispatch(http, *args, **kwargs) if self.may() else self.too_late()

    def may(self) -> bool:
        return True

    def too_late(self) -> HttpResponse:
        return redirect(DONE)

    def get(self, http: HttpRequest) -> HttpResponse:
        """Always empty: what was answered is never read back."""
        return self.show(self.form())

    def post(self, http: HttpRequest) -> HttpResponse:
        form = self.form(http.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            return self.kept(form.cleaned_data)
        except DomainError as error:
            form.add_error(next(iter(form.fields)), str(error))
            return self.show(form)

    def kept(self, answers: dict[str, Any]) -> HttpResponse:
        raise NotImplementedError

    def show(self, form: PimForm) -> HttpResponse:
        return render(self.request, self.template, {"form": form})


class PickWord(Afterwards):
    """It opens her own page. It can be picked once."""

    form = WordForm
    template = f"{PAGES}/word.html"

    def may(self) -> bool:
        return queries.may_pick_secret_word(self.referral, clock.now())

    def too_late(self) -> HttpResponse:
        desk = queries.desk(self.referral)
        has_word = queries.secret_word_state(self.referral.parent) != "none"
        return render(
            self.request, f"{PAGES}/word_is_set.html", {"desk": desk, "has_word": has_word}
        )

    def kept(self, answers: dict[str, Any]) -> HttpResponse:
        sent = actions.pick_secret_word(
            referral=self.referral, word=answers["word"], by=HERSELF, now=clock.now()
        )
        link = queries.her_page_link(self.referral)
        return render(self.request, f"{PAGES}/word_picked.html", {"link": link, "sent": sent})


class Counting(Afterwards):
    form = CountingForm
    template = f"{PAGES}/counting.html"

    def kept(self, answers: dict[str, Any]) -> HttpResponse:
        actions.answer_for_counting(referral=self.referral, **answers, by=HERSELF, now=clock.now())
        return render(self.request, f"{PAGES}/counted.html")
