"""The question for her secret word, before any page that it opens."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pim import clock
from referrals import actions, queries
from referrals.forms.her_page import WordForm
from referrals.models import Referral

DOORS = {"none": "no_word", "locked": "locked", "open": "door"}


def door(
    request: HttpRequest, referral: Referral, opened: Callable[[], HttpResponse]
) -> HttpResponse:
    """Nothing about her, not even her name. ``opened`` answers who typed the right word."""
    form = WordForm(request.POST if "word" in request.POST else None)
    if form.is_valid() and actions.try_secret_word(
        holder=referral.parent, word=form.cleaned_data["word"], now=clock.now()
    ):
        return opened()
    state = queries.secret_word_state(referral.parent)
    if state == "open" and form.is_bound and form.is_valid():
        form.add_error("word", wrong_word(referral))
    context = {"form": form, "desk": queries.desk(referral)}
    return render(request, f"referrals/her_page/{DOORS[state]}.html", context)


def wrong_word(referral: Referral) -> str:
    left = queries.tries_left(referral.parent)
    return f"That is not the word. You can try {'once more' if left == 1 else f'{left} more times'}"
