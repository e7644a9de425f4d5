"""A public form that stays half-filled in a browser for a while, in its encrypted draft."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from pim.forms.display import Row
from pim.forms.journey import JourneyView
from pim.forms.trap import TRAP
from referrals.drafts import DraftStore


class KeptJourney(JourneyView):
    """The draft behind its cookie, for every public form of ours and of the apps above."""

    journey = ""
    done_name = ""
    clear_name = ""
    cleared_name = "refer-cleared"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.store = DraftStore(request, self.journey, reverse(self.done_name))

    def get_store(self) -> DraftStore:
        return self.store

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.store.remember(super().dispatch(request, *args, **kwargs))

    def clear_address(self) -> str:
        return reverse(self.clear_name) if self.clear_name and self.store.draft else ""

    def rows(self, way) -> list[Row]:
        """Without the box that only machines fill in."""
        return [row for row in super().rows(way) if not row.change.endswith(TRAP)]
