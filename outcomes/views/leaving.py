"""How she leaves: for now, for this time, or for good."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from outcomes import actions, queries, read_back, still_to_see, until_words
from outcomes.actions.ending import LINK
from outcomes.forms import RatherNotForm
from outcomes.views.asked import PAGES, RequestPage, dead_link, forget_all
from pim import clock
from pim.access.audit import HERSELF
from pim.errors import DomainError
from pim.messages import links
from referrals import at_the_door


class RatherNot(RequestPage):
    """This time, or ever again."""

    def get(self, http: HttpRequest) -> HttpResponse:
        return self.show("rather_not", form=RatherNotForm())

    def post(self, http: HttpRequest) -> HttpResponse:
        form = RatherNotForm(http.POST)
        if not form.is_valid():
            return self.show("rather_not", form=form)
        try:
            actions.refuse(
                request=self.asked,
                means=at_the_door.means_of(http, self.asked.referral),
                by=HERSELF,
                now=clock.now(),
                **form.cleaned_data,
            )
        except DomainError:
            return dead_link(http)
        return redirect("questionnaire-thats-fine")


class ThatsFine(View):
    """She would rather not. This browser forgets, once it has said who looks at what she typed."""

    def get(self, http: HttpRequest) -> HttpResponse:
        return forget_all(render(http, f"{PAGES}/thats_fine.html", still_to_see.words_for(http)))


class Stopped(View):
    """For now. This browser forgets; what she answered is kept."""

    def get(self, http: HttpRequest) -> HttpResponse:
        link = links.remembered(http, LINK)
        asked = queries.open_request(link.object_id, clock.now()) if link else None
        context = {"until": until_words.until(asked)} if asked else {}
        context |= still_to_see.words_for(http)
        return forget_all(render(http, f"{PAGES}/stopped.html", context))


class ThankYou(View):
    """Sent in. The same for everybody, but where an answer typed here waits for one of us: that
    is said once. Opened again, from the history, the page gives nothing away."""

    def get(self, http: HttpRequest) -> HttpResponse:
        thanks = render(http, f"{PAGES}/thank_you.html", still_to_see.words_for(http))
        return read_back.forget(thanks)


class Fixed(View):
    """A page that is the same for everybody."""

    page = ""

    def get(self, http: HttpRequest) -> HttpResponse:
        return render(http, f"{PAGES}/{self.page}.html")
