"""The addresses of her own page. They say no more than that somebody has one."""

from django.urls import path

from referrals.views import her_page
from referrals.views.her_copy import HerCopy
from referrals.views.way_out import WayOut

fixed = her_page.Fixed.as_view

urlpatterns = [
    path("", her_page.Home.as_view(), name="my-support"),
    path("leave/", her_page.Leave.as_view(), name="my-support-leave"),
    path("out/", WayOut.as_view(), name="my-support-out"),  # in pages still open
    path("left/", fixed(page="left"), name="my-support-left"),
    path("new-link/", fixed(page="new_link"), name="my-support-new-link"),
    path("choice/<int:place>/", her_page.Choice.as_view(), name="my-support-choice"),
    path("ask/<slug:kind>/", her_page.Ask.as_view(), name="my-support-ask"),
    path("still/", her_page.Still.as_view(), name="my-support-still"),
    path("tell/", her_page.Complain.as_view(), name="my-support-complain"),
    path("who/", her_page.WhoLooked.as_view(), name="my-support-who-looked"),
    path("copy/", HerCopy.as_view(), name="my-support-copy"),
    path("copy/<slug:kind>/", HerCopy.as_view(), name="my-support-copy-file"),
    path("thanks/", her_page.Thanks.as_view(), name="my-support-thanks"),
    path("<str:token>/", her_page.LinkView.as_view(), name="my-support-link"),
]
