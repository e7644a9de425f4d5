"""What a release says of a woman, and what it never says."""

import datetime as dt

import pytest

from outcomes.enums import RequestStatus, StopReason
from outcomes.models import Response, StudyCode
from outcomes.releases import columns
from pim import clock
from pim.access.audit import HERSELF
from referrals.actions import report_loss
from referrals.enums import ClosedReason, LossKind, Means, Purpose, Status
from referrals.models import Consent, Referral
from tests.factories import MatchFactory, ReferralFactory
from tests.outcomes import evidence
from tests.outcomes.releases.reading import content, request, rows
from volunteers.models import GroupAttendance, GroupPlace, GroupSession, Session, SupportGroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_hides")]


def test_scores_carry_relative_days_and_bands_and_no_date(study, rhea, ada):
    scores = rows(content(request(study, rhea))["scores.csv"])

    gad = {r["wave"]: r for r in scores if r["instrument"] == "gad-7"}
    assert (gad["asked"]["total"], gad["end"]["total"]) == ("12", "5")
    assert (gad["asked"]["days_from_asked"], gad["asked"]["weeks_from_asked"]) == ("20", "2")
    assert gad["asked"]["weeks_from_birth"] == "-2"  # 8 days to go: in the second week before
    assert gad["asked"]["birth_band"] == "-13"
    assert gad["asked"]["age_band"] == "18_plus"
    assert (gad["asked"]["site_code"], gad["asked"]["form_language"]) == ("a", "en")
    assert (gad["asked"]["window_ok"], gad["asked"]["caseness"]) == ("yes", "yes")
    isolated = next(r for r in scores if r["scale"] == "less_isolated")
    assert (isolated["total"], isolated["missing_reason"]) == ("", "does_not_apply")


def test_answers_are_there_one_by_one_with_the_reason_where_there_is_none(study, rhea, ada):
    answers = rows(content(request(study, rhea))["long.csv"])
    gad = [r for r in answers if (r["instrument"], r["wave"]) == ("gad-7", "end")]
    assert [r["item"] for r in gad] == [str(n) for n in range(1, 8)]
    assert sum(int(r["option_score"]) for r in gad) == 5
    said = {r["item"]: r for r in answers if r["instrument"] == "experience"}
    assert (said["1"]["option_code"], said["1"]["missing_reason"]) == (
        "does-not-apply",
        "does_not_apply",
    )
    assert (said["2"]["option_score"], said["2"]["missing_reason"]) == ("4", "")


def test_the_row_of_an_episode_leads_from_asking_to_how_it_came_out(study, rhea, ada):
    match = MatchFactory(referral=ada, active=True)
    for minutes in (60, 45):
        Session.objects.create(
            match=match,
            held_on=clock.today(),
            kind="phone",
            minutes=minutes,
            logged_at=clock.now(),
            logged_by=rhea,
        )
    row = rows(content(request(study, rhea))["episodes.csv"])[0]
    assert (row["support_kind"], row["match_kinds"]) == ("one_to_one", "main")
    assert (row["sessions"], row["minutes"]) == ("2", "105")
    assert (row["sessions_band"], row["minutes_band"], row["volunteers_band"]) == ("1", "1", "1")
    assert (row["source"], row["ended"], row["withheld"]) == ("herself", "going_on", "")
    assert [row[f"gad7_total_{one}"] for one in ("before", "after", "change")] == ["12", "5", "-7"]
    assert row["experience_would_recommend_after"] == "4"
    assert "phq9_total_after" not in row  # it was not asked at the end


def test_it_leads_from_her_last_answer_before_support_and_leaves_out_what_came_too_late(
    study, rhea, ada, waves, programme, site_a
):
    asked_twice, came_late = (ReferralFactory(site=site_a, accepted=True) for _ in range(2))
    start = evidence.wave(programme, "start", "gad-7")
    for referral in (asked_twice, came_late):
        evidence.consent(referral)
        for wave, total in ((waves["asked"], 14), (start, 10), (waves["end"], 6)):
            evidence.scored(evidence.asked(referral, wave), "gad-7", total)
    late = Response.objects.filter(request__referral=came_late, request__wave=start)
    late.update(completed_at=clock.now() + dt.timedelta(days=15))

    files = content(request(study, rhea))

    told = {row["gad7_total_change"] for row in rows(files["episodes.csv"])}
    assert told == {"-7", "-4", "-8"}
    outside = [row for row in rows(files["scores.csv"]) if row["window_ok"] == "no"]
    assert [(row["wave"], row["total"]) for row in outside] == [("start", "10")]


def test_meetings_of_a_group_count_and_what_was_entered_wrongly_does_not(study, rhea, ada, site_a):
    group = SupportGroup.objects.create(
        site=site_a,
        name="Tea",
        venue="Hall",
        meets="Mondays",
        capacity=8,
        starts_on=clock.today() - dt.timedelta(days=9),
    )
    place = GroupPlace.objects.create(group=group, referral=ada, joined_on=clock.today())
    met = GroupSession.objects.create(group=group, held_on=clock.today(), minutes=90)
    GroupAttendance.objects.create(session=met, place=place)
    Session.objects.create(
        match=MatchFactory(referral=ada, active=True),
        held_on=clock.today(),
        kind="phone",
        minutes=60,
        logged_at=clock.now(),
        logged_by=rhea,
        withdrawn_at=clock.now(),
    )
    row = rows(content(request(study, rhea))["episodes.csv"])[0]
    assert (row["support_kind"], row["sessions"], row["minutes"]) == ("both", "1", "90")


def test_every_consenting_woman_has_a_row_with_why_nothing_is_there(study, rhea, ada, site_a):
    new = ReferralFactory(site=site_a, accepted=True)
    evidence.consent(new)
    files = content(request(study, rhea))
    wide = {r["asked_gad7_missing"]: r for r in rows(files["wide.csv"])}
    assert {reason: r["asked_gad7_total"] for reason, r in wide.items()} == {
        "": "12",
        "not_given": "",
    }
    assert len(rows(files["episodes.csv"])) == 2


def test_what_a_study_may_have_is_what_it_named(study, rhea, ada):
    study.columns = ["source", "birth_band"]
    study.save()
    files = content(request(study, rhea))
    heads = rows(files["scores.csv"])[0].keys()
    assert set(columns.names(columns.TO_CHOOSE)).intersection(heads) == {"source", "birth_band"}
    assert "asked_birth_band" in rows(files["wide.csv"])[0]


def test_a_loss_is_never_told_only_that_she_was_not_asked(study, rhea, ada, programme):
    evidence.asked(ada, evidence.wave(programme, "mid", "gad-7"))
    report_loss(referral=ada, kind=LossKind.BABY_DIED, by=HERSELF, now=clock.now())
    files = content(request(study, rhea))

    scores = {r["wave"]: r for r in rows(files["scores.csv"]) if r["instrument"] == "gad-7"}
    assert scores["mid"]["missing_reason"] == "not_asked"
    assert scores["asked"]["weeks_from_birth"] == scores["asked"]["birth_band"] == ""
    assert "loss" not in b"".join(files[name] for name in files if name.endswith(".csv")).decode()


def test_an_answer_about_self_harm_cannot_be_read_or_worked_out(study, rhea, ada):
    files = content(request(study, rhea))

    phq = [r for r in rows(files["long.csv"]) if r["instrument"] == "phq-9"]
    scored = [r for r in phq if int(r["item"]) <= 9]
    assert {r["missing_reason"] for r in scored} == {"not_released"}
    assert {(r["option_code"], r["option_score"]) for r in scored} == {("", "")}
    wide = rows(files["wide.csv"])[0]
    assert [c for c in wide if "phq9" in c] == ["asked_phq9_total", "asked_phq9_missing"]


def test_what_was_not_kept_or_never_sent_in_is_not_there(study, rhea, ada, programme):
    stopped = evidence.asked(ada, evidence.wave(programme, "mid", "gad-7"))
    evidence.scored(stopped, "gad-7", 21)
    stopped.status, stopped.stopped_why = RequestStatus.STOPPED, StopReason.NOT_KEPT
    stopped.ended_at = clock.now()
    stopped.save()
    begun = evidence.asked(ada, evidence.wave(programme, "follow_up", "gad-7"))
    response = evidence.scored(begun, "gad-7", 20)
    Response.objects.filter(pk=response.pk).update(status="in_progress", completed_at=None)

    answers = rows(content(request(study, rhea))["long.csv"])
    assert {r["wave"] for r in answers} == {"asked", "end", "follow_up"}
    unsent = [r for r in answers if r["wave"] == "follow_up"]
    assert {(r["option_code"], r["missing_reason"]) for r in unsent} == {("", "not_answered")}


# --- Who is in -----------------------------------------------------------------------------


def who(study, rhea) -> set[Referral]:
    codes = {r["code"] for r in rows(content(request(study, rhea))["episodes.csv"])}
    found = StudyCode.objects.filter(study=study, code__in=codes)
    return {one.referral for one in found}


def decide(referral, given, *, means=Means.ON_SCREEN, days=0) -> None:
    Consent.objects.create(
        referral=referral,
        purpose=Purpose.RESEARCH,
        given=given,
        wording_version="v2",
        means=means,
        at=clock.now() + dt.timedelta(days=days),
        actor_kind="herself",
    )


def again(ada, programme) -> Referral:
    """Her second time with us."""
    return ReferralFactory(
        parent=ada.parent,
        programme=programme,
        site=ada.site,
        status=Status.CLOSED,
        closed_at=clock.now(),
        closed_reason=ClosedReason.COMPLETED,
    )


def test_only_consent_that_stands_now_lets_her_in(study, rhea, ada, site_a):
    ReferralFactory(site=site_a, accepted=True)
    assert who(study, rhea) == {ada}
    decide(ada, False)
    assert who(study, rhea) == set()


def test_what_she_says_later_about_one_episode_holds_for_all_of_hers(study, rhea, ada, programme):
    second = again(ada, programme)
    assert who(study, rhea) == {ada, second}
    decide(second, False, days=1)
    assert who(study, rhea) == set()


@pytest.mark.parametrize("means", [Means.THROUGH_REFERRER, Means.BY_LINK])
def test_a_yes_that_is_not_her_own_yet_does_not_count_and_a_no_does(study, rhea, ada, means):
    decide(ada, False, days=1)
    decide(ada, True, means=means, days=2)
    assert who(study, rhea) == set()
    decide(ada, True, means=Means.BY_PHONE, days=3)
    assert who(study, rhea) == {ada}
    decide(ada, False, means=means, days=4)
    assert who(study, rhea) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"held_for": "flood", "status": Status.RECEIVED},
        {"closed_reason": ClosedReason.NOT_GENUINE, "status": Status.CLOSED},
    ],
)
def test_what_may_not_be_from_her_is_in_no_release(study, rhea, ada, change):
    closed = {"closed_at": clock.now()} if change["status"] == Status.CLOSED else {}
    Referral.objects.filter(pk=ada.pk).update(**change, **closed)
    assert who(study, rhea) == set()


def test_who_was_erased_is_in_no_release(study, rhea, ada):
    ada.parent.erased_at = clock.now()
    ada.parent.save()
    assert who(study, rhea) == set()


def test_her_code_is_random_and_stays_hers_in_this_study(study, rhea, ada):
    first, second = (rows(content(request(study, rhea))["scores.csv"]) for _ in range(2))
    assert {r["code"] for r in first} == {r["code"] for r in second}
    assert StudyCode.objects.count() == 1
