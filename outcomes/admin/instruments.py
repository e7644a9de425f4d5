"""The questionnaires themselves: their rules, whose words they are, and where they are asked."""

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse

from outcomes import actions, instrument_panels, queries
from outcomes.models import Instrument
from outcomes.queries import wordings
from pim import clock
from pim.access import roles
from pim.admin.bases import Filter, Link, PimModelAdmin, button
from pim.admin.site import pim_site
from pim.forms.base import PimForm

WHICH = {
    "current": ("Newest", lambda rows: rows.filter(is_current=True)),
    "older": ("Older versions", lambda rows: rows.filter(is_current=False)),
}


class PermissionEndedForm(PimForm):
    submit_label = "Stop asking with these words"
    names = {"why": "why it has ended"}

    why = forms.CharField(
        label="Why has it ended?",
        help_text="Who said so, and when. It stands beside the questionnaire from now on.",
        max_length=300,
        error_messages={"required": "Say why it has ended"},
    )

    def __init__(self, *args: Any, record: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def may_be_stopped(row: Instrument) -> bool:
    """Words in use by somebody’s permission."""
    licence = queries.definition(row).licence
    is_permitted = licence.status == "permitted" and licence.allows_use_on(clock.today())
    return row.is_current and is_permitted


@admin.register(Instrument, site=pim_site)
class InstrumentAdmin(PimModelAdmin):
    see_permission = roles.SEE_INSTRUMENTS
    show_history = False
    nav_label = "Questions we ask"
    nav_order = 60
    list_title = "The questionnaires we can ask"
    list_display = ["name", "version", "newest", "standing", "permission"]
    filters = [
        Filter(
            "which",
            "Which",
            lambda user: [(key, label) for key, (label, _) in WHICH.items()],
            lambda rows, key: WHICH[key][1](rows),
        )
    ]
    ordering = ["-is_current", "key", "-loaded_at", "pk"]
    list_intro = (
        "Each with its rules and where they come from. Some come without words: those belong to "
        "somebody else, and a manager brings them in with the holder’s permission."
    )
    list_empty = "No questionnaire is loaded."

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("loaded_by")

    @admin.display(description="Questionnaire")
    def name(self, row):
        return row.title

    @admin.display(description="Newest")
    def newest(self, row):
        return row.is_current

    @admin.display(description="On screen")
    def standing(self, row):
        return instrument_panels.stands(queries.definition(row), clock.today())

    @admin.display(description="Permission")
    def permission(self, row):
        return instrument_panels.permitted(queries.definition(row).licence)

    def title(self, row):
        return f"{row.title}, version {row.version}"

    def state(self, row):
        return self.standing(row)

    def lead(self, row):
        return "Scores are for screening and for seeing change. None of them is a diagnosis."

    def links(self, request, row):
        links = [
            Link("Take it out as FHIR", reverse("instrument-fhir", args=[row.pk])),
            Link("Take it out for REDCap", reverse("instrument-redcap", args=[row.pk])),
        ]
        if wordings.may_bring_in(request.user, row):
            address = reverse("wording-in", args=[row.pk])
            return [Link("Bring in the wording", address, style="primary"), *links]
        return links

    def panels(self, request, row):
        found, today = queries.definition(row), clock.today()
        with_words = found.has_wording and wordings.may_read(request.user, row)
        return [
            instrument_panels.asked_where(wordings.where_asked(row, today)),
            instrument_panels.holder(found, row),
            instrument_panels.use(found),
            instrument_panels.notes(row),
            instrument_panels.scales(found),
            instrument_panels.worrying(found),
            instrument_panels.questions(found, with_words=with_words),
            instrument_panels.versions(wordings.versions_of(row.key)),
        ]

    @button(
        "The permission has ended",
        form=PermissionEndedForm,
        permission=roles.MANAGE_INSTRUMENTS,
        when=may_be_stopped,
        style="warning",
        hint=(
            "From now on nobody is asked with these words. What is open and asks them is stopped. "
            "Answers and scores stay, and forms can be typed in by number."
        ),
        done="Nobody is asked with these words any more.",
    )
    def end_permission(self, row, *, why, by, now):
        newest = actions.end_permission(instrument=row, why=why, by=by, now=now)
        return self.address_of(newest)
