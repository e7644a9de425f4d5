"""One choice a page: when, how, at what time, her word first, a ring, and no more messages."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format

from outcomes import actions, queries, until_words
from outcomes.choice_forms import WAYS, HowForm, LaterForm, WhenForm, WordFirstForm
from outcomes.views.her_choices import ChoicePage
from pim import clock
from pim.access.audit import HERSELF
from pim.errors import DomainError
from pim.forms.base import PimForm
from referrals import actions as about_her
from referrals import at_the_door
from referrals.enums import ContactChannel, Purpose, RequestKind
from referrals.forms.reach import only_in_writing
from referrals.forms.wishes import HOURS, part_of_day
from referrals.queries import (
    open_requests,
    request_due_on,
    safe_contacts,
    secret_word_state,
)


class OneChoice(ChoicePage):
    """One question about our messages."""

    template = ""

    def form(self, data: Any = None) -> PimForm | None:
        """None where there is nothing to choose; the page says why."""
        raise NotImplementedError

    def choose(self, **chosen: Any) -> str:
        """Keep it, and say it in one sentence."""
        raise NotImplementedError

    def get(self, http: HttpRequest) -> HttpResponse:
        return self.show(self.template, form=self.form(), **self.more())

    def post(self, http: HttpRequest) -> HttpResponse:
        form = self.form(http.POST)
        if form is None or not form.is_valid():
            return self.show(self.template, form=form, **self.more())
        try:
            return self.said(self.choose(**form.cleaned_data))
        except DomainError:
            return redirect("questionnaire-choices")  # sent in or run out since the page was drawn

    def more(self) -> dict[str, Any]:
        return {}

    def from_now_on(self, label: str) -> str:
        if self.wants_messages() and self.ways():
            return f"Thank you. From now on we write to you {lowered(label)}."
        return "Thank you. We keep that. You get no messages from us now, so it counts once you do."


class Later(OneChoice):
    template = "later"

    def form(self, data: Any = None) -> LaterForm | None:
        days = actions.later_days(self.asked, self.now) if self.asked else []
        return LaterForm(data, days=days, today=clock.day_of(self.now)) if days else None

    def choose(self, *, day: date) -> str:
        actions.snooze(request=self.asked, until_on=day, by=HERSELF, now=self.now)
        if self.wants_messages() and self.ways() and queries.something_waits(self.asked):
            unless = ", unless you have met by then" if until_words.is_early(self.asked) else ""
            return f"That’s fine. We write to you next on {date_format(day, 'l j F')}{unless}."
        until = until_words.until(self.asked)
        return f"That’s fine. Nothing more comes by itself. You can come back until {until}."


class How(OneChoice):
    template = "how"

    def form(self, data: Any = None) -> HowForm | None:
        ways = self.ways()
        if len(ways) < 2:
            return None
        return HowForm(data, safe=ways, initial={"channel": self.wishes.channel or ways[0]})

    def more(self) -> dict[str, Any]:
        return {"only": next((WAYS[way] for way in self.ways()), "")}

    def choose(self, *, channel: str) -> str:
        self.wish(channel=channel)
        return self.from_now_on(WAYS[ContactChannel(channel)])


class When(OneChoice):
    template = "when"

    def form(self, data: Any = None) -> WhenForm:
        return WhenForm(data, initial={"hours": part_of_day(self.wishes)})

    def choose(self, *, hours: str) -> str:
        label, part = HOURS[hours]
        self.wish(hours=part)
        return self.from_now_on(label)


class WordFirst(OneChoice):
    """Only where there is a word: one to begin with is picked in a call, with a person."""

    template = "word"

    def form(self, data: Any = None) -> WordFirstForm | None:
        if secret_word_state(self.referral.parent) != "open" and not self.wishes.word_first:
            return None
        return WordFirstForm(data, initial={"word_first": self.wishes.word_first})

    def choose(self, *, word_first: bool) -> str:
        self.wish(word_first=word_first)
        if word_first:
            return "Thank you. From now on your secret word is asked for first."
        return "Thank you. From now on our links open without your word."


class Ring(ChoicePage):
    """A person rings her, or writes where no number is safe."""

    def get(self, http: HttpRequest) -> HttpResponse:
        made = open_requests(self.referral).get(RequestKind.RING)
        return self.show("ring", due_on=request_due_on(made) if made else None)

    def post(self, http: HttpRequest) -> HttpResponse:
        about_her.make_request(
            referral=self.referral, kind=RequestKind.RING, by=HERSELF, now=self.now
        )
        return redirect("questionnaire-ring")


class Stop(ChoicePage):
    """All messages, and again if she changes her mind."""

    def get(self, http: HttpRequest) -> HttpResponse:
        only = only_in_writing(way.channel for way in safe_contacts(self.referral))
        return self.show("stop", wants_messages=self.wants_messages(), only_in_writing=only)

    def post(self, http: HttpRequest) -> HttpResponse:
        wanted = http.POST.get("messages") == "yes"
        if wanted == self.wants_messages():
            return redirect("questionnaire-choices")
        return self.said(self.start() if wanted else self.stop())

    def start(self) -> str:
        about_her.record_consent(
            referral=self.referral,
            purpose=Purpose.MESSAGES,
            given=True,
            means=at_the_door.means_of(self.request, self.referral),
            by=HERSELF,
            now=self.now,
        )
        return "Thank you. We write to you again, only in ways that are safe."

    def stop(self) -> str:
        means = at_the_door.means_of(self.request, self.referral)
        about_her.stop_messages(referral=self.referral, means=means, by=HERSELF, now=self.now)
        return "That’s fine. We have stopped all messages. Nothing else changes."


def lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
