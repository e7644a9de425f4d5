"""Groups: places, helpers, registers, and where a mum stands whose support is a group."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from outcomes.enums import Anchor, WaveKey
from outcomes.queries import due_referrals
from outcomes.report.flow import flow
from outcomes.report.scope import Plan, Scope
from pim import clock
from pim.access.audit import SYSTEM, acting
from pim.enums import Role
from pim.errors import DomainError
from referrals import actions as referral_actions
from referrals.enums import ConcernKind, Purpose, Status, SupportKind
from referrals.models import Concern, Referral, Triage
from tests import factories as make
from tests.conftest import person
from tests.outcomes.asking import decide, plan
from tests.volunteers.test_support import ago, in_days, on_today
from volunteers import actions, queries
from volunteers.enums import CheckKind, EndReason, VolunteerRole
from volunteers.models import GroupAttendance, GroupPlace, GroupSession, SupportGroup


@pytest.fixture
def by(alice):
    return acting(alice)


@pytest.fixture
def group(site_a):
    return SupportGroup.objects.create(
        site=site_a,
        name="Tuesday group",
        venue="The library",
        meets="Tuesdays, 10 to 11.30",
        capacity=2,
        starts_on=in_days(-30),
    )


@pytest.fixture
def helper(site_a, group, by):
    """A volunteer who helps in the group, signed in as she is on her phone."""
    user = person("gita@post.example", Role.VOLUNTEER, site=site_a)
    gita = make.VolunteerFactory(
        site=site_a, user=user, first_name="Gita", roles=[VolunteerRole.GROUP]
    )
    for kind in (CheckKind.DBS, CheckKind.TRAINING):
        make.CheckFactory(volunteer=gita, kind=kind)
    actions.add_helper(group=group, volunteer=gita, by=by, now=clock.now())
    return user


def mum(site, called="Rosa", wants=SupportKind.GROUP, **columns) -> Referral:
    usual = {"accepted": True, "status_since": ago(9), "parent__called": called}
    referral = make.ReferralFactory(site=site, **usual | columns)
    Triage.objects.create(referral=referral, support_kind=wants)
    return referral


def place(group, referral, **how) -> GroupPlace:
    return actions.give_place(group=group, referral=referral, by=SYSTEM, now=clock.now(), **how)


def met(group, *came, user, days_ago=0, **how):
    return actions.record_meeting(
        **{"minutes": 90} | how,
        group=group,
        held_on=in_days(-days_ago),
        came=came,
        by=acting(user),
        now=clock.now(),
    )


def fresh(referral) -> Referral:
    return Referral.objects.get(pk=referral.pk)


# --- where she stands -----------------------------------------------------------------------
def test_a_group_is_support_like_any_other(group, site_a, alice, by):
    rosa = mum(site_a)
    assert len(on_today("waiting-for-a-group", alice)) == 1
    assert on_today("waiting-for-a-match", alice) == []
    hers = place(group, rosa)
    stands = fresh(rosa)
    weeks = site_a.programme.support_weeks
    assert (stands.status, stands.planned_end_on) == (Status.MATCHED, in_days(7 * weeks))
    assert on_today("waiting-for-a-group", alice) == []
    for _ in range(2):  # the register is filled in again
        met(group, hers, user=alice)
    assert fresh(rosa).status == Status.IN_SUPPORT
    assert GroupAttendance.objects.count() == 1
    Referral.objects.update(planned_end_on=in_days(3))
    assert len(on_today("group-endings", alice)) == 1
    actions.leave_group(place=hers, reason=EndReason.COMPLETED, by=by, now=clock.now())
    assert (fresh(rosa).status, fresh(rosa).closed_reason) == (Status.CLOSED, "completed")


def test_who_wants_both_waits_for_a_volunteer_beside_the_group(group, site_a, alice, by):
    rosa = mum(site_a, wants=SupportKind.BOTH)
    hers = place(group, rosa, waits_for_volunteer=True)
    met(group, hers, user=alice)
    assert fresh(rosa).status == Status.WAITING
    assert len(on_today("waiting-for-a-match", alice)) == 1
    actions.group_is_enough(place=hers, by=by, now=clock.now())
    assert fresh(rosa).status == Status.IN_SUPPORT
    actions.leave_group(place=hers, reason=EndReason.CHANGE, by=by, now=clock.now())
    assert fresh(rosa).status == Status.WAITING


def test_her_referral_closes_with_the_last_kind_of_support(group, site_a, by):
    match = make.MatchFactory(volunteer__site=site_a, referral__site=site_a, active=True)
    Referral.objects.update(status=Status.IN_SUPPORT)
    hers = place(group, match.referral)
    actions.end_match(match=match, reason=EndReason.COMPLETED, by=by, now=clock.now())
    assert fresh(match.referral).status == Status.IN_SUPPORT
    actions.leave_group(place=hers, reason=EndReason.COMPLETED, by=by, now=clock.now())
    assert fresh(match.referral).status == Status.CLOSED


def test_one_woman_in_both_is_one_person_with_two_kinds(group, site_a, alice, bob, programme):
    match = bob.volunteer.match_set.get()
    actions.log_session(
        match=match,
        held_on=in_days(0),
        kind="phone",
        minutes=30,
        by=acting(bob),
        now=clock.now(),
    )
    rosa = mum(site_a, parent=make.ParentFactory())
    met(group, place(group, match.referral), place(group, rosa), user=alice, guests=4)
    kinds = queries.kinds_of_support(Referral.objects.filter(programme=programme))
    assert (kinds.women, kinds.one_to_one, kinds.group, kinds.both) == (2, 1, 2, 1)
    later = queries.kinds_of_support(Referral.objects.all(), since=in_days(1))
    assert later.women == 0


def test_the_report_and_the_questions_count_a_group_as_support(group, site_a, alice, programme):
    wave = plan(programme, WaveKey.MID, anchor=Anchor.FIRST_SESSION, opens_days=2)
    rosa = mum(site_a, accepted_at=ago(9))
    decide(rosa, Purpose.EVALUATION, True, clock.now())
    met(group, place(group, rosa), user=alice, days_ago=2)
    assert [one.pk for one in due_referrals(wave, in_days(0))] == [rosa.pk]
    counted = flow(Scope(programme), Plan({}, {}))
    assert (counted.matched, counted.started) == (1, 1)


# --- places ---------------------------------------------------------------------------------
def test_a_place_is_for_accepted_mums_of_the_site_once(group, site_a, site_b):
    rosa = mum(site_a)
    place(group, rosa)
    with pytest.raises(DomainError, match="already"):
        place(group, rosa)
    for other in (mum(site_b), make.ReferralFactory(site=site_a)):
        with pytest.raises(DomainError, match="mums of this site"):
            place(group, other)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once(group, site_a):
    mums = [mum(site_a, called=f"Mum {n}") for n in range(4)]

    def give(referral):
        try:
            return place(group, referral)
        except DomainError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(give, mums))
    assert len([one for one in given if one]) == group.capacity


def test_whose_referral_is_closed_has_no_place(group, site_a):
    hers = place(group, mum(site_a), waits_for_volunteer=True)
    Referral.objects.update(status=Status.CLOSED, closed_at=clock.now(), closed_reason="moved_away")
    assert queries.taken_places(group) == 0
    assert actions.free_places_of_closed(now=clock.now()) == 1
    assert GroupPlace.objects.get(pk=hers.pk).left_on == in_days(0)


def test_a_group_ends_when_nobody_is_left_in_it(group, site_a, helper, by):
    hers = place(group, mum(site_a))
    with pytest.raises(DomainError, match="mums in this group"):
        actions.end_group(group=group, by=by, now=clock.now())
    actions.leave_group(place=hers, reason=EndReason.ENDED_EARLY, by=by, now=clock.now())
    actions.end_group(group=group, by=by, now=clock.now())
    assert not queries.groups_she_helps_in(helper).exists()


# --- helpers --------------------------------------------------------------------------------
class TestWhenTwoOfHerReferralsBecomeOne:
    """The one that goes on keeps her place, with the meetings she came to."""

    def joined(self, one, other, alice) -> Referral:
        return referral_actions.merge(referral=one, into=other, by=acting(alice), now=clock.now())

    def test_her_place_goes_along(self, group, site_a, alice):
        stays = mum(site_a, asked_at=ago(40), wants=SupportKind.BOTH)
        gone = mum(site_a, asked_at=ago(20), wants=SupportKind.BOTH)
        met(group, place(group, gone, waits_for_volunteer=True), user=alice)
        assert self.joined(gone, stays, alice) == stays
        actions.free_places_of_closed(now=clock.now())
        assert [one.referral for one in queries.places_of(group)] == [stays]
        assert GroupAttendance.objects.get().place.referral == stays

    def test_two_in_one_group_are_one(self, group, site_a, alice):
        two = [mum(site_a, asked_at=ago(days), wants=SupportKind.BOTH) for days in (40, 20)]
        stays, gone = (place(group, one, waits_for_volunteer=True) for one in two)
        met(group, stays, gone, user=alice, days_ago=2)  # she stood in the register twice
        met(group, gone, user=alice, days_ago=1)
        self.joined(*two, alice)
        assert list(queries.places_of(group)) == [stays]
        came = GroupAttendance.objects.values_list("place", "session__held_on")
        assert set(came) == {(stays.pk, in_days(-2)), (stays.pk, in_days(-1))}
        assert len(came) == 2

    def test_also_where_the_group_is_all_the_support_of_both(self, group, site_a, alice):
        two = [mum(site_a, asked_at=ago(days)) for days in (40, 20)]
        stays, gone = (place(group, one) for one in two)
        met(group, gone, user=alice)
        assert self.joined(*two, alice) == two[0]
        assert list(queries.places_of(group)) == [stays]
        assert [fresh(one).status for one in two] == [Status.IN_SUPPORT, Status.CLOSED]

    def test_two_of_whom_one_has_a_volunteer_and_both_a_group_keep_the_volunteer(
        self, group, site_a, alice
    ):
        match = make.MatchFactory(volunteer__site=site_a, referral__site=site_a, active=True)
        Referral.objects.update(status=Status.IN_SUPPORT, asked_at=ago(40))
        gone = mum(site_a, asked_at=ago(20), programme=match.referral.programme)
        place(group, gone)
        stays = self.joined(gone, match.referral, alice)
        assert stays == match.referral
        assert [one.referral for one in queries.places_of(group)] == [stays]


def test_who_helps_has_the_role_and_the_checks(group, site_a, by):
    one_to_one = make.VolunteerFactory(site=site_a)
    unchecked = make.VolunteerFactory(site=site_a, roles=[VolunteerRole.GROUP])
    for who, why in ((one_to_one, "does not help in groups"), (unchecked, "Missing")):
        with pytest.raises(DomainError, match=why):
            actions.add_helper(group=group, volunteer=who, by=by, now=clock.now())


def test_a_helper_fills_in_the_register_on_her_phone(group, site_a, helper, signed_in):
    rosa, _ = (place(group, mum(site_a, called=name)) for name in ("Rosa", "Lena"))
    SupportGroup.objects.filter(pk=group.pk).update(access="No steps. Room for buggies.")
    client, page = signed_in(helper), reverse("own-group", args=[group.pk])
    assert "buggies.<" in client.get(page).content.decode()
    shown = client.get(page).content.decode()
    assert "Rosa" in shown
    assert "Lena" in shown
    assert rosa.referral.reference not in shown
    day = in_days(0)
    typed = {"held_on_day": day.day, "held_on_month": day.month, "held_on_year": day.year}
    typed |= {"happened": "yes", "came": [str(rosa.pk)], "guests": "3", "minutes": "90"}
    assert client.post(page, typed).url == reverse("own-groups")
    session = GroupSession.objects.get()
    assert (session.guests, session.minutes) == (3, 90)
    assert [one.place_id for one in session.groupattendance_set.all()] == [rosa.pk]
    client.post(page, typed | {"happened": "no", "shown": day.isoformat()})  # nobody came after all
    session.refresh_from_db()
    assert (session.fell_through, session.guests, session.minutes) == (True, 0, 0)
    assert not session.groupattendance_set.exists()


def test_afterwards_she_sees_nothing_of_it(group, site_a, helper, bob, by, signed_in):
    place(group, mum(site_a))
    page = reverse("own-group", args=[group.pk])
    client = signed_in(helper)
    assert client.get(page).status_code == 200
    actions.end_helper(helper=group.grouphelper_set.get(), by=by, now=clock.now())
    assert client.get(page).status_code == 404
    assert "Tuesday group" not in client.get(reverse("own-groups")).content.decode()
    assert signed_in(bob).get(page).status_code == 404


def test_a_worry_needs_no_record(group, site_a, helper, signed_in):
    place(group, mum(site_a))
    client, ask = signed_in(helper), reverse("raise-concern")
    assert "Rosa, or her family" in client.get(ask).content.decode()
    client.post(
        ask,
        {"danger": "no", "about": "else", "whose": "A guest at the group", "words": "She cried"},
    )
    worry = Concern.objects.get()
    assert (worry.kind, worry.site, worry.referral) == (ConcernKind.SAFETY, site_a, None)


# --- the coordinator's screens --------------------------------------------------------------
def test_a_coordinator_starts_a_group_and_gives_a_place(site_a, alice, charlie, signed_in):
    rosa = mum(site_a)
    client, day = signed_in(alice), in_days(0)
    client.post(
        reverse("admin:volunteers_supportgroup_add"),
        {
            **{"site": site_a.pk, "name": "Friday group", "venue": "The hall", "capacity": "8"},
            **{"meets": "Fridays at 10", "access": "Step-free"},
            **{"starts_on_day": day.day, "starts_on_month": day.month, "starts_on_year": day.year},
        },
    )
    friday = SupportGroup.objects.get()
    do = reverse("admin:volunteers_supportgroup_do", args=[friday.pk, "give-place"])
    assert "would like: a group" in client.get(do).content.decode()
    earlier = mum(site_a)
    Referral.objects.filter(pk=earlier.pk).update(accepted_at=clock.now() - dt.timedelta(days=90))
    Triage.objects.filter(referral=earlier).update(support_kind=SupportKind.ONE_TO_ONE)
    assert list(queries.may_join(alice, friday)) == [rosa, earlier]
    client.post(do, {"referral": rosa.pk, "waits_for_volunteer": "no"})
    page = client.get(reverse("admin:volunteers_supportgroup_change", args=[friday.pk]))
    assert "1 of 8 taken" in page.content.decode()
    register = reverse("admin:volunteers_supportgroup_do", args=[friday.pk, "register"])
    assert "Rosa" in client.get(register).content.decode()
    assert signed_in(charlie).get(page.request["PATH_INFO"]).status_code == 404


def test_a_first_day_that_cannot_be_meant_is_refused_and_can_be_put_right(
    group, site_a, alice, by, signed_in
):
    new = {"site": site_a, "name": "Friday group", "venue": "The hall", "meets": "Fridays"}
    new |= {"capacity": 8, "by": by, "now": clock.now()}
    for slip in (site_a.opens_on - dt.timedelta(days=1), in_days(-3660), in_days(367)):
        with pytest.raises(DomainError, match="The first day must be"):
            actions.start_group(**new, starts_on=slip)
    met(group, user=alice, days_ago=20)
    client = signed_in(alice)
    edit = reverse("admin:volunteers_supportgroup_edit", args=[group.pk])
    assert "The library" in client.get(edit).content.decode()
    typed = {"name": group.name, "venue": "The hall", "meets": "Mondays", "capacity": "4"}
    late = client.post(edit, typed | day_of(in_days(-19), "starts_on")).content.decode()
    assert "It met on" in late
    client.post(edit, typed | day_of(in_days(-90), "starts_on"))
    group.refresh_from_db()
    assert (group.starts_on, group.venue) == (in_days(-90), "The hall")


def test_a_group_sent_twice_is_one_and_another_of_its_name_is_refused(site_a, alice, signed_in):
    typed = {"site": site_a.pk, "name": "Friday group", "venue": "The hall", "capacity": "8"}
    typed |= {"meets": "Fridays at 10", "access": ""} | day_of(in_days(0), "starts_on")
    client, add = signed_in(alice), reverse("admin:volunteers_supportgroup_add")
    first, again = client.post(add, typed), client.post(add, typed)
    assert SupportGroup.objects.count() == 1
    assert again.url == first.url
    other = client.post(add, typed | {"venue": "The church"}).content.decode()
    assert "This site has a group of that name already" in other


def day_of(day, name) -> dict:
    return {f"{name}_{part}": getattr(day, part) for part in ("day", "month", "year")}


def test_a_register_left_alone_asks_and_opened_again_shows_what_is_noted(
    group, site_a, alice, signed_in
):
    rosa, lena = (place(group, mum(site_a, called=name)) for name in ("Rosa", "Lena"))
    client = signed_in(alice)
    do = reverse("admin:volunteers_supportgroup_do", args=[group.pk, "register"])
    untouched = day_of(in_days(0), "held_on") | {"guests": "0", "minutes": "90"}
    assert "Choose whether it took place" in client.post(do, untouched).content.decode()
    assert not GroupSession.objects.exists()
    said = {"happened": "yes", "came": [str(rosa.pk)], "guests": "3", "note": "Songs"}
    client.post(do, untouched | said)
    form = client.get(do).context["form"]
    shown = {name: form[name].value() for name in ("happened", "came", "guests", "note")}
    assert shown == {"happened": "yes", "came": [str(rosa.pk)], "guests": 3, "note": "Songs"}
    assert form["minutes"].value() == 90 and str(lena.pk) not in shown["came"]


class TestEachDayHasItsRegister:
    @pytest.fixture
    def do(self, group):
        return reverse("admin:volunteers_supportgroup_do", args=[group.pk, "register"])

    @pytest.fixture
    def desk(self, alice, signed_in):
        return signed_in(alice)

    def test_one_that_was_not_on_screen_is_shown_and_not_replaced(
        self, group, site_a, alice, do, desk
    ):
        rosa, lena = (place(group, mum(site_a, called=name)) for name in ("Rosa", "Lena"))
        met(group, rosa, user=alice, days_ago=7, guests=4, note="Songs")
        met(group, lena, user=alice)
        todays = day_of(in_days(0), "held_on") | {"happened": "yes", "came": [str(lena.pk)]}
        todays |= {"guests": "0", "minutes": "90", "shown": in_days(0).isoformat()}
        answer = desk.post(do, todays | day_of(in_days(-7), "held_on"))
        assert "This day has a register already" in answer.content.decode()
        form = answer.context["form"]
        assert (form["came"].value(), form["note"].value()) == ([str(rosa.pk)], "Songs")
        kept = GroupSession.objects.get(held_on=in_days(-7))
        assert (kept.guests, kept.groupattendance_set.get().place) == (4, rosa)
        desk.post(do, form.data | {"guests": "5"})
        kept.refresh_from_db()
        assert (kept.guests, kept.groupattendance_set.get().place) == (5, rosa)
        assert GroupAttendance.objects.get(session__held_on=in_days(0)).place == lena

    def test_who_has_left_since_stays_in_the_register_of_a_day_she_came(
        self, group, site_a, alice, do, desk
    ):
        rosa = place(group, mum(site_a))
        met(group, rosa, user=alice, days_ago=7)
        actions.leave_group(
            place=rosa, reason=EndReason.ENDED_EARLY, by=acting(alice), now=clock.now()
        )
        typed = day_of(in_days(-7), "held_on") | {"happened": "yes", "came": [str(rosa.pk)]}
        typed |= {"guests": "2", "minutes": "90", "shown": in_days(-7).isoformat()}
        desk.post(do, typed)
        session = GroupSession.objects.get()
        assert (session.guests, session.groupattendance_set.count()) == (2, 1)

    def test_sent_twice_it_is_saved_without_a_question(self, group, site_a, do, desk):
        rosa = place(group, mum(site_a))
        typed = day_of(in_days(0), "held_on") | {"happened": "yes", "came": [str(rosa.pk)]}
        typed |= {"guests": "2", "minutes": "90", "note": "", "shown": ""}
        first, again = desk.post(do, typed), desk.post(do, typed)
        assert first.status_code == again.status_code == 302
        assert GroupAttendance.objects.count() == 1


def test_a_group_ended_by_mistake_is_started_again(group, alice, by, signed_in):
    actions.end_group(group=group, by=by, now=clock.now())
    do = reverse("admin:volunteers_supportgroup_do", args=[group.pk, "again"])
    page = signed_in(alice).post(do, follow=True).content.decode()
    group.refresh_from_db()
    assert group.ended_on is None and "Fill in the register" in page


def test_the_forms_of_a_group_say_what_is_missing(group, alice, signed_in):
    client = signed_in(alice)
    page = client.post(reverse("admin:volunteers_supportgroup_add"), {}).content.decode()
    for words in ("what the group is called", "where it meets", "when it meets", "how many mums"):
        assert f"Enter {words}" in page, words
    assert "Answer this question" not in page
    do = reverse("admin:volunteers_supportgroup_do", args=[group.pk, "add-helper"])
    assert "Nobody can be added just now" in client.get(do).content.decode()
