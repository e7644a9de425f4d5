"""Her choices about our messages, without an account: from her questions or from her own page.

Each page asks one thing, and says afterwards in one sentence how it stands now.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.views import View

from outcomes import her_word, queries, until_words
from outcomes.actions.ending import LINK
from outcomes.choice_forms import WAYS
from outcomes.models import QuestionnaireRequest
from outcomes.views.asked import dead_link
from pim import clock
from pim.access.audit import HERSELF
from pim.messages import channels, links
from referrals import actions as about_her
from referrals import at_the_door, consent
from referrals.enums import ContactChannel, Purpose
from referrals.forms.wishes import HOURS, part_of_day
from referrals.models import MessageWishes, Referral
from referrals.queries import (
    desk,
    is_expecting,
    safe_contact,
    safe_contacts,
    wishes_of,
)

PAGES = "outcomes/choices"


class ChoicePage(View):
    """For the browser that opened her questions, or her page with her word."""

    http_method_names = ["get", "head", "post"]
    referral: Referral
    asked: QuestionnaireRequest | None

    def dispatch(self, http: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.now = clock.now()
        by_link = self.request_by_link(http)
        here = at_the_door.on_her_page(http)
        if by_link is None and here is None:
            asked_anew = "new-link" in http.POST
            return redirect("questionnaire-new-link") if asked_anew else dead_link(http)
        if by_link and her_word.is_asked(http, by_link.referral):
            return redirect("questionnaire")
        self.on_her_page = here is not None
        self.referral = by_link.referral if by_link else here
        self.by_link = by_link is not None
        self.asked = by_link or queries.open_request_of(self.referral, self.now)
        self.wishes: MessageWishes = wishes_of(self.referral.parent)
        return super().dispatch(http, *args, **kwargs)

    def request_by_link(self, http: HttpRequest) -> QuestionnaireRequest | None:
        link = links.remembered(http, LINK)
        return queries.open_request(link.object_id, self.now) if link else None

    def show(self, template: str, **context: Any) -> HttpResponse:
        common = {
            "asked": self.asked,
            "by_link": self.by_link,
            "evaluation": tuple(Purpose).index(Purpose.EVALUATION) + 1,  # her page counts them
            "on_her_page": self.on_her_page,
            "desk": desk(self.referral),
            "can_ring": bool(safe_contact(self.referral, ContactChannel.PHONE)),
            "last_day": queries.last_day(self.asked) if self.asked else None,
            "until": until_words.until(self.asked) if self.asked else "",
        }
        return render(self.request, f"{PAGES}/{template}.html", common | context)

    def ways(self) -> list[ContactChannel]:
        """The ways we could write by: safe for her, and working here. The usual one first."""
        safe = {one.channel for one in safe_contacts(self.referral) if one.address}
        able = [ContactChannel.EMAIL, *([ContactChannel.TEXT] if channels.can_text() else [])]
        return [way for way in able if way in safe]

    def wants_messages(self) -> bool:
        return consent.has_given(self.referral, Purpose.MESSAGES)

    def wish(self, **changed: Any) -> None:
        about_her.change_wishes(referral=self.referral, by=HERSELF, now=self.now, **changed)

    def said(self, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence)
        return redirect("questionnaire-choices")


class Choices(ChoicePage):
    """How everything stands now, each with its way to change it."""

    def get(self, http: HttpRequest) -> HttpResponse:
        expecting = is_expecting(self.referral)
        return self.show("home", rows=list(self.rows()), is_expecting=expecting)

    def rows(self):
        if self.asked:
            yield "The questions", self.when_asked(), reverse("questionnaire-later")
        yield "How we write to you", self.how(), reverse("questionnaire-how")
        yield "At what time", self.when(), reverse("questionnaire-when")
        word = "Asked for first" if self.wishes.word_first else "Not asked for"
        yield "Your secret word", word, reverse("questionnaire-word")
        some = "Yes" if self.wants_messages() else "None. You stopped them"
        yield "Messages from us", some, reverse("questionnaire-stop")

    def when_asked(self) -> str:
        later = self.asked.snoozed_until_on
        if later and later > clock.day_of(self.now):
            return f"Later, from {date_format(later, 'l j F')}"
        return f"Open until {until_words.until(self.asked)}"

    def how(self) -> str:
        ways = self.ways()
        hers = self.wishes.channel if self.wishes.channel in ways else next(iter(ways), None)
        return WAYS[hers] if hers else "We have no safe way to write to you"

    def when(self) -> str:
        if part := part_of_day(self.wishes):
            return HOURS[part][0]
        return f"From {self.wishes.hours_from:%H:%M} to {self.wishes.hours_until:%H:%M}"
