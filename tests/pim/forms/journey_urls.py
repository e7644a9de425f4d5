"""A tiny journey, as a feature app would write one."""

from contextlib import nullcontext
from datetime import date

from django import forms
from django.urls import include, path

from pim import views
from pim.errors import DomainError
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, UKPhoneField, YesNoField
from pim.forms.journey import JourneyView
from pim.forms.pages import Page
from pim.help_page import get_help_now


class NameForm(PimForm):
    one_question = True
    first_name = forms.CharField(label="What should we call you?", max_length=60)


class HadForm(PimForm):
    one_question = True
    had = YesNoField(label="Have you had your baby?")


class BornForm(PimForm):
    one_question = True
    check_labels = {"born_on": "Baby’s birthday"}
    born_on = DatePartsField(label="When was your baby born?")


class PhoneForm(PimForm):
    one_question = True
    phone = UKPhoneField(label="What is your number?")

    def __init__(self, *args, greeting="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = greeting


class ShelfStore:
    """One draft for whoever asks; a feature app keeps an encrypted row."""

    draft: dict = {}
    submitted: list = []

    def load(self):
        return dict(ShelfStore.draft)

    def save(self, draft):
        ShelfStore.draft = draft

    def locked(self):
        return nullcontext()


class Join(JourneyView):
    url_name = "join"
    start_url = "/refer/"
    pages = [
        Page("name", NameForm, "What should we call you?"),
        Page("had", HadForm, "Have you had your baby?"),
        Page("born", BornForm, "When was your baby born?", applies=lambda a: a["had"]),
        Page("phone", PhoneForm, "What is your number?"),
    ]

    def get_store(self):
        return ShelfStore()

    def form_kwargs(self, page, answers):
        return {"greeting": f"Hello {answers['first_name']}"} if page.slug == "phone" else {}

    def submit(self, answers):
        if answers.get("born_on") == date(2020, 1, 1):
            raise DomainError("We are full at the moment.")
        ShelfStore.submitted.append(answers)
        return "/thank-you/"


urlpatterns = [
    path("", views.home, name="home"),
    path("refer/", views.refer, name="refer"),
    path("get-help-now/", get_help_now, name="get-help-now"),
    path("about-this-site/", views.about_this_site, name="about-this-site"),
    path("", include("pim.plain_pages")),
    path("join/", Join.as_view()),
    path("join/<slug:page>/", Join.as_view(), name="join"),
]
