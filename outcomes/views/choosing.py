"""Her choices about our messages, without an account: from her questions or from her own page.

Each page asks one thing, and says afterwards in one sentence how it stands now.
"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.views import View

from outcomes import actions, her_word, queries
from outcomes.actions.ending import LINK
from outcomes.choice_forms import WAYS, HowForm, LaterForm, WhenForm, WordFirstForm
from outcomes.models import QuestionnaireRequest
from outcomes.views.asked import dead_link
from pim import clock
from pim.access.audit import HERSELF
from pim.errors import DomainError
from pim.forms.base import PimForm
from pim.messages import channels, links
from referrals import actions as about_her
from referrals import at_the_door, consent
from referrals.enums import ContactChannel, Means, Purpose, RequestKind
from referrals.forms.reach import only_in_writing
from referrals.forms.wishes import HOURS, part_of_day
from referrals.models import MessageWishes, Referral
from referrals.queries import (
    desk,
    open_requests,
    request_due_on,
    safe_contact,
    safe_contacts,
    secret_word_state,
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
        return self.show("home", rows=list(self.rows()))

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
        return f"Open until {date_format(queries.last_day(self.asked), 'l j F')}"

    def how(self) -> str:
        ways = self.ways()
        hers = self.wishes.channel if self.wishes.channel in ways else next(iter(ways), None)
        return WAYS[hers] if hers else "We have no safe way to write to you"

    def when(self) -> str:
        if part := part_of_day(self.wishes):
            return HOURS[part][0]
        return f"From {self.wishes.hours_from:%H:%M} to {self.wishes.hours_until:%H:%M}"


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


class Later(OneChoice):
    template = "later"

    def form(self, data: Any = None) -> LaterForm | None:
        days = actions.later_days(self.asked, self.now) if self.asked else []
        return LaterForm(data, days=days, today=clock.day_of(self.now)) if days else None

    def choose(self, *, day: date) -> str:
        actions.snooze(request=self.asked, until_on=day, by=HERSELF, now=self.now)
        last = date_format(queries.last_day(self.asked), "l j F")
        if self.wants_messages() and self.ways() and queries.something_waits(self.asked):
            return f"That’s fine. We write to you next on {date_format(day, 'l j F')}."
        return f"That’s fine. Nothing more comes by itself. You can come back until {last}."


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
        return f"Thank you. From now on we write to you {lowered(WAYS[ContactChannel(channel)])}."


class When(OneChoice):
    template = "when"

    def form(self, data: Any = None) -> WhenForm:
        return WhenForm(data, initial={"hours": part_of_day(self.wishes)})

    def choose(self, *, hours: str) -> str:
        label, part = HOURS[hours]
        self.wish(hours=part)
        return f"Thank you. From now on we write to you {lowered(label)}."


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
            means=Means.ON_SCREEN,
            by=HERSELF,
            now=self.now,
        )
        return "Thank you. We write to you again, only in ways that are safe."

    def stop(self) -> str:
        about_her.stop_messages(
            referral=self.referral, means=Means.ON_SCREEN, by=HERSELF, now=self.now
        )
        return "That’s fine. We have stopped all messages. Nothing else changes."


def lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
