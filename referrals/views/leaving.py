"""Leaving a form half-way, with what is typed on this page too."""

from typing import Any

from crispy_forms.layout import Submit
from django.forms import BaseForm
from django.forms.utils import ErrorDict
from django.http import HttpResponse
from django.shortcuts import redirect

from pim.forms.base import LONGEST_ANSWER
from pim.forms.journey import JourneyView
from pim.forms.pages import Answers, Draft, Page, Store, Typed, Walk, as_typed

SAVE, LEFT_AT = "save", "left_at"


class ComeBackLater(JourneyView):
    """A journey with “Save and come back later” on every page."""

    save_name = ""

    def make_form(self, page: Page, answers: Answers, data: Any, **kwargs: Any) -> BaseForm:
        form = super().make_form(page, answers, data, **kwargs)
        later = Submit(SAVE, "Save and come back later", css_class="nhsuk-button--secondary")
        form.helper.add_input(later)  # after the first button: that is the one Enter presses
        return form

    def keep(self, store: Store, draft: Draft, way: Walk, page: Page) -> HttpResponse:
        draft.pop(LEFT_AT, None)
        typed = as_typed(self.make_form(page, way.answers, self.request.POST))
        if SAVE not in self.request.POST or is_endless(typed):
            return super().keep(store, draft, way, page)
        pages = draft.setdefault("pages", {})
        if page.slug in pages or is_begun(typed):
            pages[page.slug], draft[LEFT_AT] = typed, page.slug
        store.save(draft)
        return redirect(self.save_name)

    def kept_form(self, way: Walk, page: Page, draft: Draft) -> BaseForm:
        """A page she left half-filled is no mistake of hers."""
        form = super().kept_form(way, page, draft)
        if draft.get(LEFT_AT) == page.slug and page.slug not in way.passed:
            form._errors = ErrorDict()
        return form


def is_endless(typed: Typed) -> bool:
    """More than any answer may have: then it is looked at as always, and told."""
    return any(len(value) > LONGEST_ANSWER for values in typed.values() for value in values)


def is_begun(typed: Typed) -> bool:
    return any(value.strip() for values in typed.values() for value in values)
