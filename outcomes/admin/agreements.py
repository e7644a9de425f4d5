"""Agreements about exact figures, for those who invite people."""

from typing import Any

from django import forms
from django.contrib import admin

from outcomes import publishing
from outcomes.models import FigureAgreement
from pim import clock
from pim.access import roles
from pim.admin.bases import PimModelAdmin, Summary, Tag, button
from pim.admin.site import pim_site
from pim.enums import Role
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField
from pim.models import Membership, Programme, Site, User


class AgreementForm(PimForm):
    submit_label = "Record the agreement"
    names = {
        "reader": "who reads the figures",
        "place": "which figures",
        "organisation": "her organisation",
        "reference": "where the agreement is kept",
    }
    reader = forms.ModelChoiceField(User.objects.none(), label="Who reads the figures?")
    place = forms.ChoiceField(label="Which figures?")
    organisation = forms.CharField(label="Her organisation", max_length=120)
    reference = forms.CharField(
        label="Where is the agreement kept?",
        help_text="She sees this above the figures.",
        max_length=120,
    )
    starts_on = DatePartsField(called="the first day", label="First day")
    ends_on = DatePartsField(called="the last day", label="Last day")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.where(user, roles.MANAGE_PEOPLE).order_by("name")
        sites = Site.objects.filter(programme__in=programmes).select_related("programme")
        placed = [*programmes, *sites.order_by("programme__name", "name")]
        self._places = {str(one.pk): one for one in placed}
        labels = [(key, _label(one)) for key, one in self._places.items()]
        self.fields["place"].choices = [("", "Choose"), *labels]
        funders = User.objects.filter(pk__in=Membership.objects.with_role(Role.FUNDER))
        self.fields["reader"].queryset = funders.filter(is_active=True).order_by("name")

    def clean(self) -> dict[str, Any]:
        """The words of :func:`outcomes.publishing.record_agreement`."""
        cleaned = super().clean()
        place = self._places.get(cleaned.pop("place", ""))
        site = place if isinstance(place, Site) else None
        return cleaned | {"site": site, "programme": site.programme if site else place}


def _label(place: Programme | Site) -> str:
    return f"All of {place.name}" if isinstance(place, Programme) else str(place)


@admin.register(FigureAgreement, site=pim_site)
class FigureAgreementAdmin(PimModelAdmin):
    see_permission = work_permission = roles.MANAGE_PEOPLE
    step_up = True
    nav_label, nav_order = "Agreements", 725
    list_title = "Agreements about exact figures"
    list_intro = "A funder reads rounded figures. Under an agreement she reads exact ones."
    list_display = ["organisation", "who", "what", "reference", "starts_on", "ends_on"]
    ordering = ["-recorded_at", "pk"]
    add_form, add_label = AgreementForm, "Record an agreement"

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("reader", "programme", "site", "recorded_by", "ended_by")

    def who(self, agreement):
        return agreement.reader.name

    def what(self, agreement):
        return str(agreement.site or agreement.programme)

    def title(self, agreement):
        return f"{agreement.organisation}: {self.what(agreement)}"

    def state(self, agreement):
        stands = agreement.ended_at is None and (
            agreement.starts_on <= clock.today() <= agreement.ends_on
        )
        return Tag("Stands", "green") if stands else Tag("Does not stand")

    def panels(self, request, agreement):
        rows = [
            ("Who reads the figures", agreement.reader.name),
            ("Which figures", self.what(agreement)),
            ("Where it is kept", agreement.reference),
            ("From", agreement.starts_on),
            ("Until", agreement.ends_on),
            ("Recorded by", agreement.recorded_by.name),
            ("Ended by", agreement.ended_by.name if agreement.ended_by else "Nobody"),
        ]
        return Summary("The agreement", rows)

    def add(self, form, *, by, now):
        return publishing.record_agreement(**form.cleaned_data, by=by, now=now)

    @button(
        "End",
        title="End this agreement?",
        hint="From now on she reads the rounded figures that are printed once a quarter.",
        when=lambda agreement: agreement.ended_at is None,
        done="The agreement has ended.",
        style="warning",
    )
    def end(self, agreement, **asked):
        publishing.end_agreement(agreement=agreement, **asked)
