"""The public application: one question a page, no account, no JavaScript."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_safe

from pim import clock
from pim.access.audit import VISITOR
from pim.access.networks import network_of
from pim.forms.pages import Answers, Page
from referrals.views.keeping import KeptJourney
from referrals.views.leaving import ComeBackLater
from volunteers import actions
from volunteers.forms import applying


def is_under_age(answers: Answers) -> bool:
    return answers.get("is_adult") is False


class Apply(ComeBackLater, KeptJourney):
    journey = "volunteer"
    start_url = reverse_lazy("volunteer")
    url_name, done_name = "volunteer-apply-page", "volunteer-apply-done"
    save_name = "volunteer-apply-save"
    clear_name, cleared_name = "volunteer-apply-clear", "volunteer-apply-cleared"
    check_template = "volunteers/apply/check.html"
    submit_label = "Send my application"
    pages = [
        Page("adult", applying.AdultForm, "Your age", template="volunteers/apply/first.html"),
        Page(
            "later",
            applying.StopForm,
            "Thank you",
            applies=is_under_age,
            template="volunteers/apply/under_age.html",
        ),
        Page("name", applying.NameForm, "What is your name?"),
        Page("email", applying.EmailForm, "Your e-mail address"),
        Page("phone", applying.PhoneForm, "Your phone number"),
        Page("place", applying.PlaceForm, "Your postcode"),
        Page("why", applying.WhyForm, "Why you would like to help"),
        Page("story", applying.StoryForm, "Your own time"),
        Page("before", applying.BeforeForm, "Helping before"),
        Page("ways", applying.WaysForm, "Ways to meet"),
        Page("times", applying.TimesForm, "When could you be there for someone?"),
        Page("languages", applying.LanguagesForm, "Languages"),
        Page("training", applying.TrainingForm, "Training"),
        Page("needs", applying.NeedsForm, "What would help you"),
        Page("check-of-records", applying.CheckedForm, "Record check"),
        Page("talk", applying.TalkForm, "To talk about first"),
        Page(
            "first-person",
            applying.FirstRefereeForm,
            "Someone who knows you",
            template="volunteers/apply/referee.html",
        ),
        Page("second-person", applying.SecondRefereeForm, "Someone else who knows you"),
    ]

    def get(self, request: HttpRequest, page: str = "", **kwargs: Any) -> HttpResponse:
        """The front door begins a new form where the last one has been sent: for a friend."""
        if not page and self.store.is_sent:
            self.store.forget()
        return super().get(request, page=page, **kwargs)

    def form_kwargs(self, page: Page, answers: Answers) -> dict[str, Any]:
        """Neither she herself, nor the same person twice."""
        if not issubclass(page.form, applying.RefereeForm):
            return {}
        is_second = page.form is applying.SecondRefereeForm
        return {"taken": applying.taken_by(answers, is_second=is_second)}

    def submit(self, answers: Answers) -> str:
        actions.submit_application(
            draft=self.store.draft,
            applied=applying.applied(answers),
            network=network_of(self.request),
            by=VISITOR,
            now=clock.now(),
        )
        return reverse(self.done_name)


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The same for everyone, whether we knew her or not."""
    return render(request, "volunteers/apply/sent.html")
