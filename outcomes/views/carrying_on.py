"""From her own page to her questions, in the same browser and without a message."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from outcomes import her_word, queries
from outcomes.actions.ending import LINK
from outcomes.views.asked import dead_link
from pim import clock
from pim.messages import links
from referrals.views.her_page import HerPage


class CarryOn(HerPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = queries.open_request_of(self.referral, clock.now())
        if asked is None:
            return redirect("my-support")
        token = links.make(purpose=LINK, object_id=asked.pk, expires_at=asked.closes_at)
        link = links.follow(token, LINK)
        if link is None:
            return dead_link(request)
        opened = links.remember(redirect("questionnaire"), link)
        return her_word.remember(opened, self.referral.parent)
