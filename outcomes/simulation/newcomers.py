"""Volunteers who are still on their way to us when somebody looks, or about to pause or go."""

from datetime import timedelta

from outcomes.simulation import characters, helping
from outcomes.simulation.characters import Helper
from outcomes.simulation.stage import Stage, at, later
from outcomes.simulation.world import Life
from pim import clock
from pim.models import Site
from volunteers import actions
from volunteers.models import Volunteer

NUMBERED_FROM = 900  # their checks, beside those of the cohorts
TRAINED_AFTER_DAYS = 72  # with the last cohort


def newcomers(stage: Stage) -> None:
    """One at each step, all at one site, so that its coordinator finds every kind of task."""
    site = stage.sites[0]
    for number, (life, days_before) in enumerate(LIVES, NUMBERED_FROM):
        chance = stage.chance("newcomer", number)
        helper = characters.helper(chance, site.postcode_districts)
        stage.world.begin(_begins(stage, life, helper, site, days_before, number))


def _begins(stage: Stage, life, helper: Helper, site: Site, days_before: int, number: int) -> Life:
    yield at(clock.day_of(stage.world.ends_at) - timedelta(days=days_before), 10)
    yield from life(stage, helper, site, number)


def applies(stage: Stage, helper: Helper, site: Site, number: int) -> Life:
    helping.apply(stage, helper, site)
    yield from ()


def waits_for_an_interview(stage: Stage, helper: Helper, site: Site, number: int) -> Life:
    volunteer = helping.apply(stage, helper, site)
    yield later(1)
    by = stage.coordinator(site)
    actions.invite_to_interview(volunteer=volunteer, by=by, now=clock.now())


def waits_for_references(stage: Stage, helper: Helper, site: Site, number: int) -> Life:
    """One has come in and is to be judged; the other one is silent in spite of the reminder."""
    volunteer = yield from _talked(stage, helper, site, both_write=True)
    yield later(16)
    helping.speak_for_her(stage, volunteer.reference_set.order_by("pk")[0], site)


def names_somebody_by_phone(stage: Stage, helper: Helper, site: Site, number: int) -> Life:
    """Her other referee has no e-mail address: somebody has to ring."""
    volunteer = yield from _talked(stage, helper, site)
    yield later(2)
    silent, known = volunteer.reference_set.order_by("pk")
    helping.speak_for_her(stage, known, site)
    helping.find_fine(stage, known, site)
    actions.name_another(
        reference=silent,
        name="Maud",
        phone="+447700900999",
        relationship="A neighbour",
        by=stage.coordinator(site),
        now=clock.now(),
    )


def is_in_training(stage: Stage, helper: Helper, site: Site, number: int) -> Life:
    yield from _trained(stage, helper, site)


def is_ready(stage: Stage, helper: Helper, site: Site, number: int) -> Life:
    volunteer = yield from _trained(stage, helper, site)
    yield later(TRAINED_AFTER_DAYS)
    helping.show_papers(stage, volunteer, number)


def is_on_a_break(stage: Stage, helper: Helper, site: Site, number: int) -> Life:
    """The day on which she wanted to be back is over."""
    volunteer = yield from _signed_off(stage, helper, site, number)
    by, back = stage.coordinator(site), clock.today() + timedelta(days=8)
    actions.take_break(volunteer=volunteer, back_on=back, by=by, now=clock.now())


def is_leaving(stage: Stage, helper: Helper, site: Site, number: int) -> Life:
    volunteer = yield from _signed_off(stage, helper, site, number)
    by, on = stage.coordinator(site), clock.today() + timedelta(days=7)
    actions.announce_leaving(volunteer=volunteer, leaves_on=on, by=by, now=clock.now())


def _talked(stage: Stage, helper: Helper, site: Site, *, both_write: bool = False) -> Life:
    volunteer = helping.apply(stage, helper, site, both_write=both_write)
    yield later(4)
    helping.talk(stage, volunteer, site)
    return volunteer


def _trained(stage: Stage, helper: Helper, site: Site) -> Life:
    volunteer = yield from _talked(stage, helper, site)
    yield later(3)
    for reference in volunteer.reference_set.all():
        helping.speak_for_her(stage, reference, site)
        helping.find_fine(stage, reference, site)
    helping.begin_training(stage, volunteer, site)
    return volunteer


def _signed_off(stage: Stage, helper: Helper, site: Site, number: int) -> Life:
    volunteer = yield from _trained(stage, helper, site)
    yield later(TRAINED_AFTER_DAYS)
    helping.show_papers(stage, volunteer, number)
    helping.sign_off(stage, volunteer, site)
    yield later(1)
    return Volunteer.objects.get(pk=volunteer.pk)


LIVES = (  # and how many days before the end each begins
    (applies, 3),
    (waits_for_an_interview, 9),
    (waits_for_references, 22),
    (names_somebody_by_phone, 15),
    (is_in_training, 40),
    (is_in_training, 41),
    (is_in_training, 42),
    (is_ready, 85),
    (is_on_a_break, 90),
    (is_leaving, 88),
)
