"""One question a page, no account, no JavaScript."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from outcomes import actions, her_word, queries
from outcomes.actions.ending import LINK
from outcomes.forms import AnswerForm
from outcomes.models import Answer, QuestionnaireRequest
from outcomes.queries import Question, worse
from outcomes.read_back import TypedHere
from outcomes.views.asked import RequestPage, address_of, dead_link
from outcomes.views.care import CareFirst
from outcomes.views.not_kept import AWAY, try_again
from pim import clock
from pim.access.audit import HERSELF
from pim.errors import DomainError
from pim.messages import links
from referrals import at_the_door
from referrals.views.door import door


def looking(asked: QuestionnaireRequest, questions: list[Question]) -> queries.Looking | None:
    """Who would look at a worrying answer to these, and when, if she gave it now."""
    return queries.looking_before(asked.referral, questions, clock.now())


class Start(RequestPage):
    """How long it takes, that she need not, and who would look at a worrying answer, and when."""

    def at_the_door(self) -> HttpResponse:
        return door(self.request, self.asked.referral, self.let_in)

    def let_in(self) -> HttpResponse:
        return her_word.remember(redirect("questionnaire"), self.asked.referral.parent)

    def post(self, http: HttpRequest) -> HttpResponse:
        return redirect("questionnaire")  # the word, sent twice

    def get(self, http: HttpRequest) -> HttpResponse:
        left = queries.open_on_screen(self.asked)
        if not left and queries.rests(self.asked):
            return self.show("resting")
        return self.show(
            "start",
            minutes=queries.minutes_for(left),
            count=len(left),
            begun=self.asked.answered_from_at is not None,
            onward=self.next_address(),
            rests=queries.rests(self.asked),
            looking=looking(self.asked, left),
        )


class OneQuestion(CareFirst):
    """Each answer is kept as soon as it is sent."""

    question: Question
    answer: Answer | None

    def dispatch(self, http: HttpRequest, *args: Any, place: int, **kwargs: Any) -> HttpResponse:
        self.place = place
        try:
            return super().dispatch(http, *args, **kwargs)
        except AWAY:
            if "answer" not in http.POST:
                raise
            return try_again(http, getattr(self, "question", None))

    def get(self, http: HttpRequest) -> HttpResponse:
        """What was asked while somebody was there is still taken below; it is not asked anew."""
        if not self.find() or self.question.instrument.pk in queries.set_aside(self.asked):
            return redirect(self.next_address())
        count = len(self.questions)
        care = self.care_in_place_of("question", but=self.place, place=self.place, count=count)
        return care or self.show_form(self.form())

    def post(self, http: HttpRequest) -> HttpResponse:
        if "carry-on" in http.POST:
            return self.carry_on()
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
        come = sum(question.key in known for question in self.questions) + 1
        if not 1 <= self.place <= len(self.questions):
            return False
        if self.place > come and not self.is_next():
            return False
        self.question = self.questions[self.place - 1]
        self.answer = known.get(self.question.key)
        self.typed_here = TypedHere(self.request, self.asked.pk)
        return True

    def is_next(self) -> bool:
        """The first that is open, past what is set aside before it."""
        first = next(iter(queries.open_on_screen(self.asked)), None)
        return first is not None and first.place >= self.place

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
                elsewhere=self.is_elsewhere(),
                by=HERSELF,
                now=now,
                **given,
            )
        except DomainError:
            return dead_link(self.request)  # sent in or run out since the page was drawn
        self.typed_here.note(self.place, now, worries=event is not None)
        return self.typed_here.remember(redirect(self.after()))

    def is_elsewhere(self) -> bool:
        """Whether the answer that stands came from another browser, and no word was typed here."""
        if self.answer is None or self.typed_here.is_mine(self.place, self.answer):
            return False
        return not at_the_door.word_was_typed(self.request, self.asked.referral)

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
            is_about_worse=worse.is_about_worse(self.question.item),
            looking=looking(self.asked, [self.question]),
            licence=queries.definition(self.question.instrument).licence,
        )


class SendIn(CareFirst):
    """The last page before thank you."""

    def dispatch(self, http: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Pressed twice, it is the same: she is thanked, and nothing is sent again."""
        answer = super().dispatch(http, *args, **kwargs)
        link = links.once_remembered(http, LINK) if http.method == "POST" else None
        if link and queries.is_sent_in(link.object_id):
            return redirect("questionnaire-thank-you")
        return answer

    def get(self, http: HttpRequest) -> HttpResponse:
        if queries.open_on_screen(self.asked):
            return redirect(self.next_address())
        page = "resting" if queries.rests(self.asked) else "send"
        care = self.care_in_place_of(page)
        return care or self.show(page, back=address_of(len(queries.questions_of(self.asked))))

    def post(self, http: HttpRequest) -> HttpResponse:
        if "carry-on" in http.POST:
            return self.carry_on()
        try:
            actions.complete(request=self.asked, by=HERSELF, now=clock.now())
        except DomainError:
            return redirect("questionnaire")
        return redirect("questionnaire-thank-you")
