"""“Something has changed”: she says that something sad has happened. On screen only.

Nothing is sent because of it, to nobody: everything automatic stops, and a person writes next.
"""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from pim import clock
from pim.access.audit import HERSELF
from pim.errors import DomainError
from referrals import actions, at_the_door, queries, said_here
from referrals.enums import ContactChannel, LossKind, LossWish
from referrals.forms.losses import IN_HER_WORDS, ChangedForm
from referrals.models import Loss, Referral
from referrals.views.her_page import dead_link

PAGES = "referrals/changed"


class ChangedPage(View):
    """For the browser that opened one of her links, and for no other."""

    http_method_names = ["get", "head", "post"]
    referral: Referral
    loss: Loss | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        referral = at_the_door.who(request)
        if referral is None:
            if "new-link" in request.POST:
                return redirect("my-support-new-link")
            return dead_link(request)
        self.referral, self.loss = referral, may_be_shown(request, referral)
        return super().dispatch(request, *args, **kwargs)

    def show(self, template: str, **context: Any) -> HttpResponse:
        common = {
            "loss": self.loss,
            "us": queries.what_we_call_ourselves(self.referral),
            "desk": queries.desk(self.referral),
            "can_ring": bool(queries.safe_contact(self.referral, ContactChannel.PHONE)),
            "may_undo": self.may_undo(),
            "on_her_page": at_the_door.on_her_page(self.request) is not None,
        }
        return render(self.request, f"{PAGES}/{template}.html", common | context)

    def may_undo(self) -> bool:
        """In the browser in which she said it, and in no other."""
        if self.loss is None or not said_here.was_said(self.request, self.referral):
            return False
        return queries.may_take_back(self.loss)

    def say(self, **said: str) -> Loss:
        typed = at_the_door.word_was_typed(self.request, self.referral)
        return actions.report_loss(
            referral=self.referral, by_link_alone=not typed, by=HERSELF, now=clock.now(), **said
        )


def may_be_shown(request: HttpRequest, referral: Referral) -> Loss | None:
    """What she, alive, may have said herself: after her word, or in the browser that said it."""
    loss = queries.loss_of(referral)
    is_hers = at_the_door.on_her_page(request) or said_here.was_said(request, referral)
    return loss if loss and is_hers and loss.kind in IN_HER_WORDS else None


class Changed(ChangedPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("something-changed-said") if self.loss else self.ask(ChangedForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChangedForm(request.POST)
        if not form.is_valid():
            return self.ask(form)
        loss = self.say(kind=LossKind(form.cleaned_data["kind"]))
        return said_here.remember(redirect("something-changed-said"), loss)

    def ask(self, form: ChangedForm) -> HttpResponse:
        return self.show("ask", form=form)


class Said(ChangedPage):
    """That everything stops, and one question, which she need not answer."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.loss is None:
            return redirect("something-changed")
        baby_elsewhere = self.loss.kind == LossKind.BABY_ELSEWHERE
        return self.show("said", baby_elsewhere=baby_elsewhere, wishes=LossWish)

    def post(self, request: HttpRequest) -> HttpResponse:
        wish = request.POST.get("wish")
        if self.loss is None or wish not in LossWish.values:
            return redirect("something-changed-said")
        self.say(kind=LossKind(self.loss.kind), wish=LossWish(wish))
        return redirect("something-changed-thanks")


class Thanks(ChangedPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        if self.loss is None:
            return redirect("something-changed")
        return self.show("thanks", wish=self.loss.wish, wishes=LossWish)


class Undo(ChangedPage):
    """“It was a mistake”, where she said it, as long as nobody has been in touch."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("something-changed-said") if self.loss else self.show("undone")

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.loss and self.may_undo():
            with suppress(DomainError):  # by somebody else, just before
                actions.take_back_loss(loss=self.loss, by=HERSELF, now=clock.now())
        return redirect("something-changed-undo")
