"""Her own page. A link opens its door; what stands on it is shown after her secret word alone.

Opening a link changes nothing; only a POST does. Whatever is wrong with a link, everybody is
shown one and the same page.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views import View

from pim import clock
from pim.access.audit import HERSELF
from pim.errors import DomainError
from pim.forms.fields import national
from pim.messages import links
from pim.models import LinkToken
from referrals import actions, consent, her_page, queries, visits, who_looked
from referrals.enums import (
    CheckInAnswer,
    ConcernKind,
    ContactChannel,
    Means,
    Purpose,
    RequestKind,
    Situation,
    Status,
)
from referrals.forms.her_page import ComplaintForm, RequestForm, StillForm
from referrals.forms.reach import only_in_writing
from referrals.models import Referral, SafeContact
from referrals.views.door import door

PAGES = "referrals/her_page"
HIDDEN = "••••"


def dead_link(request: HttpRequest) -> HttpResponse:
    return links.dead(request, f"{PAGES}/dead_link.html")


class LinkView(View):
    """The address in her message. Mail scanners may open it as often as they like."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link = links.follow(token, queries.HER_PAGE)
        if queries.whose_page(link) is None:
            return dead_link(request)
        response = links.remember(redirect("my-support"), link)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask for a new link: the answer is the same whether or not one is sent."""
        actions.send_new_page_link(token=token, now=clock.now())
        return redirect("my-support-new-link")


class HerPage(View):
    """A page for the browser that opened her link and typed her word, and for no other."""

    http_method_names = ["get", "head", "post"]
    pages = PAGES  # where upper apps keep theirs
    link: LinkToken
    referral: Referral

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = links.remembered(request, queries.HER_PAGE)
        referral = queries.whose_page(link)
        if referral is None:
            asked = "new-link" in request.POST
            return redirect("my-support-new-link") if asked else dead_link(request)
        self.link, self.referral = link, referral
        if not visits.is_on(request, link, referral.parent):
            return self.at_the_door()
        return super().dispatch(request, *args, **kwargs)

    def at_the_door(self) -> HttpResponse:
        return redirect("my-support")

    def show(self, template: str, **context: Any) -> HttpResponse:
        common = {
            "referral": self.referral,
            "desk": queries.desk(self.referral),
            "is_loss": self.referral.situation == Situation.LOSS,
            "can_ring": bool(queries.safe_contact(self.referral, ContactChannel.PHONE)),
        }
        return render(self.request, f"{self.pages}/{template}.html", common | context)

    def back_home(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect("my-support")


class Home(HerPage):
    """The door, and behind it where she stands."""

    def at_the_door(self) -> HttpResponse:
        return door(self.request, self.referral, self.let_in)

    def let_in(self) -> HttpResponse:
        visits.begin(self.request, self.link, self.referral.parent)
        return redirect("my-support")

    def get(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        step = her_page.step_of(self.referral)
        call_by = queries.promised_call_on(self.referral)
        return self.show(
            "home",
            step=step,
            may_ask=her_page.may_ask(step),
            call_by=call_by,
            is_late=bool(call_by and call_by < clock.day_of(now)),
            wait=self.wait(now),
            check_in=queries.open_check_in(self.referral),
            panels=her_page.panels_for(self.referral, now),
            ways=[(way, masked(way)) for way in queries.safe_contacts(self.referral)],
            choices=choices_of(self.referral),
            asked=queries.open_requests(self.referral),
            is_expecting=queries.is_expecting(self.referral),
            copy=queries.copy_on_her_page(self.referral, now),
            coming=queries.copy_being_made(self.referral),
        )

    def wait(self, now) -> dict[str, Any] | None:
        """While she waits: how long most people do, or that nobody can say yet."""
        if self.referral.status != Status.WAITING or self.referral.site is None:
            return None
        return {"weeks": queries.expected_wait_weeks(self.referral.site, now)}

    def post(self, request: HttpRequest) -> HttpResponse:
        return redirect("my-support")  # the word, sent twice


class WhoLooked(HerPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(
            "who_looked", looks=who_looked.looks(self.referral.parent_id, now=clock.now())
        )


class Leave(View):
    """Locks the page in this browser at once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return lock(request, redirect("my-support-left"))


def lock(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Also what she opened from here."""
    visits.end(request)
    return links.forget_all(request, response)


class Fixed(View):
    """A page that is the same for everybody."""

    page = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, f"{PAGES}/{self.page}.html")


# --- how we reach her, and what she said yes to -----------------------------------------------
def masked(way: SafeContact) -> str:
    """Enough for her to know it again, and too little for anybody else to learn it."""
    address = way.address or ""
    if way.channel == ContactChannel.LETTER:
        return "the address you gave us"
    if way.channel == ContactChannel.EMAIL:
        return f"{address[:1]}{HIDDEN}@{HIDDEN}"
    return f"{HIDDEN} {national(address)[-3:]}"


# The order is the number in the address, which says nothing about what it is.
PURPOSES = tuple(Purpose)


def choices_of(referral: Referral) -> list[dict[str, Any]]:
    return [
        {"purpose": purpose, "decision": decision, "place": place}
        for place, (purpose, decision) in enumerate(consent.decisions(referral).items(), start=1)
        if decision or purpose != Purpose.REFERRER
    ]


class Choice(HerPage):
    """One of her choices: what changes first, then a button to take it back or to give it."""

    def dispatch(self, request: HttpRequest, *args: Any, place: int, **kw: Any) -> HttpResponse:
        if not 1 <= place <= len(PURPOSES):
            raise Http404
        self.purpose = PURPOSES[place - 1]
        return super().dispatch(request, *args, **kw)

    def get(self, request: HttpRequest) -> HttpResponse:
        latest = consent.latest(self.referral, self.purpose)
        if latest is None:
            return redirect("my-support")
        return self.show(
            "choice",
            purpose=self.purpose,
            purposes=Purpose,
            given=latest.given,
            only_in_writing=only_in_writing(
                way.channel for way in queries.safe_contacts(self.referral)
            ),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sent twice it is one decision; what was never asked is not given here."""
        wanted = request.POST.get("given") == "yes"
        latest = consent.latest(self.referral, self.purpose)
        if latest is not None and latest.given != wanted:
            actions.record_consent(
                referral=self.referral,
                purpose=self.purpose,
                given=wanted,
                means=Means.ON_SCREEN,
                by=HERSELF,
                now=clock.now(),
            )
        return self.back_home("Thank you. Your choice is noted, and it counts from now.")


# --- what she asks for ------------------------------------------------------------------------
class Ask(HerPage):
    """One small page for each thing she can ask for. A person speaks with her before it is so."""

    def dispatch(self, request: HttpRequest, *args: Any, kind: str, **kw: Any) -> HttpResponse:
        if kind not in RequestKind.values:
            raise Http404
        self.kind = RequestKind(kind)
        return super().dispatch(request, *args, **kw)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show_form(RequestForm(kind=self.kind))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RequestForm(request.POST, kind=self.kind)
        if not form.is_valid():
            return self.show_form(form)
        is_new = self.kind not in queries.open_requests(self.referral)
        actions.make_request(
            referral=self.referral,
            kind=self.kind,
            words=form.cleaned_data["words"],
            by=HERSELF,
            now=clock.now(),
        )
        if is_new:
            messages.success(request, "Thank you. We have this.")
        return redirect("my-support-ask", kind=self.kind)

    def show_form(self, form: RequestForm) -> HttpResponse:
        made = queries.open_requests(self.referral).get(self.kind)
        due_on = queries.request_due_on(made) if made else None
        return self.show("ask", form=form, kind=self.kind, kinds=RequestKind, due_on=due_on)


class Still(HerPage):
    """“Still want this?”"""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show_form(StillForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = StillForm(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        answer = CheckInAnswer(form.cleaned_data["answer"])
        check_in = queries.open_check_in(self.referral)
        try:
            if check_in:
                actions.answer_check_in(
                    check_in=check_in, answer=answer, by=HERSELF, now=clock.now()
                )
        except DomainError:
            return redirect("my-support")  # answered elsewhere meanwhile
        return self.back_home(THANKS[answer])

    def show_form(self, form: StillForm) -> HttpResponse:
        if queries.open_check_in(self.referral) is None:
            return redirect("my-support")
        return self.show("still", form=form)


THANKS = {
    CheckInAnswer.YES: "Thank you. You keep your place.",
    CheckInAnswer.LATER: "That’s fine. You keep your place, and we ask again in a few weeks.",
    CheckInAnswer.NO: (
        "Thank you for telling us. That’s fine. Nothing has ended yet: a person will ask you "
        "once more, only in a way that is safe for you."
    ),
    CheckInAnswer.RING: "Thank you. A person will ring or write, only in a way that is safe.",
}


class Complain(HerPage):
    """Goes to the people of her area; about a person, past them to a trustee."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("complain", form=self.form())

    def form(self, data: QueryDict | None = None) -> ComplaintForm:
        read_by = queries.trustees_near(self.referral.programme, self.referral.site)
        return ComplaintForm(data, has_trustee=read_by > 0)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show("complain", form=form)
        said = form.cleaned_data
        actions.complain(
            referral=self.referral,
            kind=ConcernKind(said["about"]),
            words=said["words"],
            about_name=said["about_name"],
            by=HERSELF,
            now=clock.now(),
        )
        return redirect("my-support-thanks")


class Thanks(HerPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("thanks")
