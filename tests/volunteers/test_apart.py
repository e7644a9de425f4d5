"""Who is never put together, however it came to be known, and who is not told of it."""

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.access.encryption import blind_index
from pim.errors import DomainError
from pim.forms.fields import postcode_index
from referrals import actions as referral_actions
from tests import factories as make
from volunteers import actions, queries
from volunteers.enums import CheckKind, MatchStatus, SaidBy, WhyApart, WhyNot
from volunteers.matching import broken_rules
from volunteers.models import MatchEvent, NotTogether
from volunteers.today.matching import not_to_be_together

pytestmark = pytest.mark.django_db
FULL = "WA7 2AB"


@pytest.fixture
def by(alice):
    return acting(alice)


@pytest.fixture
def amy(site_a):
    amy = make.VolunteerFactory(site=site_a, first_name="Amy", travels_to=[])
    for kind in (CheckKind.DBS, CheckKind.TRAINING):
        make.CheckFactory(volunteer=amy, kind=kind)
    return amy


@pytest.fixture
def rosa(site_a):
    return make.ReferralFactory(site=site_a, accepted=True, parent__called="Rosa")


def broken(referral, volunteer) -> list[str]:
    on = clock.today()
    need, offer = queries.need_of(referral, on=on), queries.offer_of(volunteer, on=on)
    return [rule.key for rule in broken_rules(need, offer)]


def keep_apart(rosa, amy, by, why=WhyApart.KNOWN, said_by=SaidBy.HER):
    return actions.keep_apart(
        referral=rosa, volunteer=amy, why=why, said_by=said_by, by=by, now=clock.now()
    )


def propose(rosa, amy, by):
    return actions.propose(referral=rosa, volunteer=amy, by=by, now=clock.now())


class TestWhatOurOwnRowsSay:
    def test_one_mailbox_is_one_household_also_when_it_was_given_up(self, rosa, amy):
        assert broken(rosa, amy) == []
        amy.email_index = blind_index("both@post.example")
        amy.save()
        given_up = clock.now()
        make.SafeContactFactory(
            parent=rosa.parent, address="Both@post.example", ended_at=given_up, is_primary=False
        )
        assert broken(rosa, amy) == ["household"]

    def test_one_telephone_is_one_household(self, rosa, amy):
        make.SafeContactFactory(parent=rosa.parent, channel="phone", address="+447700900123")
        amy.phone_index = blind_index("+447700900123")
        amy.save()
        assert broken(rosa, amy) == ["household"]

    def test_one_full_postcode_is_one_street_and_one_district_is_none(self, rosa, amy):
        for typed, found in (("wa72ab", ["street"]), ("WA7 2AD", []), ("WA7", [])):
            rosa.parent.postcode_index = postcode_index(FULL)
            rosa.parent.save()
            amy.postcode_index = postcode_index(typed)
            amy.save()
            assert broken(rosa, amy) == found


class TestWhatSomebodySaid:
    @pytest.mark.parametrize("why", WhyApart.values)
    def test_each_reason_keeps_them_apart_until_it_is_lifted(self, rosa, amy, by, why):
        row = keep_apart(rosa, amy, by, WhyApart(why))
        assert broken(rosa, amy) == [why]
        with pytest.raises(DomainError):
            propose(rosa, amy, by)
        assert keep_apart(rosa, amy, by, WhyApart(why)) == row
        actions.lift_apart(apart=row, by=by, now=clock.now())
        assert broken(rosa, amy) == []

    def test_it_holds_in_every_referral_of_hers(self, rosa, amy, by, site_a):
        keep_apart(rosa, amy, by)
        rosa.status, rosa.closed_reason, rosa.closed_at = "closed", "completed", clock.now()
        rosa.save()
        again = make.ReferralFactory(site=site_a, parent=rosa.parent, accepted=True)
        assert broken(again, amy) == ["known"]

    def test_a_proposal_is_taken_back_and_reads_as_any_other(self, rosa, amy, by):
        proposal = propose(rosa, amy, by)
        keep_apart(rosa, amy, by, WhyApart.NEVER_AGAIN, SaidBy.HER)
        proposal.refresh_from_db()
        assert proposal.status == MatchStatus.NOT_GOING_AHEAD
        assert MatchEvent.objects.filter(match=proposal).latest("pk").reason == WhyNot.PLANS

    def test_a_volunteer_who_thinks_she_knows_her_has_said_no(self, rosa, amy, by):
        proposal = propose(rosa, amy, by)
        actions.volunteer_knows_her(match=proposal, by=by, now=clock.now())
        proposal.refresh_from_db()
        row = NotTogether.objects.get()
        assert (proposal.status, row.why, row.said_by) == ("not_going_ahead", "known", "volunteer")
        assert broken(rosa, amy) == ["never_again", "known"]

    def test_a_match_goes_on_until_a_person_ends_it(self, rosa, amy, by):
        match = make.MatchFactory(referral=rosa, volunteer=amy, active=True)
        actions.volunteer_knows_her(match=match, by=by, now=clock.now())
        match.refresh_from_db()
        assert match.status == MatchStatus.ACTIVE

    def test_it_stands_on_today_until_then(self, rosa, amy, by, alice, charlie):
        match = make.MatchFactory(referral=rosa, volunteer=amy, active=True)
        assert not_to_be_together(alice, clock.now()) == []
        row = keep_apart(rosa, amy, by)
        (shown,) = not_to_be_together(alice, clock.now())
        assert str(match.pk) in shown.url and shown.since == row.noted_at
        assert not_to_be_together(charlie, clock.now()) == []
        actions.lift_apart(apart=row, by=by, now=clock.now())
        assert not_to_be_together(alice, clock.now()) == []


class TestMerging:
    def test_whoever_is_kept_apart_from_either_record_is_from_both(self, site_a, amy, by):
        one, other = (make.ReferralFactory(site=site_a, accepted=True) for _ in range(2))
        keep_apart(one, amy, by)
        keep_apart(other, amy, by)
        keep_apart(other, amy, by, WhyApart.NEVER_AGAIN)
        stays = referral_actions.merge(referral=one, into=other, by=by, now=clock.now())
        assert broken(stays, amy) == ["never_again", "known"]
        assert set(NotTogether.objects.values_list("parent", flat=True)) == {stays.parent_id}
        assert NotTogether.objects.standing().count() == 2

    def test_also_where_one_of_the_two_closed_long_ago(self, site_a, amy, by):
        closed = {"status": "closed", "closed_reason": "completed", "closed_at": clock.now()}
        before = make.ReferralFactory(site=site_a, **closed)
        keep_apart(before, amy, by)
        back = make.ReferralFactory(site=site_a, accepted=True)
        stays = referral_actions.merge(referral=before, into=back, by=by, now=clock.now())
        for referral in (stays, back):
            referral.refresh_from_db()
            assert broken(referral, amy) == ["known"]


class TestWhoSeesIt:
    def test_coordinators_do_on_both_records_and_lift_it_there(self, rosa, amy, alice, signed_in):
        desk = signed_in(alice)
        proposal = propose(rosa, amy, acting(alice))
        button = reverse("admin:volunteers_match_do", args=[proposal.pk, "keep-apart"])
        desk.post(button, {"why": "known", "said_by": "her"})
        row = NotTogether.objects.get()
        assert (row.noted_by, row.said_by) == (alice, "her")
        hers = reverse("admin:referrals_referral_change", args=[rosa.pk])
        volunteers = reverse("admin:volunteers_volunteer_change", args=[amy.pk])
        assert "They know each other" in desk.get(hers).content.decode()
        shown = desk.get(volunteers).content.decode()
        assert "They know each other" in shown and "Rosa" in shown
        desk.post(reverse("admin:volunteers_nottogether_do", args=[row.pk, "lift"]))
        assert not NotTogether.objects.standing().exists()

    def test_nobody_else_does(self, rosa, amy, by, bob, charlie, dana):
        row = keep_apart(rosa, amy, by)
        seen_by = [
            user for user in (bob, charlie, dana) if row in NotTogether.objects.visible_to(user)
        ]
        assert seen_by == []

    def test_a_coordinator_of_hers_sees_it_of_a_volunteer_from_elsewhere(
        self, rosa, by, alice, charlie, site_b
    ):
        far = make.VolunteerFactory(site=site_b, first_name="Una", travels_to=["WA7"])
        row = keep_apart(rosa, far, by)
        assert row in NotTogether.objects.visible_to(alice)
        assert row in NotTogether.objects.visible_to(charlie)


def test_a_running_match_says_that_the_two_must_not_be_together(
    site_a, amy, rosa, alice, by, signed_in
):
    match = make.MatchFactory(referral=rosa, volunteer=amy, active=True)
    client = signed_in(alice)
    page = reverse("admin:volunteers_match_change", args=[match.pk])
    assert "Do not put these two together" in client.get(page).content.decode()
    row = keep_apart(rosa, amy, by)
    shown = client.get(page).content.decode()
    assert "Do not put these two together" not in shown
    assert "These two are not to be put together" in shown
    assert "They know each other" in shown and "Rosa and Amy" in shown
    assert reverse("admin:volunteers_nottogether_change", args=[row.pk]) in shown
    actions.lift_apart(apart=row, by=by, now=clock.now())
    assert "Do not put these two together" in client.get(page).content.decode()


def test_the_desk_logs_a_session_about_the_two(site_a, amy, rosa, alice, signed_in):
    match = make.MatchFactory(referral=rosa, volunteer=amy, active=True)
    do = reverse("admin:volunteers_match_do", args=[match.pk, "log-session"])
    client, day = signed_in(alice), clock.today()
    page = client.get(do).content.decode()
    assert "The volunteer could not make it" in page and "please ring me" not in page
    assert "I could not" not in page
    typed = {f"held_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
    client.post(do, typed | {"kind": "phone", "attendance": "i_cancelled"})
    record = client.get(reverse("admin:volunteers_match_change", args=[match.pk]))
    assert "The volunteer could not make it" in record.content.decode()
