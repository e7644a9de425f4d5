"""The two public forms. No account, no JavaScript; each browser has one draft per form."""

from datetime import timedelta
from typing import Any

from django.forms import BaseForm, Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views import View

from pim import clock
from pim.access.audit import HERSELF, REFERRER, Actor
from pim.access.networks import network_of
from pim.forms.pages import Answers, Draft, Page, Store, Walk
from pim.forms.trap import is_sprung
from referrals import actions, queries
from referrals.arrivals import Arrival
from referrals.drafts import DraftStore
from referrals.enums import Situation
from referrals.forms import reach, someone, when, where, yourself
from referrals.models import Referral
from referrals.views.keeping import KeptJourney
from referrals.views.leaving import ComeBackLater

FRESH = timedelta(minutes=10)


def had_a_loss(answers: Answers) -> bool:
    return answers.get("situation") == Situation.LOSS


def had_no_loss(answers: Answers) -> bool:
    return not had_a_loss(answers)


def not_agreed(answers: Answers) -> bool:
    return answers.get("she_agrees") is False


def asks_for_words(form: BaseForm) -> bool:
    """Where she may pour her heart out, she is told who reads it and when nobody does."""
    return any(isinstance(field.widget, Textarea) for field in form.fields.values())


class ReferralJourney(KeptJourney):
    """What our own forms share: sending a referral in, once."""

    new_name = ""  # a POST there begins a new form; where there is none the front door does
    by: Actor
    start_url = reverse_lazy("refer")
    layout = "referrals/her_form.html"
    submit_label = "Send"

    def get(self, request: HttpRequest, page: str = "", **kwargs: Any) -> HttpResponse:
        """A professional's front door begins a new form where the last one has been sent."""
        if not page and self.store.is_sent and not self.new_name:
            self.store.forget()
        return super().get(request, page=page, **kwargs)

    def show(self, template: str, context: dict[str, Any]) -> HttpResponse:
        form, is_first = context.get("form"), context["back"] == self.start_url
        says = self.by is HERSELF and form is not None and (is_first or asks_for_words(form))
        return super().show(template, {"by_day": says} | context)

    def submit(self, answers: Answers) -> str:
        actions.submit_draft(
            draft=self.store.draft,
            arrival=self.arrival(answers),
            trapped=is_sprung(answers),
            network=network_of(self.request),
            by=self.by,
            now=clock.now(),
        )
        return reverse(self.done_name)

    def arrival(self, answers: Answers) -> Arrival:
        raise NotImplementedError


class ReferYourself(ComeBackLater, ReferralJourney):
    journey, by = "yourself", HERSELF
    save_name = "refer-yourself-save"
    url_name, done_name = "refer-yourself-page", "refer-yourself-done"
    clear_name, new_name = "refer-yourself-clear", "refer-yourself-new"
    check_template = "referrals/yourself/check.html"
    pages = [
        Page("you", yourself.NameForm, "About you", template="referrals/yourself/you.html"),
        Page(
            "reach",
            reach.ReachForm,
            "How can we reach you?",
            own_heading="How can we reach you safely?",
        ),
        Page(
            "words",
            yourself.WordsForm,
            "What we call ourselves",
            own_heading="So that you know it is us",
        ),
        Page("place", yourself.PlaceForm, "Where you live"),
        *where.pages("referrals/yourself"),
        Page("now", when.WhenForm, "You at the moment"),
        Page(
            "own-words",  # the same page as below, so that her words stay if she changes an answer
            yourself.GentleWishForm,
            "In your own words",
            applies=had_a_loss,
            template="referrals/yourself/gently.html",
        ),
        Page(
            "own-words",
            yourself.WishForm,
            "In your own words",
            applies=had_no_loss,
        ),
        Page("suit", yourself.GentleFitForm, "What would suit you?", applies=had_a_loss),
        Page("fit", yourself.FitForm, "What would suit you?", applies=had_no_loss),
        Page("needs", yourself.NeedsForm, "Language and access"),
        Page(
            "choices",
            yourself.ChoicesForm,
            "Your choices",
            template="referrals/yourself/choices.html",
        ),
    ]

    def arrival(self, answers: Answers) -> Arrival:
        return yourself.arrival(answers)

    def show(self, template: str, context: dict[str, Any]) -> HttpResponse:
        """One that was saved says when it was begun: somebody may have several."""
        draft = self.store.draft
        saved = {"begun_at": draft.started_at} if draft and draft.saved_at else {}
        return super().show(template, context | saved)

    def form_kwargs(self, page: Page, answers: Answers) -> dict[str, Any]:
        return {"ways": answers["ways"]} if page.form is yourself.ChoicesForm else {}


class ReferSomeone(ReferralJourney):
    journey, by = "someone", REFERRER
    url_name, done_name = "refer-someone-page", "refer-someone-done"
    clear_name = "refer-someone-clear"
    layout = "referrals/someone/layout.html"
    pages = [
        Page(
            "before",
            someone.BeforeForm,
            "Before you start",
            template="referrals/someone/before.html",
        ),
        Page("agreed", someone.AgreedForm, "Has she agreed?"),
        Page(
            "not-now",
            someone.StopForm,
            "Not now, then",
            applies=not_agreed,
            template="referrals/someone/not_now.html",
        ),
        Page("you", someone.AboutYouForm, "About you"),
        Page("her", someone.AboutHerForm, "About her"),
        *where.pages("referrals/someone"),
        Page(
            "reach",
            reach.HerReachForm,
            "How can we reach her?",
            own_heading="How can we reach her safely?",
        ),
        Page("now", when.HerWhenForm, "Her at the moment"),
        Page("safety", someone.SafetyForm, "Before we ring"),
        Page("more", someone.MoreForm, "Anything else"),
    ]

    def arrival(self, answers: Answers) -> Arrival:
        return someone.arrival(answers)

    def get(self, request: HttpRequest, page: str = "", **kwargs: Any) -> HttpResponse:
        """The front door is for the next person: the last one's “no” does not stand behind it."""
        if not page and not_agreed(self.walk(self.store.load()).answers):
            self.store.clear()
        return super().get(request, page=page, **kwargs)

    def keep(self, store: Store, draft: Draft, way: Walk, page: Page) -> HttpResponse:
        """After a “no” nothing is kept about her, not even what was typed before it."""
        response = super().keep(store, draft, way, page)
        if page.slug == "agreed" and not_agreed(self.walk(draft).answers):
            kept = {slug: draft["pages"][slug] for slug in ("before", "agreed")}
            store.save({"pages": kept})
        return response


class Done(View):
    """The reference and what happens next, for the browser that sent the form, and no other."""

    journey: type[ReferralJourney] = ReferralJourney
    template = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        store = DraftStore(request, self.journey.journey, request.path)
        if store.referral is None:
            return redirect("refer")
        return render(request, self.template, self.around() | what_happens_next(store.referral))

    def around(self) -> dict[str, str]:
        """How the receipt is taken off this browser, and how a new form is begun."""
        names = {"clear": self.journey.clear_name, "new": self.journey.new_name}
        return {key: reverse(name) for key, name in names.items() if name}


class StartNew(View):
    """A new form where the last one has been sent. Its receipt is on this browser until then."""

    journey: type[ReferralJourney] = ReferralJourney
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        store = DraftStore(request, self.journey.journey, reverse(self.journey.done_name))
        if store.is_sent:
            store.forget()
        return store.remember(redirect(self.journey.url_name, page=self.journey.pages[0].slug))


def what_happens_next(referral: Referral) -> dict[str, Any]:
    """What only she should read, a name or her link, stands there just after she sent it."""
    is_fresh = clock.now() - referral.asked_at < FRESH
    has_page = is_fresh and queries.can_open_her_page(referral)
    return {
        "referral": referral,
        "call_by": queries.promised_call_on(referral),
        "working_days": queries.first_call_working_days(referral),
        "desk": queries.desk(referral),
        "contacts": {contact.channel for contact in queries.safe_contacts(referral)},
        "us": queries.what_we_call_ourselves(referral) if is_fresh else "",
        "has_word": queries.secret_word_state(referral.parent) != "none",
        "link": queries.her_page_link(referral) if has_page else "",
    }
