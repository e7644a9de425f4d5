"""A mother volunteers: from her first enquiry to the day she leaves."""

from datetime import date, timedelta

from outcomes.simulation import staff
from outcomes.simulation.characters import Helper
from outcomes.simulation.stage import Stage, at, later
from outcomes.simulation.world import Life
from pim import clock
from pim.access.audit import VISITOR
from pim.models import Site
from volunteers import actions
from volunteers.enums import CheckKind, CheckLevel, EndReason, VolunteerStatus
from volunteers.models import Match, Volunteer

TRAINING_DAYS = 70
DBS_LASTS = timedelta(days=3 * 365)
SHORT_WARNING = timedelta(days=420)  # some checks run out while we look


def helping(stage: Stage, number: int, helper: Helper, site: Site, on: date) -> Life:
    """One volunteer. The sites train cohorts, so many lives begin on the same day."""
    chance = stage.chance("helping", number)
    yield at(on, chance.randint(8, 21), chance.randrange(60))
    volunteer = enquire(stage, helper)
    yield later(chance.uniform(3, 10))
    _get_to_know(stage, volunteer, helper, site)
    yield later(chance.uniform(7, 14))
    by = stage.coordinator(site)
    actions.move_on(volunteer=volunteer, to=VolunteerStatus.TRAINING, by=by, now=clock.now())
    yield later(TRAINING_DAYS)
    _sign_off(stage, volunteer, site, number)
    yield later(helper.stays_days)
    _leave(stage, volunteer, site)


def enquire(stage: Stage, helper: Helper) -> Volunteer:
    volunteer = actions.enquire(
        first_name=helper.first_name,
        last_name=helper.last_name,
        email=helper.email,
        phone=helper.phone,
        postcode=helper.district,
        why="Someone was there for me. I would like to be there for someone.",
        by=VISITOR,
        now=clock.now(),
    )
    stage.helpers[volunteer.pk] = helper
    stage.note("volunteers enquired")
    return volunteer


def _get_to_know(stage: Stage, volunteer: Volunteer, helper: Helper, site: Site) -> None:
    by, now = stage.coordinator(site), clock.now()
    actions.update_offer(
        volunteer=volunteer,
        site=site,
        capacity=helper.capacity,
        languages=helper.languages,
        formats=helper.formats,
        times=helper.times,
        travels_to=helper.travels_to,
        experience=helper.experience,
        rather_not=helper.rather_not,
        by=by,
        now=now,
    )
    actions.move_on(volunteer=volunteer, to=VolunteerStatus.APPLICATION, by=by, now=now)


def _sign_off(stage: Stage, volunteer: Volunteer, site: Site, number: int) -> None:
    """Her check is seen, her training done, her own sign-in made: she can support someone."""
    by, now, today = stage.coordinator(site), clock.now(), clock.today()
    lasts = SHORT_WARNING if number % 12 == 5 else DBS_LASTS
    actions.record_check(
        volunteer=volunteer,
        kind=CheckKind.DBS,
        level=CheckLevel.ENHANCED,
        number=f"DEMO{number:06d}",
        issued_on=today - timedelta(days=20),
        recheck_on=today - timedelta(days=20) + lasts,
        by=by,
        now=now,
    )
    actions.record_check(
        volunteer=volunteer, kind=CheckKind.TRAINING, issued_on=today, by=by, now=now
    )
    helper = stage.helpers[volunteer.pk]
    staff.come_in(helper.email, helper.first_name, staff.Role.VOLUNTEER, site, now)
    actions.link_sign_ins(now=now)
    volunteer.refresh_from_db()
    actions.move_on(volunteer=volunteer, to=VolunteerStatus.AVAILABLE, by=by, now=now)
    stage.note("volunteers signed off")


def _leave(stage: Stage, volunteer: Volunteer, site: Site) -> None:
    """Her mums go back to the front of the list: they asked first."""
    by, now = stage.coordinator(site), clock.now()
    for match in Match.objects.filter(volunteer=volunteer).active():
        actions.end_match(match=match, reason=EndReason.VOLUNTEER_LEFT, by=by, now=now)
        stage.note("mums who need another volunteer")
    for match in Match.objects.filter(volunteer=volunteer).proposed():
        actions.withdraw_proposal(match=match, by=by, now=now)
    actions.move_on(volunteer=volunteer, to=VolunteerStatus.LEFT, by=by, now=now)
    stage.note("volunteers left")
