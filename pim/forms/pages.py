"""A form that runs over several pages, one question or a few on each. It needs no JavaScript.

What she types is kept page by page, exactly as typed, in a *store* that the feature app gives
(its own encrypted draft). An answer is only ever read by passing the page's form again, so a
draft that has gone stale (a date now past) is asked again rather than believed.

This module knows no request; :mod:`pim.forms.journey` draws the pages.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.forms import BaseForm, MultiWidget
from django.http import QueryDict

Answers = dict[str, Any]  # cleaned, by field name, over all pages
Typed = dict[str, list[str]]  # one page as it was sent, by input name
Draft = dict[str, Any]  # what a store keeps; JSON


class Store(Protocol):
    """Where a feature app keeps one draft, encrypted.

    ``locked()`` holds the draft for one request, in a transaction with its row locked, so that
    eight clicks on *Send* at once are taken one after the other and only the first sends.
    """

    def load(self) -> Draft: ...

    def save(self, draft: Draft) -> None: ...

    def locked(self) -> AbstractContextManager: ...


def always(answers: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Page:
    """One page. ``applies`` sees the answers of the pages before it.

    The title stays in the history of her phone; the heading may say more.
    """

    slug: str
    form: type[BaseForm]
    title: str
    applies: Callable[[Answers], bool] = always
    template: str = ""  # extends pim/journey/page.html where the page needs more words
    own_heading: str = ""

    @property
    def heading(self) -> str:
        return self.own_heading or self.title


@dataclass
class Walk:
    """How far a draft has come: pages passed, and the one it waits at (None: all answered)."""

    answers: Answers = field(default_factory=dict)
    passed: dict[str, BaseForm] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    waiting: Page | None = None

    def reached(self, slug: str) -> Page | None:
        return next((page for page in self.pages if page.slug == slug), None)

    def before(self, page: Page) -> Page | None:
        place = self.pages.index(page)
        return self.pages[place - 1] if place else None

    def after(self, page: Page) -> Page | None:
        place = self.pages.index(page) + 1
        return self.pages[place] if place < len(self.pages) else None


MakeForm = Callable[[Page, Answers, Typed | None], BaseForm]


def walk(pages: list[Page], typed: Mapping[str, Typed], make_form: MakeForm) -> Walk:
    """Pass every page that applies, in order, until one is unanswered or no longer holds."""
    way = Walk()
    for page in pages:
        if not page.applies(way.answers):
            continue
        way.pages.append(page)
        form = make_form(page, way.answers, typed.get(page.slug))
        if not form.is_valid():
            way.waiting = page
            return way
        way.passed[page.slug] = form
        way.answers |= form.cleaned_data
    return way


def as_typed(form: BaseForm) -> Typed:
    """What was sent for this form's own inputs, and nothing else that came with it."""
    sent = form.data
    every = sent.getlist if isinstance(sent, QueryDict) else lambda name: [sent[name]]
    return {name: every(name) for name in input_names(form) if name in sent}


def input_names(form: BaseForm) -> list[str]:
    names = []
    for bound in form:
        widget = bound.field.widget
        endings = widget.widgets_names if isinstance(widget, MultiWidget) else [""]
        names += [bound.html_name + ending for ending in endings]
    return names


def as_sent(typed: Typed) -> QueryDict:
    """The other way: a kept page as a form expects it."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data
