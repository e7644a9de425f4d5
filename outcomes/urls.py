from django.urls import include, path

from outcomes import views
from outcomes.admin import answers_out, wording

fixed = views.Fixed.as_view

urlpatterns = [
    path("questionnaire/", views.Start.as_view(), name="questionnaire"),
    path("questionnaire/<int:place>/", views.OneQuestion.as_view(), name="questionnaire-question"),
    path("questionnaire/send/", views.SendIn.as_view(), name="questionnaire-send"),
    path("questionnaire/rather-not/", views.RatherNot.as_view(), name="questionnaire-rather-not"),
    path("questionnaire/stopped/", views.Stopped.as_view(), name="questionnaire-stopped"),
    path(
        "questionnaire/thank-you/",
        views.ThankYou.as_view(),
        name="questionnaire-thank-you",
    ),
    path(
        "questionnaire/thats-fine/",
        views.ThatsFine.as_view(),
        name="questionnaire-thats-fine",
    ),
    path(
        "questionnaire/new-link/",
        fixed(page="new_link"),
        name="questionnaire-new-link",
    ),
    path("questionnaire/carry-on/", views.CarryOn.as_view(), name="questionnaire-carry-on"),
    path("questionnaire/choices/", views.Choices.as_view(), name="questionnaire-choices"),
    path("questionnaire/choices/later/", views.Later.as_view(), name="questionnaire-later"),
    path("questionnaire/choices/how/", views.How.as_view(), name="questionnaire-how"),
    path("questionnaire/choices/when/", views.When.as_view(), name="questionnaire-when"),
    path("questionnaire/choices/word/", views.WordFirst.as_view(), name="questionnaire-word"),
    path("questionnaire/choices/ring/", views.Ring.as_view(), name="questionnaire-ring"),
    path("questionnaire/choices/stop/", views.Stop.as_view(), name="questionnaire-stop"),
    path("questionnaire/<str:token>/", views.LinkView.as_view(), name="questionnaire-link"),
    path("", include("outcomes.evidence_urls")),
    *wording.urls,
    *answers_out.urls,
]
