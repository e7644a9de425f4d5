"""Figures of the report against figures worked out by hand."""

import csv
import datetime as dt
import io
import re
import statistics as basics

import pytest
from django.urls import reverse

from outcomes import periods, publishing, report
from outcomes import statistics as stats
from outcomes.enums import RequestStatus, StopReason
from outcomes.models import ReleaseFile, StudyCode
from outcomes.papers import full, sheet
from outcomes.releases import asking, freezing
from outcomes.report.words import Words
from outcomes.report.words.numbers import WHY_NULL
from pim import clock
from pim.access.audit import HERSELF, acting
from pim.enums import Role
from referrals.actions import report_loss
from referrals.enums import ClosedReason, HeldFor, LossKind, Purpose, Status
from tests.conftest import person
from tests.factories import (
    MatchFactory,
    ProgrammeFactory,
    ReferralFactory,
    SiteFactory,
    UserFactory,
)
from tests.outcomes import evidence
from volunteers.models import (
    GroupAttendance,
    GroupPlace,
    GroupSession,
    Session,
    SupportGroup,
)

pytestmark = pytest.mark.django_db

# Before and at the end, GAD-7. Worked out on paper:
# change -4 -6 +1 0 -8 +6: mean -11/6, SD sqrt(797/30); before 69/6, SD sqrt(19.9);
# after 58/6, SD sqrt(28/15); t(0.975, df 5) = 2.570582.
PAIRS = [(12, 8), (15, 9), (8, 9), (10, 10), (18, 10), (6, 12)]


@pytest.fixture
def waves(programme):
    return {
        "asked": evidence.wave(programme, "asked", "gad-7"),
        "end": evidence.wave(programme, "end", "gad-7", "experience"),
    }


@pytest.fixture
def finn(programme):
    """A funder of programme A."""
    return person("finn@funder.example", Role.FUNDER, programme=programme)


def her(site, waves, before=None, after=None, opinion=None):
    """One accepted woman, asked both times; None: she did not answer."""
    referral = ReferralFactory(site=site, accepted=True)
    evidence.consent(referral, Purpose.EVALUATION)
    first = evidence.asked(referral, waves["asked"], RequestStatus.EXPIRED)
    last = evidence.asked(referral, waves["end"])
    if before is not None:
        evidence.scored(first, "gad-7", before)
    if after is not None:
        evidence.scored(last, "gad-7", after)
    if opinion:
        evidence.answered(last, "experience", {1: opinion, 2: "agree"})
    return referral


def of(programme, **scope) -> report.Report:
    return report.report(report.Scope(programme, **scope))


def test_change_is_that_of_a_calculation_by_hand(programme, site_a, waves):
    for before, after in PAIRS:
        her(site_a, waves, before, after)
    her(site_a, waves, before=20)
    her(site_a, waves, after=3)

    change = of(programme).changes[0]

    figures = change.figures
    assert (figures.n_pairs, figures.n_pre_only, figures.n_post_only) == (6, 1, 1)
    assert figures.mean_pre == pytest.approx(11.5)
    assert figures.sd_pre == pytest.approx(19.9**0.5)
    assert figures.mean_post == pytest.approx(58 / 6)
    assert figures.sd_post == pytest.approx((28 / 15) ** 0.5)
    assert figures.mean_change == pytest.approx(-11 / 6)
    assert figures.ci95 == pytest.approx((-7.242397, 3.575731), abs=1e-4)
    assert figures.d_av == pytest.approx(-0.629226, abs=1e-4)
    assert dict(change.persons.reliable) == {"improved": 3, "unchanged": 2, "deteriorated": 1}
    assert (change.persons.caseness.pre, change.persons.caseness.post) == (5, 6)
    moved = {
        (before, after): n
        for before, row in change.persons.bands.items()
        for after, n in row.items()
        if n
    }
    assert moved == {
        ("mild", "mild"): 1,
        ("mild", "moderate"): 1,
        ("moderate", "mild"): 1,
        ("moderate", "moderate"): 1,
        ("severe", "mild"): 1,
        ("severe", "moderate"): 1,
    }
    assert change.missing.n == (6, 1)
    assert change.missing.mean == (11.5, 20)


def test_an_incomplete_form_is_no_total(programme, site_a, waves):
    referral = ReferralFactory(site=site_a, accepted=True)
    for key in ("asked", "end"):
        codes = evidence.codes_for("gad-7", 21) | {7: None}
        evidence.answered(evidence.asked(referral, waves[key]), "gad-7", codes)

    found = of(programme)

    assert found.flow.paired == 1  # she did answer
    assert found.changes[0].figures.n_pairs == 0  # but there is no figure to compare
    assert Words(found).change.sentences()[0][1].startswith("Nobody has answered both times yet")


def test_a_loss_is_a_reason_of_its_own_asked_or_not(programme, site_a, waves):
    lost = ReferralFactory(site=site_a, accepted=True)
    evidence.consent(lost, Purpose.EVALUATION)
    evidence.asked(lost, waves["asked"])
    report_loss(referral=lost, kind=LossKind.BABY_DIED, by=HERSELF, now=clock.now())

    flow = of(programme).flow

    assert flow.before_not_answered == {StopReason.LOSS: 1}
    assert flow.after_not_asked == {StopReason.LOSS: 1}


def test_the_flow_counts_every_woman_once_with_her_reason(programme, site_a, waves):
    ReferralFactory(site=site_a)
    closed = {"status": Status.CLOSED, "closed_at": clock.now()}
    ReferralFactory(site=site_a, closed_reason=ClosedReason.SIGNPOSTED, **closed)
    first = her(site_a, waves, before=10, after=9)
    ReferralFactory(site=site_a, closed_reason=ClosedReason.DUPLICATE, duplicate_of=first, **closed)
    ReferralFactory(site=site_a, held_for=HeldFor.TRAP)
    ReferralFactory(site=site_a, closed_reason=ClosedReason.NOT_GENUINE, **closed)
    ReferralFactory(site=site_a, accepted=True)  # never asked about questionnaires
    refused = ReferralFactory(site=site_a, accepted=True)
    evidence.consent(refused, Purpose.EVALUATION)
    evidence.asked(refused, waves["asked"], RequestStatus.REFUSED)
    match = MatchFactory(referral=first, volunteer__site=site_a, active=True)
    meet(match, 50)
    meet(match, 40)

    flow = of(programme).flow

    assert (flow.referred, flow.merged) == (5, 1)
    assert (flow.accepted, flow.matched, flow.started) == (3, 1, 1)
    assert flow.not_accepted == {Status.RECEIVED: 1, ClosedReason.SIGNPOSTED: 1}
    assert flow.not_matched == {Status.WAITING: 2}
    assert (flow.before_asked, flow.before_answered) == (2, 1)
    assert flow.before_not_asked == {"no_consent": 1}
    assert flow.before_not_answered == {RequestStatus.REFUSED: 1}
    assert flow.after_not_asked == {"no_consent": 1, "not_due": 1}
    assert (flow.after_asked, flow.after_answered, flow.paired) == (1, 1, 1)
    assert flow.closings == {ClosedReason.SIGNPOSTED: 1}
    support = of(programme).support
    assert (support.sessions, support.minutes) == (2, 90)


def meet(match, minutes):
    return Session.objects.create(
        match=match,
        held_on=clock.today(),
        kind="phone",
        minutes=minutes,
        logged_at=clock.now(),
        logged_by=UserFactory(),
    )


def test_waits_are_counted_in_days_of_the_calendar(programme, site_a):
    for days in (1, 2, 3, 4, 15):
        asked = clock.now() - dt.timedelta(days=days)
        ReferralFactory(site=site_a, accepted=True, asked_at=asked)
    ReferralFactory(site=site_a)

    wait = of(programme).support.to_accepted

    assert (wait.n, wait.median) == (5, 3)
    assert wait.p90 == pytest.approx(4 + 0.6 * 11)  # between the fourth and the fifth


def test_less_isolated_is_x_of_n_with_wilson_and_the_response_rate(programme, site_a, waves):
    said = ["agree", "agree", "agree", "strongly-agree", "neither", "does-not-apply", None, None]
    for opinion in said:
        her(site_a, waves, opinion=opinion)

    found = of(programme)

    isolated = found.opinions[0]
    assert (isolated.agreed, isolated.valid) == (4, 5)
    assert (isolated.responded, isolated.asked) == (6, 8)
    assert found.flow.after_answered == 0  # our own questions are counted apart
    line = Words(found).support.opinions().lines[0]
    assert line.label == "“The support helped me feel less isolated”"
    assert line.cells == ["4 of 5 (80%; 95% interval 38% to 96%)", "6 of 8 (75%)"]


def test_a_period_takes_in_who_asked_in_it_by_london_time(programme, site_a):
    just_in = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)  # 1 July, half past midnight
    ReferralFactory(site=site_a, asked_at=just_in)

    def referred(key):
        return of(programme, period=periods.period_of(key)).flow.referred

    assert (referred("2026-q2"), referred("2026-q3"), referred("all")) == (0, 1, 1)


@pytest.mark.parametrize(
    ("after", "said"),
    [(4, "Scores were lower after"), (11, "Scores were higher after"), (8, "Scores were the same")],
)
def test_the_sentence_says_what_the_scores_did_and_no_more(programme, site_a, waves, after, said):
    her(site_a, waves, 8, after)
    sentence = Words(of(programme)).change.sentences()[0][1]
    assert sentence.startswith(said)
    assert sentence.split(".")[0].endswith("in those who answered both times")


def test_deterioration_is_on_the_page_also_when_it_is_nobody(programme, site_a, waves):
    her(site_a, waves, 12, 4)
    lines = {line.label: line.cells for line in Words(of(programme)).change.main().lines}
    assert lines["Reliably worse"][0].startswith("0 of 1 (0%")


def test_the_main_table_has_every_figure_with_its_n_or_says_why_not(programme, site_a, waves):
    for before, after in PAIRS:
        her(site_a, waves, before, after)

    grid = Words(of(programme)).change.main()

    lines = {line.label: line.cells[0] for line in grid.lines}
    assert grid.heads == ["", "GAD-7 (main outcome)"]
    assert lines["Average before (spread)"] == "11.50 (4.46)"
    assert lines["Paired t test"] == "t(5) = −0.87, p = 0.423"
    assert lines["Median change"] == "−2.00"
    assert lines["Wilcoxon test"].startswith("V = 4.5, p = ")
    assert lines["Effect size (d_av)"] == "−0.63"
    assert lines["Effect size of the changes (d_z)"].startswith("−0.36 (95% interval −1.")
    assert lines["Reliably better, and across the cut-off"].startswith("0 of 6 (0%")
    assert lines["Reliably worse, and across the cut-off"].startswith("1 of 6 (17%")
    assert lines["Test of the two (McNemar)"] == "p = 1.000"
    assert lines["No longer at or over it, of those who were"].startswith("0 of 5 (0%")


def test_no_figure_is_left_out_without_a_reason(programme, site_a, waves):
    evidence.instrument("gad-7")
    cells = [line.cells[0] for line in Words(of(programme)).change.main().lines]
    assert "none: nobody has answered both times yet" in cells
    assert "–" not in cells
    assert set(WHY_NULL) == set(stats.Reason)


def test_both_questionnaires_together_go_by_talking_therapies_thresholds(programme, site_a):
    both = {
        key: evidence.wave(programme, key, "gad-7", "phq-9", *more)
        for key, more in {"asked": (), "end": ("experience",)}.items()
    }
    courses = [((12, 4), (12, 5)), ((12, 4), (12, 10)), ((3, 9), (5, 5)), ((3, 3), (5, 5))]
    for (gad_before, gad_after), (phq_before, phq_after) in courses:
        referral = her(site_a, both, gad_before, gad_after)
        first, last = referral.questionnairerequest_set.order_by("opened_at", "pk")
        if first.wave != both["asked"]:
            first, last = last, first
        evidence.scored(first, "phq-9", phq_before)
        evidence.scored(last, "phq-9", phq_after)
    her(site_a, both, 20, 0)  # no PHQ-9: not one of the four

    found = of(programme).courses

    assert (found.n, found.at_start) == (4, 2)
    assert found.counts["recovered"] == found.counts["reliable_recovery"] == 1
    assert found.counts["reliable_improvement"] == 2
    assert found.counts["reliable_deterioration"] == 1
    grid = Words(of(programme)).change.courses()
    assert "using Talking Therapies thresholds" in grid.caption
    assert not any("50" in line.label for line in grid.lines)


def test_without_both_questionnaires_the_thresholds_are_not_spoken_of(programme, site_a, waves):
    assert Words(of(programme)).change.courses() is None


def test_the_figures_of_a_release_are_those_of_the_report_on_the_same_women(
    programme, site_a, waves
):
    tom = person("tom@staff.example", Role.TRUSTEE, programme=programme)
    rhea = person("rhea@staff.example", Role.RESEARCHER, programme=programme)
    for number, (before, after) in enumerate(PAIRS):
        evidence.consent(her(site_a, waves, before, after), given=number != 4)
    study = asking.open_study(
        key="s",
        purpose="p",
        programme=programme,
        ends_on=clock.today() + dt.timedelta(days=1),
        by=acting(tom),
        now=clock.now(),
    )
    release = freezing.request_and_make(study=study, by=acting(rhea), now=clock.now())

    text = asking.content_of(ReleaseFile.objects.get(release=release, name="scores.csv")).decode()
    totals: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["instrument"] == "gad-7":
            totals.setdefault(row["code"], {})[row["wave"]] = float(row["total"])
    changes = [hers["end"] - hers["asked"] for hers in totals.values()]
    only = frozenset(StudyCode.objects.filter(study=study).values_list("referral", flat=True))
    figures = of(programme, only=only).changes[0].figures
    assert (len(changes), figures.n_pairs) == (5, 5)
    assert figures.mean_change == pytest.approx(basics.mean(changes), abs=1e-12)
    assert figures.sd_change == pytest.approx(basics.stdev(changes), abs=1e-12)


def test_a_programme_that_asks_again_before_the_first_session_is_measured_from_there(
    programme, site_a, waves
):
    start = evidence.wave(programme, "start", "gad-7")
    referral = her(site_a, waves, 18, 5)
    evidence.scored(evidence.asked(referral, start), "gad-7", 9)
    assert of(programme).changes[0].figures.mean_change == -4


def test_change_while_waiting_stands_beside_change_with_support(programme, site_a, waves):
    start = evidence.wave(programme, "start", "gad-7")
    for asked, before, after in [(18, 14, 5), (12, 10, 9), (15, 12, None)]:
        referral = her(site_a, waves, asked, after)
        evidence.scored(evidence.asked(referral, start), "gad-7", before)

    found = of(programme)

    assert found.waiting[0].figures.mean_change == -3
    assert found.changes[0].figures.mean_change == -5
    line = Words(found).setting.waiting().lines[0]
    assert line.cells[0] == "−3.00 (95% interval −5.48 to −0.52; n = 3)"
    assert line.cells[1].startswith("−5.00 (95% interval ")
    assert line.cells[1].endswith("n = 2)")


def test_where_waiting_is_not_measured_it_is_not_compared(programme, site_a, waves):
    evidence.instrument("gad-7")
    assert Words(of(programme)).setting.waiting() is None


def test_those_who_finished_stand_against_those_who_were_lost(programme, site_a, waves):
    for before, after in PAIRS:
        her(site_a, waves, before, after)
    for before in (20, 16):
        her(site_a, waves, before)
    words = Words(of(programme)).setting

    both, lost, between, welch = words.lost().lines[0].cells

    assert (both, lost) == ("11.50 (4.46), n = 6", "18.00 (2.83), n = 2")
    assert between.startswith("−6.50 (95% interval ")
    assert welch.startswith("t(2.9) = −2.40, p = 0.0")  # 6.5 / sqrt(19.9 / 6 + 8 / 2)
    cells = {line.label: line.cells[0] for line in words.otherwise().lines}
    carried = cells["All who answered before, no change for the missing"]
    assert carried.startswith("−1.38 (95% interval ")  # minus eleven, shared by eight
    better = cells["Reliably better, none of the missing counted as better"]
    assert better.startswith("3 of 8 (38%; ")
    model = cells["Everyone who answered at least once (mixed model)"]
    assert model.startswith("−3.46 (95% interval ")
    assert model.endswith("n = 8); scores of one person are no more alike than those of two")


def test_who_is_not_in_the_pairs_has_one_reason_each(programme, site_a, waves):
    for before, after in [(12, 4), (12, None), (None, 9), (None, None)]:
        referral = her(site_a, waves, before, after)
        meet(MatchFactory(referral=referral, volunteer__site=site_a, active=True), 50)
    her(site_a, waves)  # never had a session

    flow = of(programme).flow

    assert flow.not_paired == {
        ("before", RequestStatus.EXPIRED): 2,
        ("end", RequestStatus.OPEN): 1,
    }
    step = Words(of(programme)).flow.answers()[-1]
    assert ("No answer at the end: May still answer", "1") in step.reasons


def test_support_in_groups_counts_and_the_wait_ends_at_whichever_session_came_first(
    programme, site_a
):
    today = clock.today()
    referral = ReferralFactory(
        site=site_a, accepted=True, asked_at=clock.now() - dt.timedelta(days=30)
    )
    meet(MatchFactory(referral=referral, volunteer__site=site_a, active=True), 50)
    group = SupportGroup.objects.create(
        site=site_a, name="g", venue="v", meets="m", capacity=9, starts_on=today
    )
    place = GroupPlace.objects.create(group=group, referral=referral, joined_on=today)
    met = GroupSession.objects.create(
        group=group, held_on=today - dt.timedelta(days=10), minutes=90
    )
    GroupAttendance.objects.create(session=met, place=place)

    support = of(programme).support

    assert (support.minutes, support.group_sessions, support.group_minutes) == (50, 1, 90)
    assert (support.to_first_session.n, support.to_first_session.median) == (1, 20)
    assert ("Minutes in all", "140") in Words(of(programme)).support.sessions()


def test_a_place_in_a_group_ends_the_wait_like_a_volunteer(programme, site_a):
    today = clock.today()
    referral = ReferralFactory(
        site=site_a, accepted=True, accepted_at=clock.now() - dt.timedelta(days=12)
    )
    group = SupportGroup.objects.create(
        site=site_a, name="g", venue="v", meets="m", capacity=9, starts_on=today
    )
    GroupPlace.objects.create(group=group, referral=referral, joined_on=today)
    assert of(programme).support.to_matched[:2] == (1, 12)
    assert of(programme).flow.matched == 1


def test_areas_stand_in_a_funnel_in_the_order_of_their_names(programme, site_a, site_b, waves):
    for before, after in PAIRS:
        her(site_a, waves, before, after)
    her(site_b, waves, 12, 4)
    late = her(site_b, waves, 12)
    late.questionnairerequest_set.update(status=RequestStatus.EXPIRED, ended_at=clock.now())
    her(site_b, waves, 12)  # may still answer: not counted yet

    found = of(programme)

    answered, better = found.areas.answered, found.areas.better
    assert [(one.area, one.x, one.n) for one in answered.areas] == [
        (site_a.name, 6, 6),
        (site_b.name, 1, 2),
    ]
    assert [(one.x, one.n) for one in better.areas] == [(3, 6), (1, 1)]
    assert (better.x, better.n) == (4, 7)
    assert [(one.asked, one.answered) for one in found.areas.months] == [(8, 7)]
    words = Words(found).areas
    assert [line.label for line in words.funnels()[0].lines] == [
        site_a.name,
        site_b.name,
        "All together",
    ]


def test_one_area_alone_is_no_funnel(programme, site_a, waves):
    only = of(programme, site=site_a, sites=frozenset({site_a.pk}))
    assert Words(only).areas.funnels() == []


def test_the_last_12_months_end_with_the_last_month(programme, site_a):
    found = periods.last_year(dt.date(2026, 8, 19))
    assert found.label == "12 months: August 2025 to July 2026"
    inside = dt.datetime(2025, 8, 1, 0, 30, tzinfo=periods.LONDON)
    for moment in (inside, inside - dt.timedelta(hours=1), found.ends_at):
        ReferralFactory(site=site_a, asked_at=moment)
    assert of(programme, period=found).flow.referred == 1


# --- The page ------------------------------------------------------------------------------


def test_a_coordinator_sees_her_own_site_and_nothing_of_another(
    signed_in, alice, site_a, site_b, waves
):
    for site in (site_a, site_b, site_b):
        ReferralFactory(site=site)
    client = signed_in(alice)

    page = client.get(reverse("reports"))

    assert page.status_code == 200
    assert page.context["words"].report.flow.referred == 1
    assert "Site B" not in page.content.decode()
    programme = site_a.programme.slug
    elsewhere = client.get(reverse("reports"), {"about": f"{programme}.{site_b.slug}"})
    assert elsewhere.status_code == 404


def test_the_programme_with_most_people_comes_first(signed_in, site_a):
    everywhere = person("chief@staff.example", Role.PROGRAMME_MANAGER)
    SiteFactory(programme=ProgrammeFactory(name="Aardvark"))
    ReferralFactory(site=site_a)
    page = signed_in(everywhere).get(reverse("reports"))
    assert page.context["scope"].programme == site_a.programme


def test_a_funder_sees_what_is_printed_and_the_team_exact_figures(
    signed_in, finn, dana, site_a, waves
):
    for _ in range(6):
        ReferralFactory(site=site_a)
    assert "There are no figures yet" in signed_in(finn).get(reverse("reports")).text
    assert signed_in(dana).get(reverse("reports")).context["words"].flow.referred == "6"


@pytest.mark.parametrize("name", ["reports", "research"])
def test_without_the_role_the_pages_are_not_there(client, signed_in, bob, name):
    assert client.get(reverse(name)).status_code == 302  # to signing in
    assert signed_in(bob).get(reverse(name)).status_code == 404


def test_one_questionnaire_can_be_looked_at_alone(signed_in, dana, site_a):
    both = {key: evidence.wave(site_a.programme, key, "gad-7", "phq-9") for key in ("asked", "end")}
    her(site_a, both, 12, 4)
    page = signed_in(dana).get(reverse("reports"), {"instrument": "phq-9"})
    words = page.context["words"]
    assert words.change.main().heads == ["", "PHQ-9"]  # the main outcome is still GAD-7
    assert words.change.main_outcome == "GAD-7"
    assert words.report.flow.paired == 0


@pytest.mark.parametrize(
    "query",
    [
        {"period": "2026-q5"},
        {"period": "2001-q1"},
        {"about": "x"},
        {"about": "' or 1=1"},
        {"instrument": "epds"},
    ],
)
def test_codes_nobody_offered_are_not_there(signed_in, dana, site_a, query):
    assert signed_in(dana).get(reverse("reports"), query).status_code == 404


def test_the_page_begins_with_the_main_figures_and_a_way_to_each_part(
    signed_in, dana, site_a, waves
):
    for after in (4, 12, 19):
        her(site_a, waves, 12, after, "agree")
    her(site_a, waves, 12)
    page = signed_in(dana).get(reverse("reports"))

    told = {line.label: line.cells[0] for line in page.context["words"].in_short()}
    assert told["Asked for support"] == "4"
    assert told["Answered both times"] == "3 of 4 (75%)"
    assert told["GAD-7 (main outcome): average change"].endswith("; n = 3)")
    for moved in ("better", "worse"):
        assert told[f"GAD-7: reliably {moved}"].startswith("1 of 3 (33%; 95% interval")
    places = re.findall(r'<a href="#(part-\w+)"', page.text)
    assert len(places) >= 7
    assert [place for place in places if page.text.count(f'id="{place}"') != 1] == []


def test_the_page_asks_the_same_number_of_questions_at_one_and_at_three_rows(
    signed_in, dana, site_a, waves, django_assert_num_queries
):
    client = signed_in(dana)
    her(site_a, waves, 12, 4, "agree")
    client.get(reverse("reports"))
    with django_assert_num_queries(15):
        client.get(reverse("reports"))
    for _ in range(2):
        her(site_a, waves, 12, 4, "agree")
    with django_assert_num_queries(15):
        client.get(reverse("reports"))


# --- Pictures ------------------------------------------------------------------------------


def pictured(site, waves):
    for before, after in PAIRS:
        her(site, waves, before, after)
    return {"about": site.programme.slug, "period": "all"}


def test_every_picture_stands_on_the_page_with_its_table_and_can_be_taken_away(
    signed_in, dana, site_a, waves
):
    query = pictured(site_a, waves)
    client = signed_in(dana)
    page = client.get(reverse("reports"), query)

    found = page.context["words"].pictures.all

    assert {one.key for one in found} == {
        "forest",
        "months",
        "pairs-gad-7-total",
        "jacobson-gad-7-total",
        "waterfall-gad-7-total",
    }
    for one in found:
        assert one.svg in page.content.decode()
        svg = client.get(reverse("report-picture", args=[one.key]), query)
        assert svg["Content-Type"].startswith("image/svg+xml")
        assert svg.content.decode() == one.svg
        table = client.get(reverse("report-picture-figures", args=[one.key]), query)
        rows = list(csv.reader(io.StringIO(table.content.decode())))
        assert (rows[0], len(rows)) == (one.heads, len(one.rows) + 1)


def test_nobody_outside_the_team_takes_a_picture_away(
    client, signed_in, finn, bob, charlie, site_a, waves
):
    query = pictured(site_a, waves)
    query["about"] = f"{site_a.programme.slug}.{site_a.slug}"
    for name in ("report-picture", "report-picture-figures"):
        address = reverse(name, args=["pairs-gad-7-total"])
        assert client.get(address, query).status_code == 302
        for user in (finn, bob, charlie):
            assert signed_in(user).get(address, query).status_code == 404
        client.logout()


def test_under_an_agreement_groups_are_drawn_and_single_women_are_not(
    signed_in, finn, dana, site_a, waves
):
    query = pictured(site_a, waves)
    publishing.record_agreement(
        reader=finn,
        programme=site_a.programme,
        organisation="Funder",
        reference="F 1",
        starts_on=clock.today(),
        ends_on=clock.today() + dt.timedelta(days=1),
        by=acting(dana),
        now=clock.now(),
    )
    client = signed_in(finn)
    page = client.get(reverse("reports"), query).content.decode()
    assert "Change by questionnaire, in spreads" in page
    assert "GAD-7: before and after" not in page
    for key, status in {"forest": 200, "pairs-gad-7-total": 404}.items():
        for name in ("report-picture", "report-picture-figures"):
            assert client.get(reverse(name, args=[key]), query).status_code == status


def test_a_picture_nobody_offered_is_not_there(signed_in, dana, site_a, waves):
    query = pictured(site_a, waves)
    assert signed_in(dana).get(reverse("report-picture", args=["x"]), query).status_code == 404


def test_the_report_on_paper_is_for_whoever_may_read_it_exactly(
    client, signed_in, dana, finn, bob, charlie, site_a, waves
):
    query = pictured(site_a, waves)
    query["about"] = f"{site_a.programme.slug}.{site_a.slug}"
    address = reverse("report-on-paper")
    assert client.get(address, query).status_code == 302
    for user in (finn, bob, charlie):
        assert signed_in(user).get(address, query).status_code == 404

    paper = signed_in(dana).get(address, query)

    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert signed_in(dana).get(address, query).content == paper.content


def test_the_paper_says_what_the_page_says(programme, site_a, waves, monkeypatch):
    pictured(site_a, waves)
    words = Words(of(programme))
    said = []
    monkeypatch.setattr(sheet, "escape", lambda text: said.append(text) or text)

    full.draw(words, "For the team.")

    for grid in (words.change.main(), words.setting.lost(), words.support.waits()):
        assert grid.caption in said
        for line in grid.lines:
            assert {line.label, *line.cells} <= set(said)
    assert sheet.NO_CAUSE in said
