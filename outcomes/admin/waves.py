"""A programme's plan of what is asked when."""

from django.contrib import admin
from django.urls import reverse_lazy

from outcomes import actions, wave_forms, wave_words
from outcomes.models import Wave
from outcomes.queries import planning
from pim.access import roles
from pim.admin.bases import Link, PimModelAdmin, Summary, Tag, Words, button
from pim.admin.site import pim_site
from pim.models import Programme

SITES = reverse_lazy("admin:pim_site_changelist")
ON, OFF = Tag("On", "green"), Tag("Off")
SWITCHED_ON = (
    "From now on it is asked of everybody who agreed to questions and whose day has come. Whose "
    "time to answer is running already is asked now, at the next hour in which we write."
)
SWITCHED_OFF = (
    "Nobody new is asked. Whoever has been asked already may still answer, and is still reminded. "
    "You can switch it on again."
)


@admin.register(Wave, site=pim_site)
class WaveAdmin(PimModelAdmin):
    see_permission = work_permission = roles.MANAGE_SITES
    nav_label, nav_order = "What we ask when", 720
    list_display = ["wave", "programme", "standing", "when"]
    ordering = ["programme__name", "opens_days", "pk"]
    filters = ["programme"]
    list_title = "What we ask when"
    list_intro = (
        "Each wave is asked once of everybody who agreed to questions. A change counts for those "
        "who are asked from now on."
    )
    list_empty = "No wave is planned yet."
    add_form, add_label = wave_forms.NewWaveForm, "Plan a wave"

    def get_queryset(self, request):
        return planning.waves_of(request.user)

    def has_add_permission(self, request):
        return Programme.objects.where(request.user, roles.MANAGE_SITES).exists()

    def may(self, user, permission, record=None):
        """Over the whole of its programme."""
        programme = record.programme if record else None
        return permission is not None and roles.can_over(user, permission, programme=programme)

    @admin.display(description="Wave")
    def wave(self, wave):
        return wave.get_key_display()

    @admin.display(description="Now")
    def standing(self, wave):
        return self.state(wave)

    @admin.display(description="When")
    def when(self, wave):
        return wave_words.sentences(planning.plan_of(wave))[0]

    def title(self, wave):
        return f"{wave.get_key_display()}: {wave.programme.name}"

    def state(self, wave):
        return ON if wave.is_active else OFF

    def panels(self, request, wave):
        rows = [
            ("When", wave_words.sentences(planning.plan_of(wave))),
            ("Questionnaires, in order", titles(wave)),
            ("How we write", wave_forms.ORDERS.get(" ".join(wave.channels), "")),
        ]
        return [Summary("The plan", rows), *warnings(wave)]

    def add(self, form, *, by, now):
        asked = form.cleaned_data
        return actions.add_wave(
            programme=asked["programme"],
            key=asked["key"],
            by=by,
            now=now,
            **wave_forms.plan_in(asked),
        )

    @button(
        "Change the plan",
        form=wave_forms.PlanForm,
        initial=wave_forms.as_asked,
        done="The plan is changed. It counts for those who are asked from now on.",
    )
    def change_plan(self, wave, *, by, now, **asked):
        actions.change_wave(wave=wave, by=by, now=now, **wave_forms.plan_in(asked))

    @button(
        "Switch it on",
        when=lambda wave: not wave.is_active,
        style="primary",
        hint=SWITCHED_ON,
        missing=planning.missing_before_asking,
        told=planning.left_out_at,
        done="It is on. Whoever it is due for is asked.",
    )
    def switch_on(self, wave, **asked):
        actions.switch_wave_on(wave=wave, **asked)

    @button(
        "Switch it off",
        when=lambda wave: wave.is_active,
        style="warning",
        hint=SWITCHED_OFF,
        done="It is off. Nobody new is asked.",
    )
    def switch_off(self, wave, **asked):
        actions.switch_wave_off(wave=wave, **asked)


def titles(wave: Wave) -> list[str]:
    known = planning.titles_of(wave.instruments)
    return [known.get(key, key) for key in wave.instruments]


def warnings(wave: Wave) -> list[Words]:
    """What would be left out today, and where nobody would look."""
    known = planning.titles_of(wave.instruments)
    left_out = planning.not_usable(wave.instruments)
    found = [f"{known.get(key, key)}: {why.label}." for key, why in left_out]
    no_rota = planning.missing_before_asking(wave) or planning.left_out_at(wave)
    if not (found or no_rota):
        return []
    ways = [Link("Put somebody on a rota, under Sites", SITES)] if no_rota else []
    return [Words("Please look at this", "\n\n".join([*found, *no_rota]), links=ways)]
