"""A mother volunteers: from her first enquiry to the day she leaves."""

from datetime import date, timedelta

from outcomes.simulation import staff
from outcomes.simulation.caring import cared_for
from outcomes.simulation.characters import FIRST_NAMES, Helper, address, phone
from outcomes.simulation.stage import Stage, at, later
from outcomes.simulation.teaching import OVER_AFTER_DAYS
from outcomes.simulation.world import Life
from pim import clock
from pim.access.audit import VISITOR
from pim.forms.fields import Postcode
from pim.models import Site
from volunteers import actions
from volunteers.applications import Applied, Referee
from volunteers.enums import CheckKind, CheckLevel, EndReason, InterviewOutcome, Verdict
from volunteers.models import Match, Reference, Volunteer

TRAINED_AFTER_DAYS = OVER_AFTER_DAYS + 2
DBS_LASTS = timedelta(days=3 * 365)
SHORT_WARNING = timedelta(days=400)  # some checks run out while we look
RUNS_OUT_BEFORE = timedelta(days=40)  # and some ran out a while ago, and were renewed
WHY = "Someone was there for me. I would like to be there for someone."


def helping(stage: Stage, number: int, helper: Helper, site: Site, on: date) -> Life:
    """One volunteer. The sites train cohorts, so many lives begin on the same day."""
    chance = stage.chance("helping", number)
    yield at(on, chance.randint(8, 21), chance.randrange(60))
    if number % 3 == 0:
        enquire(stage, helper)
        yield later(chance.uniform(3, 8))
    volunteer = apply(stage, helper, site)
    yield later(chance.uniform(2, 4))
    talk(stage, volunteer, site)
    yield later(chance.uniform(2, 6))
    for reference in volunteer.reference_set.all():
        speak_for_her(stage, reference, site)
        find_fine(stage, reference, site)
    begin_training(stage, volunteer, site)
    yield at(on + timedelta(days=TRAINED_AFTER_DAYS), chance.randint(9, 16), chance.randrange(60))
    show_papers(stage, volunteer, number)
    sign_off(stage, volunteer, site)
    yield later(helper.stays_days)
    _leave(stage, volunteer, site)


def enquire(stage: Stage, helper: Helper) -> Volunteer:
    volunteer = actions.enquire(
        first_name=helper.first_name,
        last_name=helper.last_name,
        email=helper.email,
        phone=helper.phone,
        postcode=helper.district,
        why=WHY,
        by=VISITOR,
        now=clock.now(),
    )
    stage.helpers[volunteer.pk] = helper
    stage.note("volunteers enquired")
    return volunteer


def apply(stage: Stage, helper: Helper, site: Site, *, both_write: bool = False) -> Volunteer:
    """She sends her application; whoever looks after her site enters what else she offers."""
    now = clock.now()
    volunteer = actions.apply(applied=_applied(stage, helper, both_write), by=VISITOR, now=now)
    stage.helpers[volunteer.pk] = helper
    stage.note("volunteers applied")
    return actions.update_offer(
        volunteer=volunteer,
        site=site,
        **helper.offers(),
        by=stage.coordinator(site),
        now=now,
    )


def _applied(stage: Stage, helper: Helper, both_write: bool) -> Applied:
    """One of those who know her has an e-mail address; the other one may have only a phone."""
    chance = stage.chance("referees", helper.email)
    names = chance.sample(FIRST_NAMES, 2)
    email = [address(chance, name, "referees") for name in names]
    return Applied(
        first_name=helper.first_name,
        last_name=helper.last_name,
        email=helper.email,
        phone=helper.phone,
        postcode=Postcode(helper.district),
        is_adult=True,
        agrees_to_check=True,
        why=WHY,
        own_story="The first months were long and dark. A neighbour came by, and it got lighter.",
        formats=tuple(helper.formats),
        times=tuple(helper.times),
        languages=tuple(helper.languages),
        referees=(
            Referee(names[0], email[0], "", "We work together"),
            Referee(names[1], email[1] if both_write else "", phone(chance), "A friend"),
        ),
    )


def talk(stage: Stage, volunteer: Volunteer, site: Site) -> None:
    """She is invited and interviewed, and those who know her are asked."""
    by, now = stage.coordinator(site), clock.now()
    actions.record_interview(
        volunteer=volunteer,
        held_on=clock.today(),
        outcome=InterviewOutcome.GO_ON,
        note="Warm, and listens. Knows what she can give and what not.",
        by=by,
        now=now,
    )
    actions.ask_references(volunteer=volunteer, by=by, now=now)


def speak_for_her(stage: Stage, reference: Reference, site: Site) -> None:
    """By the link, or on the phone to whoever looks after the site."""
    actions.answer_reference(
        reference=reference,
        known_for="Six years",
        strengths="She listens, and people trust her.",
        would_trust=True,
        by=VISITOR if reference.email else stage.coordinator(site),
        now=clock.now(),
    )


def find_fine(stage: Stage, reference: Reference, site: Site) -> None:
    by = stage.coordinator(site)
    actions.judge_reference(reference=reference, verdict=Verdict.FINE, by=by, now=clock.now())


def begin_training(stage: Stage, volunteer: Volunteer, site: Site) -> None:
    actions.start_training(volunteer=volunteer, by=stage.coordinator(site), now=clock.now())


def show_papers(stage: Stage, volunteer: Volunteer, number: int) -> None:
    """Her check is seen. With the course completed nothing is missing any more."""
    lasts = SHORT_WARNING if number % 12 == 5 else DBS_LASTS
    if number % 12 == 7 and stage.ends_at - clock.now() > RUNS_OUT_BEFORE * 2:
        lasts = stage.last_day - RUNS_OUT_BEFORE - clock.today()
        stage.world.begin(_renewing(stage, volunteer, number))
    _record_dbs(stage, volunteer, number, lasts)


def _renewing(stage: Stage, volunteer: Volunteer, number: int) -> Life:
    """The new one comes a little late: until then each mum of hers has a plan."""
    yield at(stage.last_day - RUNS_OUT_BEFORE + timedelta(days=9), 11)
    _record_dbs(stage, volunteer, 1000 + number, DBS_LASTS)
    stage.note("checks renewed")


def _record_dbs(stage: Stage, volunteer: Volunteer, number: int, lasts: timedelta) -> None:
    now, issued_on = clock.now(), clock.today() - timedelta(days=3)
    actions.record_check(
        volunteer=volunteer,
        kind=CheckKind.DBS,
        level=CheckLevel.ENHANCED,
        number=f"DEMO{number:06d}",
        issued_on=issued_on,
        recheck_on=issued_on + lasts,
        by=stage.coordinator(volunteer.site),
        now=now,
    )


def sign_off(stage: Stage, volunteer: Volunteer, site: Site) -> None:
    """Her own sign-in is made, and she can support someone."""
    by, now = stage.coordinator(site), clock.now()
    helper = stage.helpers[volunteer.pk]
    user = staff.come_in(helper.email, helper.first_name, staff.Role.VOLUNTEER, site, now)
    actions.link_user(volunteer=volunteer, user=user, by=by, now=now)
    stage.sign_ins[volunteer.pk] = user
    actions.sign_off(volunteer=volunteer, by=by, now=now)
    stage.note("volunteers signed off")
    stage.world.begin(cared_for(stage, volunteer, site))


def _leave(stage: Stage, volunteer: Volunteer, site: Site) -> None:
    """Her mums go back to the front of the list: they asked first."""
    by, now = stage.coordinator(site), clock.now()
    for match in Match.objects.filter(volunteer=volunteer).active():
        actions.end_match(match=match, reason=EndReason.VOLUNTEER_LEFT, by=by, now=now)
        stage.note("mums who need another volunteer")
    for match in Match.objects.filter(volunteer=volunteer).proposed():
        actions.withdraw_proposal(match=match, by=by, now=now)
    actions.leave(volunteer=volunteer, by=by, now=now)
    stage.note("volunteers left")
