"""“My baby is here”: she says it herself. The same doors, and the same care, as for a loss."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pim import clock
from pim.access.audit import HERSELF
from pim.errors import DomainError
from referrals import actions, at_the_door, queries
from referrals.forms.births import HerBornForm
from referrals.views.changed import ChangedPage
from referrals.views.her_page import dead_link


class Born(ChangedPage):
    """Where a baby is expected, and nothing sad stands: nobody else is asked for a birthday."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(HerBornForm()) if self.is_asked() else dead_link(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.is_asked():
            return redirect("something-changed-noted")  # pressed twice
        form = HerBornForm(request.POST)
        if not form.is_valid():
            return self.ask(form)
        typed = at_the_door.word_was_typed(request, self.referral)
        try:
            actions.baby_is_here(
                referral=self.referral,
                born_on=form.cleaned_data["born_on"],
                by_link_alone=not typed,
                by=HERSELF,
                now=clock.now(),
            )
        except DomainError as error:
            form.add_error("born_on", str(error))
            return self.ask(form)
        return redirect("something-changed-noted")

    def is_asked(self) -> bool:
        return queries.is_expecting(self.referral)

    def ask(self, form: HerBornForm) -> HttpResponse:
        return self.show("born", form=form)


class Noted(ChangedPage):
    """The same for everybody: it says nothing of what was told."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("noted")
