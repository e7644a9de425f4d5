"""What she answers on her own page about the people she meets here.

Only a POST changes anything. Each names what she saw, so that a page left open never answers
for something else; pressed twice, or too late, it leads back to her page as it is now.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pim import clock
from pim.access.audit import HERSELF
from pim.errors import DomainError
from referrals import actions as referral_actions
from referrals import queries as referral_queries
from referrals.enums import Means, RequestKind
from referrals.views.her_page import HerPage
from volunteers import actions, queries
from volunteers.enums import Side, TimeAnswer
from volunteers.forms.support import FeedbackForm
from volunteers.models import Match, MeetingTime

NOT_YET = "Thank you. One thing has to be settled first. A person gets in touch with you."
NOT_ANY_MORE = "Plans have changed since. You keep your place, and we will be in touch."
SAID = {
    "yes": "Thank you. We tell her, and your first meeting comes next.",
    "else": (
        "Thanks for telling us. That’s fine. You don’t need to say why. You keep your place. "
        "We’ll look for someone else."
    ),
    "ring": "Thank you. A person gets in touch with you, only in a way that is safe.",
}


class Answer(HerPage):
    """Nothing to open: what is asked stands on her page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("my-support")

    def asked_about(self) -> list[str]:
        """The keys of what she saw, as they should be written."""
        found = []
        for typed in self.request.POST.getlist("which"):
            with suppress(ValueError):
                found.append(str(UUID(typed)))
        return found


class Person(Answer):
    """Somebody in mind: yes, someone else, or a ring first."""

    def post(self, request: HttpRequest) -> HttpResponse:
        match, answer = queries.person_in_mind(self.referral), request.POST.get("answer")
        if match is None or str(match.pk) not in self.asked_about() or answer not in SAID:
            return redirect("my-support")
        try:
            self.take(match, answer)
        except DomainError:
            return self.back_home(self.too_late(match, answer))
        return self.back_home(SAID[answer])

    def too_late(self, match: Match, answer: str) -> str:
        """Her yes is not lost where something has to be settled before the two may begin, and
        said twice at once it is one yes."""
        match.refresh_from_db(fields=["parent_agreed_at"])
        if answer == "yes" and match.parent_agreed_at:
            return SAID["yes"]
        if answer != "yes" or queries.person_in_mind(self.referral) != match:
            return NOT_ANY_MORE
        self.ask_for_a_ring(referral_queries.SAID_YES_TO_SOMEONE)
        return NOT_YET

    def take(self, match: Match, answer: str) -> None:
        who: dict[str, Any] = {"by": HERSELF, "now": clock.now()}
        if answer == "yes":
            actions.parent_agrees(match=match, means=Means.ON_SCREEN, **who)
        elif answer == "else":
            actions.parent_declines(match=match, **who)
        else:
            self.ask_for_a_ring(referral_queries.RING_ABOUT_SOMEONE)

    def ask_for_a_ring(self, words: str) -> None:
        referral_actions.make_request(
            referral=self.referral,
            kind=RequestKind.RING,
            words=words,
            by=HERSELF,
            now=clock.now(),
        )


class Times(Answer):
    """One of the times offered suits her, or none of them."""

    def post(self, request: HttpRequest) -> HttpResponse:
        seen = set(self.asked_about())
        offered = queries.times_for_her(self.referral, now=clock.now())
        times = [one for one in offered if str(one.pk) in seen and not one.answer]
        suits = request.POST.get("answer") == "suits"
        if not times or (suits and len(times) > 1):
            return redirect("my-support")
        answer = TimeAnswer.SUITS if suits else TimeAnswer.DOES_NOT
        said = "Thank you. It is arranged." if suits else "That’s fine. We look for other times."
        return self.back_home(said if self.take(times, answer) else NOT_ANY_MORE)

    def take(self, times: list[MeetingTime], answer: TimeAnswer) -> bool:
        try:
            for time in times:
                actions.answer_time(time=time, answer=answer, by=HERSELF, now=clock.now())
        except DomainError:
            return False
        return True


class After(HerPage):
    """How it was, once, in as few words as she likes."""

    pages = "volunteers/her_page"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show_form(FeedbackForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FeedbackForm(request.POST)
        match = queries.match_to_look_back_on(self.referral)
        if match is None or not form.is_valid():
            return self.show_form(form)
        with suppress(DomainError):
            actions.give_feedback(
                match=match, side=Side.HER, **form.cleaned_data, by=HERSELF, now=clock.now()
            )
        return self.back_home("Thank you for telling us.")

    def show_form(self, form: FeedbackForm) -> HttpResponse:
        match = queries.match_to_look_back_on(self.referral)
        if match is None or queries.has_said_how_it_was(match):
            return redirect("my-support")
        return self.show("after", form=form)
