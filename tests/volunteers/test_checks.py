"""A check by nation, role and level; warnings before it runs out; and what a day changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.admin.today import Urgency
from pim.enums import MessageState, Nation
from pim.errors import DomainError
from pim.messages import outbox
from pim.models import AuditEvent, Message
from tests import factories as make
from tests.volunteers.test_actions import checked, waiting_mum
from volunteers import actions, queries
from volunteers.enums import CheckKind, CheckLevel, MatchStatus, VolunteerRole, VolunteerStatus
from volunteers.models import Check, CheckRule, CoverNeed, Match, Volunteer
from volunteers.today.standing import checks_to_renew

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
RUNS_OUT = dt.date(2027, 7, 1)  # in summer time: midnight is 23:00 UTC the day before
JUST_BEFORE = dt.datetime(2027, 6, 30, 23, 59, tzinfo=LONDON)
JUST_AFTER = dt.datetime(2027, 7, 1, 0, 1, tzinfo=LONDON)
ISSUED = dt.date(2025, 1, 1)


@pytest.fixture
def by(alice):
    return acting(alice)


@pytest.fixture
def amy(site_a):
    """Her DBS check runs out with the last of June."""
    amy = make.VolunteerFactory(site=site_a, first_name="Amy", capacity=3)
    make.CheckFactory(volunteer=amy, recheck_on=RUNS_OUT)
    make.CheckFactory(volunteer=amy, kind=CheckKind.TRAINING)
    return amy


def at(days_before: int, hour: int = 10) -> dt.datetime:
    day = RUNS_OUT - dt.timedelta(days=days_before)
    return dt.datetime.combine(day, dt.time(hour), tzinfo=LONDON)


def fresh(volunteer) -> Volunteer:
    return Volunteer.objects.with_standing().get(pk=volunteer.pk)


def rule_of(by, site, **said):
    usual = {
        "programme": site.programme,
        "nation": Nation.ENGLAND,
        "role": VolunteerRole.ONE_TO_ONE,
        "kind": CheckKind.DBS,
        "level": CheckLevel.ENHANCED_BARRED,
        "months": 24,
        "reason": "Our insurer asks for it.",
    }
    return actions.set_check_rule(**usual | said, by=by, now=clock.now())


# --- Midnight -------------------------------------------------------------------------------
@pytest.mark.parametrize(("moment", "fits"), [(JUST_BEFORE, True), (JUST_AFTER, False)])
def test_at_midnight_in_london_she_is_proposed_no_more(amy, site_a, alice, by, moment, fits):
    rosa = waiting_mum(site_a)
    with clock.standing_at(moment):
        found, left_out, _ = queries.suggestions(rosa, alice, now=clock.now())
        assert [bool(found), bool(left_out)] == [fits, not fits]
        asked = {"referral": rosa, "volunteer": amy, "by": by, "now": clock.now()}
        if fits:
            assert actions.propose(**asked).status == MatchStatus.PROPOSED
        else:
            with pytest.raises(DomainError, match="checks are missing or out of date"):
                actions.propose(**asked)
            assert not Match.objects.exists()


def test_her_mums_get_a_plan_once_and_keep_her(amy, site_a):
    mums = [make.MatchFactory(volunteer=amy, referral__site=site_a, active=True) for _ in "ab"]
    assert actions.raise_cover_needs(now=JUST_BEFORE) == 0
    assert actions.raise_cover_needs(now=JUST_AFTER) == 2
    for later in (JUST_AFTER, JUST_AFTER + dt.timedelta(days=9)):
        assert actions.raise_cover_needs(now=later) == 0
    assert {(need.match, need.since_on) for need in CoverNeed.objects.all()} == {
        (match, RUNS_OUT) for match in mums
    }
    assert Match.objects.active().count() == 2


def test_a_renewal_is_a_new_row_and_settles_the_plans(amy, site_a, by):
    make.MatchFactory(volunteer=amy, referral__site=site_a, active=True)
    actions.raise_cover_needs(now=JUST_AFTER)
    seen = {"volunteer": amy, "kind": CheckKind.DBS, "issued_on": RUNS_OUT, "by": by}
    actions.record_check(**seen, level=CheckLevel.ENHANCED, now=at(-3))
    need = CoverNeed.objects.get()
    assert (need.outcome, need.settled_by) == ("renewed", by.user)
    assert Check.objects.filter(kind=CheckKind.DBS).count() == 2
    assert queries.checks_valid(amy, on=RUNS_OUT + dt.timedelta(days=3))
    assert actions.raise_cover_needs(now=at(-4)) == 0


# --- Which check ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("nation", "kind", "level", "held"),
    [
        (Nation.ENGLAND, "dbs", "enhanced", True),
        (Nation.WALES, "dbs", "barred", True),
        (Nation.ENGLAND, "dbs", "standard", False),
        (Nation.ENGLAND, "dbs", "", False),
        (Nation.ENGLAND, "pvg", "membership", False),
        (Nation.SCOTLAND, "pvg", "membership", True),
        (Nation.SCOTLAND, "dbs", "enhanced", False),
        (Nation.NORTHERN_IRELAND, "access_ni", "enhanced", True),
    ],
)
def test_her_nation_says_which_check_counts(site_a, nation, kind, level, held):
    site_a.nation = nation
    site_a.save()
    amy = make.VolunteerFactory(site=site_a)
    make.CheckFactory(volunteer=amy, kind=CheckKind.TRAINING)
    make.CheckFactory(volunteer=amy, kind=kind, level=level)
    for one in (amy, fresh(amy)):  # read alone, and among many
        assert queries.checks_valid(one, on=clock.today()) is held


def test_a_level_that_was_not_noted_says_so_and_the_last_note_of_a_day_counts(amy, by):
    today = clock.today()
    noted = {"volunteer": amy, "kind": CheckKind.DBS, "issued_on": today, "by": by}
    actions.record_check(**noted, now=clock.now())
    (wrong,) = queries.missing_checks(fresh(amy), on=today)
    assert wrong == "DBS check (its level is not noted; Enhanced is asked for)"
    later = clock.now() + dt.timedelta(seconds=1)
    actions.record_check(**noted, level=CheckLevel.ENHANCED, now=later)
    assert queries.checks_valid(fresh(amy), on=today)


def test_a_level_noted_with_training_stands_in_nobodys_way(amy):
    Check.objects.filter(kind=CheckKind.TRAINING).update(level=CheckLevel.BASIC)
    assert queries.missing_checks(fresh(amy), on=clock.today()) == []


def test_a_managers_rule_overrides_the_usual_one_for_her_role_alone(amy, site_a, dana):
    rule_of(acting(dana), site_a)
    assert queries.missing_checks(fresh(amy), on=clock.today()) == [
        "DBS check (Enhanced is not enough; Enhanced with barred list is asked for)"
    ]
    Volunteer.objects.update(roles=[VolunteerRole.GROUP])
    assert queries.checks_valid(fresh(amy), on=clock.today())


def test_only_who_manages_the_programme_decides_and_never_without_a_reason(
    alice, dana, site_a, signed_in
):
    with pytest.raises(DomainError, match="manager of this programme"):
        rule_of(acting(alice), site_a)
    with pytest.raises(DomainError, match="why"):
        rule_of(acting(dana), site_a, reason=" ")
    with pytest.raises(DomainError, match="no such level"):
        rule_of(acting(dana), site_a, kind=CheckKind.PVG)
    rule_of(acting(dana), site_a)
    rule_of(acting(dana), site_a, months=12)
    rule = CheckRule.objects.get()
    assert (rule.months, rule.decided_by) == (12, dana)
    assert AuditEvent.objects.filter(action="volunteer.check_rule_set").count() == 2
    desk = signed_in(alice)
    page = reverse("admin:volunteers_checkrule_change", args=[rule.pk])
    assert "Our insurer asks for it." in desk.get(page).content.decode()
    for address in (reverse("admin:volunteers_checkrule_add"), f"{page}edit/"):
        assert desk.get(address).status_code in (403, 404)


def test_a_manager_sets_and_changes_a_rule_on_the_screen(dana, site_a, signed_in):
    desk = signed_in(dana)
    said = {
        "programme": site_a.programme_id,
        "nation": "SCT",
        "role": "group",
        "kind": "pvg",
        "level": "enhanced",
        "months": "48",
        "reason": "Advised by our lead.",
    }
    wrong = desk.post(reverse("admin:volunteers_checkrule_add"), said)
    assert "no such level" in wrong.content.decode()
    desk.post(reverse("admin:volunteers_checkrule_add"), said | {"level": "membership"})
    rule = CheckRule.objects.get()
    change = reverse("admin:volunteers_checkrule_edit", args=[rule.pk])
    desk.post(change, {"kind": "pvg", "level": "membership", "months": "", "reason": "Law."})
    rule.refresh_from_db()
    assert (rule.months, rule.reason, rule.role) == (None, "Law.", "group")


def test_many_volunteers_cost_no_more_queries(amy, site_a, dana, django_assert_num_queries):
    rule_of(acting(dana), site_a, level=CheckLevel.ENHANCED)
    for _ in range(4):
        checked(make.VolunteerFactory(site=site_a))
    with django_assert_num_queries(2):
        rows = Volunteer.objects.with_standing()
        assert all(queries.checks_valid(one, on=clock.today()) for one in rows)
    with django_assert_num_queries(2):
        queries.rechecks_due(on=RUNS_OUT)


# --- Noting one -----------------------------------------------------------------------------
def test_the_form_asks_for_a_level_and_proposes_the_day(amy, alice, signed_in):
    desk = signed_in(alice)
    address = reverse("admin:volunteers_volunteer_do", args=[amy.pk, "record-check"])
    assert "DBS check: 36 months" in desk.get(address).content.decode()
    day = {f"{name}_{part}": "1" for name in ("issued_on", "seen_on") for part in ("day", "month")}
    said = {"kind": "dbs", "number": "001"} | day | {"issued_on_year": 2026, "seen_on_year": 2026}
    assert "Choose which level" in desk.post(address, said).content.decode()
    desk.post(address, said | {"level": "enhanced"})
    check = Check.objects.get(issued_on=dt.date(2026, 1, 1))
    assert (check.recheck_on, check.level) == (dt.date(2029, 1, 1), "enhanced")
    assert (check.seen_by, check.seen_on) == (alice, dt.date(2026, 1, 1))


# --- Warnings -------------------------------------------------------------------------------
@pytest.fixture
def coordinated(amy, bob, alice):
    """Amy signs in with Bob's account; Alice coordinates her site."""
    Match.objects.all().delete()
    Volunteer.objects.filter(user=bob).update(user=None)
    Volunteer.objects.filter(pk=amy.pk).update(user=bob)
    return amy


def mails(mailoutbox, moment) -> list[str]:
    with clock.standing_at(moment):
        actions.warn_of_rechecks(now=moment)
        outbox.drain()
    sent = [mail.to[0] for mail in mailoutbox]
    mailoutbox.clear()
    return sorted(sent)


def test_she_and_her_coordinator_are_told_four_times_each_once(coordinated, alice, mailoutbox):
    told = [alice.email, coordinated.email]
    for days, sent in [(61, []), (60, told), (59, []), (30, told), (8, []), (7, told), (0, told)]:
        assert mails(mailoutbox, at(days)) == sent, days
        assert mails(mailoutbox, at(days, hour=15)) == [], days
    assert mails(mailoutbox, at(-20)) == []


def test_a_late_sweep_sends_the_nearest_alone_and_not_at_night(coordinated, alice, mailoutbox):
    assert mails(mailoutbox, at(5, hour=2)) == []
    assert mails(mailoutbox, at(5)) == [alice.email, coordinated.email]
    keys = Message.objects.filter(notice=actions.CHECK_DUE).values_list("dedupe_key", flat=True)
    assert [key.rpartition(":")[2] for key in keys] == ["7"]


def test_a_warning_that_waits_is_dropped_once_the_check_is_renewed(coordinated, by, mailoutbox):
    night = at(30, hour=3)
    actions.warn_of_rechecks(now=night)
    issued = at(31).date()
    seen = {"volunteer": coordinated, "kind": CheckKind.DBS, "issued_on": issued, "by": by}
    actions.record_check(**seen, level=CheckLevel.ENHANCED, now=night)
    assert mails(mailoutbox, at(30)) == []
    assert set(Message.objects.values_list("state", "reason")) == {
        (MessageState.CANCELLED, "renewed")
    }


@pytest.mark.parametrize(
    "apart",
    [
        {"status": VolunteerStatus.LEFT},
        {"leaves_on": RUNS_OUT - dt.timedelta(days=1)},
    ],
)
def test_who_is_gone_by_then_is_not_told(coordinated, apart):
    Volunteer.objects.filter(pk=coordinated.pk).update(**apart)
    assert actions.warn_of_rechecks(now=at(7)) == 0


# --- What each sees -------------------------------------------------------------------------
def test_today_says_how_many_days_are_left_and_whose_level_is_missing(amy, alice, charlie, site_a):
    cleo = checked(make.VolunteerFactory(site=site_a, first_name="Cleo"))
    Check.objects.filter(volunteer=cleo).update(level="")
    rows = checks_to_renew(alice, at(12))
    assert [(row.text, row.urgency) for row in rows] == [
        ("Cleo", Urgency.OVERDUE),
        ("Amy", Urgency.NORMAL),
    ]
    assert "its level is not noted" in rows[0].detail
    assert rows[1].detail == "DBS check: 12 days left"
    assert checks_to_renew(charlie, at(12)) == []
    late = {row.text: row.detail for row in checks_to_renew(alice, at(-1))}
    assert late["Amy"].startswith("DBS check: ran out")


def test_her_own_page_says_what_we_hold_and_what_happens_next(coordinated, bob, signed_in):
    own = signed_in(bob)
    with clock.standing_at(at(100)):
        page = own.get(reverse("own-checks")).content.decode()
        assert "DBS check, enhanced, from 1 January 2025" in page
        assert "Everything we need from you is here" in page
    with clock.standing_at(at(-1)):
        page = own.get(reverse("own-checks")).content.decode()
        assert "You keep the mums you have" in page


def dates(**named: dt.date) -> dict[str, int]:
    parts = ("day", "month", "year")
    return {f"{name}_{part}": getattr(day, part) for name, day in named.items() for part in parts}


def test_a_mistyped_day_to_check_again_is_refused_and_the_latest_named(amy, alice, by, signed_in):
    address = reverse("admin:volunteers_volunteer_do", args=[amy.pk, "record-check"])
    issued = dt.date(2026, 1, 1)
    said = {"kind": "dbs", "level": "enhanced"} | dates(issued_on=issued, seen_on=issued)
    page = signed_in(alice).post(address, said | dates(recheck_on=dt.date(2099, 1, 1)))
    assert "Check again on 1 February 2029 at the latest" in page.content.decode()
    assert not Check.objects.filter(issued_on=issued).exists()
    signed_in(alice).post(address, said | dates(recheck_on=dt.date(2029, 2, 1)))
    assert Check.objects.filter(issued_on=issued).exists()


def test_a_check_entered_wrongly_stays_marked_and_the_one_before_counts_again(
    amy, alice, by, signed_in
):
    seen = {"volunteer": amy, "kind": CheckKind.DBS, "level": CheckLevel.ENHANCED, "by": by}
    wrong = actions.record_check(**seen, issued_on=dt.date(2026, 1, 1), now=clock.now())
    address = reverse("admin:volunteers_volunteer_do", args=[amy.pk, "withdraw-check"])
    desk = signed_in(alice)
    assert "1 January 2026" in desk.get(address).content.decode()
    desk.post(address, {"check": wrong.pk, "why": "That was her sister’s"})
    wrong.refresh_from_db()
    assert (wrong.withdrawn_by, wrong.withdrawn_at is None) == (alice, False)
    for one in (amy, fresh(amy)):
        assert queries.required_checks(one)[CheckKind.DBS].recheck_on == RUNS_OUT
    assert AuditEvent.objects.filter(action="volunteer.check_withdrawn").count() == 1
    page = desk.get(reverse("admin:volunteers_volunteer_change", args=[amy.pk])).content.decode()
    assert "Entered wrongly" in page and "That was her sister’s" in page
    assert str(wrong.pk) not in desk.get(address).content.decode()
