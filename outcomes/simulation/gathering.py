"""A group at each site: who belongs to it, who helps, and who came."""

from datetime import date, timedelta

from outcomes.simulation.stage import Stage, at, later
from outcomes.simulation.world import Life
from pim import clock
from pim.models import Site
from referrals.enums import Status, SupportKind
from volunteers import actions, queries
from volunteers.enums import EndReason, VolunteerRole
from volunteers.models import GroupPlace, SupportGroup

MEETING_WEEKDAY = 3  # Thursday
EVERY_DAYS = 14
MINUTES, CAPACITY, MOST_GUESTS = 90, 12, 3
TALKED_ABOUT_FOR = timedelta(days=10)  # before somebody comes for the first time
NOTE = "We talked about sleep, and about nothing at all."


def gathering(stage: Stage, site: Site, starts_on: date) -> Life:
    """Every second week. Before it somebody gives places, and says goodbye where it is time."""
    day = starts_on + timedelta(days=(MEETING_WEEKDAY - starts_on.weekday()) % 7)
    chance = stage.chance("group", site.slug)
    yield at(day, 9)
    group = _start(stage, site, day)
    while True:
        _give_places(stage, site, group)
        yield later(0.25)
        came = [place for place in _places(group) if chance.random() < 0.75]
        _meet(stage, site, group, came, chance.randint(0, MOST_GUESTS))
        _say_goodbye(stage, site, group)
        yield later(EVERY_DAYS - 0.25)


def _start(stage: Stage, site: Site, on: date) -> SupportGroup:
    by, now = stage.coordinator(site), clock.now()
    group = actions.start_group(
        site=site,
        name="Tea and time",
        venue="Demonstration Family Centre, back room",
        meets="Every second Thursday, 1.30pm to 3pm",
        access="No steps. Room for buggies.",
        capacity=CAPACITY,
        starts_on=on,
        by=by,
        now=now,
    )
    _add_helper(stage, site, group)
    return group


def _add_helper(stage: Stage, site: Site, group: SupportGroup) -> None:
    """The volunteer whom anybody signs in as to look around: her page shows the group too."""
    who = stage.own_volunteer(site)
    if who is None:
        return
    by, now = stage.coordinator(site), clock.now()
    roles = [VolunteerRole.ONE_TO_ONE, VolunteerRole.GROUP]
    helper = stage.helpers[who.pk]
    who = actions.update_offer(
        volunteer=who, site=site, roles=roles, by=by, now=now, **helper.offers()
    )
    actions.add_helper(group=group, volunteer=who, by=by, now=now)


def _give_places(stage: Stage, site: Site, group: SupportGroup) -> None:
    by, now = stage.coordinator(site), clock.now()
    left = CAPACITY - queries.taken_places(group)
    a_while_ago = now - TALKED_ABOUT_FOR
    waiting = queries.waiting_for_a_group(by.user).filter(accepted_at__lt=a_while_ago)
    for referral in waiting[:left]:
        actions.give_place(
            group=group,
            referral=referral,
            waits_for_volunteer=stage.mums[referral.pk].support == SupportKind.BOTH,
            by=by,
            now=now,
        )
        stage.note("places in groups given")


def _places(group: SupportGroup) -> list[GroupPlace]:
    return list(queries.places_of(group).order_by("joined_on", "referral__asked_at"))


def _meet(stage: Stage, site: Site, group: SupportGroup, came: list[GroupPlace], guests: int):
    actions.record_meeting(
        group=group,
        held_on=clock.today(),
        came=came,
        guests=guests,
        minutes=MINUTES,
        note=NOTE if len(came) > 2 else "",
        by=stage.coordinator(site),
        now=clock.now(),
    )
    stage.note("meetings of groups")


def _say_goodbye(stage: Stage, site: Site, group: SupportGroup) -> None:
    """Where the time that was planned is over. Whoever has a volunteer too ends with her."""
    over = GroupPlace.objects.taken().filter(
        group=group,
        referral__planned_end_on__lte=clock.today(),
        referral__status=Status.IN_SUPPORT,
    )
    for place in over.select_related("referral"):
        if queries.is_only_in_a_group(place.referral):
            actions.leave_group(
                place=place,
                reason=EndReason.COMPLETED,
                risks_reviewed=True,
                by=stage.coordinator(site),
                now=clock.now(),
            )
            stage.note("groups that came to their end for her")
    actions.free_places_of_closed(now=clock.now())
