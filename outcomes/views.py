"""Her questionnaire pages: one question a page, no account, no JavaScript.

Opening a link changes nothing; only a POST does. Every page but the fixed ones needs the cookie
that a link sets, and a request she may still answer; else it is the one page that all dead
links show.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from outcomes import actions, queries, read_back
from outcomes.actions.ending import LINK
from outcomes.definitions import Grade
from outcomes.forms import AnswerForm, RatherNotForm
from outcomes.models import Answer, QuestionnaireRequest
from outcomes.queries import Question
from outcomes.read_back import TypedHere
from pim import clock
from pim.access.audit import HERSELF
from pim.errors import DomainError
from pim.messages import links

PAGES = "outcomes/questionnaire"


def dead_link(http: HttpRequest) -> HttpResponse:
    """One page for a link that is wrong, expired, used, somebody else's, or none at all."""
    return render(http, f"{PAGES}/dead_link.html", status=404)


class LinkView(View):
    """The address in her message. Mail scanners may open it as often as they like."""

    def get(self, http: HttpRequest, token: str) -> HttpResponse:
        link = links.follow(token, LINK)
        if link is None or queries.open_request(link.object_id, clock.now()) is None:
            return dead_link(http)
        return links.remember(redirect("questionnaire"), link)

    def post(self, http: HttpRequest, token: str) -> HttpResponse:
        """Ask for a new link: the answer is the same whether or not one is sent."""
        actions.send_new_link(token=token, now=clock.now())
        return redirect("questionnaire-new-link")


class RequestPage(View):
    """A page about the request whose link this browser opened."""

    http_method_names = ["get", "head", "post"]
    asked: QuestionnaireRequest

    def dispatch(self, http: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = links.remembered(http, LINK)
        found = queries.open_request(link.object_id, clock.now()) if link else None
        if found is None:
            return (
                redirect("questionnaire-new-link") if "new-link" in http.POST else dead_link(http)
            )
        self.asked = found
        return super().dispatch(http, *args, **kwargs)

    def next_address(self) -> str:
        """The first question without an answer, or the page to send them in."""
        waiting = next(queries.unanswered(self.asked), None)
        return address_of(waiting.place) if waiting else reverse("questionnaire-send")

    def show(self, template: str, **context: Any) -> HttpResponse:
        common = {
            "asked": self.asked,
            "site": self.asked.referral.site,
            "last_day": queries.last_day(self.asked),
        }
        return render(self.request, f"{PAGES}/{template}.html", common | context)


def address_of(place: int) -> str:
    return reverse("questionnaire-question", args=[place])


class Start(RequestPage):
    """How long it takes, that she need not, and who would look at a worrying answer, and when."""

    def get(self, http: HttpRequest) -> HttpResponse:
        left = list(queries.unanswered(self.asked))
        return self.show(
            "start",
            minutes=queries.minutes_for(left),
            count=len(left),
            begun=self.asked.answered_from_at is not None,
            onward=self.next_address(),
            looking=self.looking(),
        )

    def looking(self) -> queries.Looking | None:
        if not queries.has_risk_item(self.asked):
            return None
        return queries.looking(self.asked.referral, Grade.SAME_DAY, clock.now())


class OneQuestion(RequestPage):
    """Each answer is kept as soon as it is sent."""

    question: Question
    answer: Answer | None

    def dispatch(self, http: HttpRequest, *args: Any, place: int, **kwargs: Any) -> HttpResponse:
        self.place = place
        return super().dispatch(http, *args, **kwargs)

    def get(self, http: HttpRequest) -> HttpResponse:
        return self.show_form(self.form()) if self.find() else redirect(self.next_address())

    def post(self, http: HttpRequest) -> HttpResponse:
        if not self.find():
            return redirect(self.next_address())
        form = self.form(http.POST)
        if not form.is_valid():
            return self.show_form(form)
        given = form.given()
        return self.keep(given) if given else redirect(self.after())

    def find(self) -> bool:
        """The question of this place, if she has come this far."""
        self.questions = queries.questions_of(self.asked)
        known = queries.answers_of(self.asked)
        reached = sum(question.key in known for question in self.questions) + 1
        if not 1 <= self.place <= min(reached, len(self.questions)):
            return False
        self.question = self.questions[self.place - 1]
        self.answer = known.get(self.question.key)
        self.typed_here = TypedHere(self.request, self.asked.pk)
        return True

    def form(self, data: Any = None) -> AnswerForm:
        mine = self.answer if self.typed_here.is_mine(self.place, self.answer) else None
        is_kept = self.answer is not None and mine is None
        return AnswerForm(data, question=self.question, mine=mine, answered=is_kept)

    def keep(self, given: dict[str, str]) -> HttpResponse:
        now = clock.now()
        try:
            event = actions.save_answer(
                request=self.asked,
                instrument=self.question.instrument,
                item=self.question.item.number,
                by=HERSELF,
                now=now,
                **given,
            )
        except DomainError:
            return dead_link(self.request)  # sent in or run out since the page was drawn
        self.typed_here.note(self.place, now)
        onward = reverse("questionnaire-care", args=[self.place]) if event else self.after()
        return self.typed_here.remember(redirect(onward))

    def after(self) -> str:
        is_last = self.place == len(self.questions)
        return reverse("questionnaire-send") if is_last else address_of(self.place + 1)

    def show_form(self, form: AnswerForm) -> HttpResponse:
        back = address_of(self.place - 1) if self.place > 1 else reverse("questionnaire")
        return self.show(
            "question",
            form=form,
            place=self.place,
            count=len(self.questions),
            back=back,
            answered=form.answered,
            licence=queries.definition(self.question.instrument).licence,
        )


class Care(OneQuestion):
    """After an answer that worries us: help first, and truly who will look, and when."""

    http_method_names = ["get", "head"]

    def get(self, http: HttpRequest) -> HttpResponse:
        event = queries.risk_of(self.answer) if self.find() and self.is_mine() else None
        if event is None:
            return redirect(self.next_address())
        return self.show(
            "care",
            looking=queries.looking_at(event, clock.now()),
            onward=self.after(),
        )

    def is_mine(self) -> bool:
        return self.typed_here.is_mine(self.place, self.answer)


class SendIn(RequestPage):
    """The last page before thank you."""

    def get(self, http: HttpRequest) -> HttpResponse:
        if next(queries.unanswered(self.asked), None):
            return redirect(self.next_address())
        return self.show("send", back=address_of(len(queries.questions_of(self.asked))))

    def post(self, http: HttpRequest) -> HttpResponse:
        try:
            actions.complete(request=self.asked, by=HERSELF, now=clock.now())
        except DomainError:
            return redirect("questionnaire")
        return forget_all(redirect("questionnaire-thank-you"))


class RatherNot(RequestPage):
    """This time, or ever again."""

    def get(self, http: HttpRequest) -> HttpResponse:
        return self.show("rather_not", form=RatherNotForm())

    def post(self, http: HttpRequest) -> HttpResponse:
        form = RatherNotForm(http.POST)
        if not form.is_valid():
            return self.show("rather_not", form=form)
        try:
            actions.refuse(request=self.asked, by=HERSELF, now=clock.now(), **form.cleaned_data)
        except DomainError:
            return dead_link(http)
        return forget_all(redirect("questionnaire-thats-fine"))


class Stopped(View):
    """For now. This browser forgets; what she answered is kept."""

    def get(self, http: HttpRequest) -> HttpResponse:
        link = links.remembered(http, LINK)
        asked = queries.open_request(link.object_id, clock.now()) if link else None
        context = {"last_day": queries.last_day(asked)} if asked else {}
        return forget_all(render(http, f"{PAGES}/stopped.html", context))


class Fixed(View):
    """A page that is the same for everybody."""

    page = ""

    def get(self, http: HttpRequest) -> HttpResponse:
        return render(http, f"{PAGES}/{self.page}.html")


def forget_all(response: HttpResponse) -> HttpResponse:
    return read_back.forget(links.forget(response, LINK))
