from django.urls import path

from referrals import views

yourself = views.ReferYourself.as_view()
someone = views.ReferSomeone.as_view()

urlpatterns = [
    path("refer/yourself/", yourself, name="refer-yourself"),
    path(
        "refer/yourself/sent/",
        views.Done.as_view(journey=views.ReferYourself, template="referrals/yourself/sent.html"),
        name="refer-yourself-done",
    ),
    path("refer/yourself/<slug:page>/", yourself, name="refer-yourself-page"),
    path("refer/someone/", someone, name="refer-someone"),
    path(
        "refer/someone/sent/",
        views.Done.as_view(journey=views.ReferSomeone, template="referrals/someone/sent.html"),
        name="refer-someone-done",
    ),
    path(
        "refer/someone/copy/",
        views.Done.as_view(journey=views.ReferSomeone, template="referrals/someone/copy.html"),
        name="refer-someone-copy",
    ),
    path("refer/someone/<slug:page>/", someone, name="refer-someone-page"),
]
