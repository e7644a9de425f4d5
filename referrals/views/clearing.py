"""Clearing a half-filled form from a phone or a clinic's computer that others use too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View

from referrals.drafts import DraftStore
from referrals.views.referring import ReferralJourney


class Clear(View):
    journey: type[ReferralJourney] = ReferralJourney
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        store = DraftStore(request, self.journey.journey, reverse(self.journey.done_name))
        store.clear()
        return store.remember(redirect("refer"))
