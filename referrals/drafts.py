"""Where a public form keeps its answers: an encrypted row; the cookie holds only its signed id."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from pim import clock
from pim.access import reach
from pim.messages import links
from referrals import actions, genuine
from referrals.models import Draft, Referral

HERE, GUEST, NOTED = "", "guest", "noted"
LASTS = {
    GUEST: links.COOKIE_LASTS,  # opened by its word: it may be anybody's phone
    NOTED: timedelta(minutes=10),  # just saved: long enough to write the link down, and no more
}


@dataclass(frozen=True)
class Doors:
    """URL names around a form that can be saved: its own, and another way to reach us."""

    form: str
    instead: str


DOORS = {"yourself": Doors("refer-yourself", "refer-ring-me")}


def journeys() -> list[str]:
    return list(actions.DRAFT_LASTS)


def add_journey(
    key: str, *, lasts: timedelta, quickest: timedelta, too_many: int, form: str, instead: str
) -> None:
    """A form of an app above, kept and looked at as ours are."""
    actions.DRAFT_LASTS[key] = lasts
    genuine.QUICKEST[key], genuine.TOO_MANY[key] = quickest, too_many
    DOORS[key] = Doors(form, instead)


class DraftStore:
    """The draft of one browser in one journey; see ``pim.forms.pages.Store``.

    ``done_at`` is the address of the page that says thank you.
    """

    def __init__(self, request: HttpRequest, journey: str, done_at: str) -> None:
        self.request, self.journey, self.done_at = request, journey, done_at
        self.draft, self.noted, self.kind = None, None, HERE
        self._find()

    def load(self) -> dict:
        if self.draft is None:
            return {}
        return {"done": self.done_at} if self.is_sent else self.draft.answers or {}

    def save(self, answers: dict) -> None:
        if "done" not in answers:  # a sent draft knows its referral, and no answers
            actions.keep_draft(draft=self.draft, answers=answers, now=clock.now())

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Two clicks at once are taken one after the other."""
        with transaction.atomic():
            if self.draft:
                self.draft = Draft.objects.select_for_update().get(pk=self.draft.pk)
            else:
                self.draft = actions.start_draft(journey=self.journey, now=clock.now())
            yield

    @property
    def is_sent(self) -> bool:
        return bool(self.draft and self.draft.sent_at)

    @property
    def unsaved(self) -> Draft | None:
        """What is half-filled here and nowhere else to be found."""
        here = self.draft
        return here if here and not here.saved_at and not self.is_sent and here.answers else None

    @property
    def referral(self) -> Referral | None:
        """What this browser has just sent in."""
        if not self.is_sent:
            return None
        reach.add(self.draft.referral_id)
        return self.draft.referral

    # --- the cookie -------------------------------------------------------------------------
    def _find(self) -> None:
        """A form saved under a word opens by its word only, also where it was typed."""
        key, _, self.kind = self._kept().partition("/")
        if self.kind and not self._kept(max_age=LASTS[self.kind]):
            return  # a copy of the cookie that outlived the browser's own
        live = Draft.objects.filter(journey=self.journey, expires_at__gt=clock.now())
        found = live.filter(pk=UUID(key)).first() if key else None
        if self.kind == NOTED:
            self.noted = found
        elif found and (self.kind == GUEST or not found.saved_at):
            self.draft = found

    def _kept(self, max_age: timedelta | None = None) -> str:
        return self.request.get_signed_cookie(
            self._name, default="", salt=self._name, max_age=max_age
        )

    def remember(self, response: HttpResponse) -> HttpResponse:
        kept = self.draft or self.noted
        if kept is None:
            return self.take_off(response, self.journey)
        response.set_signed_cookie(
            self._name,
            f"{kept.pk}/{self.kind}" if self.kind else str(kept.pk),
            salt=self._name,
            max_age=self._lasts(kept),
            httponly=True,
            secure=settings.HTTPS,
            samesite="Lax",
        )
        return response

    @staticmethod
    def take_off(response: HttpResponse, journey: str) -> HttpResponse:
        """This browser knows of no form any more."""
        response.delete_cookie(cookie_of(journey), samesite="Lax")
        return response

    def _lasts(self, kept: Draft) -> timedelta:
        left = max(kept.expires_at - clock.now(), timedelta())
        return min(left, LASTS.get(self.kind, left))

    def open_for_guest(self, draft: Draft) -> None:
        """By its word, for two hours."""
        self.draft, self.noted, self.kind = draft, None, GUEST

    def note_down(self, draft: Draft) -> None:
        """It has just been saved: this browser may show its link for a while, and not the form."""
        self.draft, self.noted, self.kind = None, draft, NOTED

    def forget(self) -> None:
        """Begin again with an empty form."""
        self.draft, self.noted, self.kind = None, None, HERE

    def clear(self) -> None:
        """Forget what was typed, for whoever holds this phone or computer next.

        What she saved to come back to stays, behind her link and her word.
        """
        if self.draft and not self.draft.saved_at:
            actions.forget_draft(draft=self.draft, now=clock.now())
        self.forget()

    @property
    def _name(self) -> str:
        return cookie_of(self.journey)


def cookie_of(journey: str) -> str:
    return f"form-{journey}"
