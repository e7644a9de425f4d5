"""Clearing a half-filled form from a phone or a clinic's computer that others use too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from referrals.drafts import DraftStore
from referrals.views.keeping import KeptJourney


class Clear(View):
    """Asks first: the button may be pressed by mistake, and what is wiped is gone."""

    journey: type[KeptJourney] = KeptJourney
    http_method_names = ["get", "head", "post"]

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.store = DraftStore(request, self.journey.journey, reverse(self.journey.done_name))

    @property
    def is_saved(self) -> bool:
        draft = self.store.draft
        return bool(draft and draft.saved_at and not self.store.is_sent)

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.store.draft is None:
            return redirect(self.journey.start_url)
        if self.store.is_sent:
            return redirect(self.journey.done_name)
        back = reverse(self.journey.url_name.removesuffix("-page"))
        around = {"is_saved": self.is_saved, "layout": self.journey.layout, "back": back}
        return render(request, "referrals/clear.html", around)

    def post(self, request: HttpRequest) -> HttpResponse:
        cleared = self.journey.cleared_name + ("-saved" if self.is_saved else "")
        self.store.clear()
        return self.store.remember(redirect(cleared))


class Another(Clear):
    """Straight on with an empty form: nothing of the last one is worth asking about."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        self.store.clear()
        first = self.journey.pages[0].slug
        return self.store.remember(redirect(self.journey.url_name, page=first))


def cleared(request: HttpRequest, is_saved: bool = False, begin: str = "refer") -> HttpResponse:
    """The same for everybody: it knows nothing of what was cleared."""
    return render(request, "referrals/cleared.html", {"is_saved": is_saved, "begin": begin})
