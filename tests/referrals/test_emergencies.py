"""A record opened outside one's reach in an emergency: for an hour, with a reason, and told."""

import datetime as dt

import pytest
import time_machine

from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from pim.errors import DomainError, NotAllowed
from pim.messages import outbox
from pim.models import AuditEvent
from referrals import actions, who_looked
from referrals.enums import WhyOpened
from referrals.models import EmergencyLook, Referral, SafeContact
from referrals.today.emergencies import to_see
from tests import factories as make
from tests.conftest import person

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2026, 3, 2, 23, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def night():
    with time_machine.travel(NIGHT, tick=False) as travelling:
        yield travelling


@pytest.fixture
def hers(site_a) -> Referral:
    referral = make.ReferralFactory(site=site_a)
    make.SafeContactFactory(parent=referral.parent)
    return referral


@pytest.fixture
def officer(db):
    return person("officer@charity.example", Role.DATA_PROTECTION)


@pytest.fixture
def trustee(db):
    return person("trustee@charity.example", Role.TRUSTEE)


def opened(referral, user) -> EmergencyLook:
    return actions.open_in_emergency(
        reference=referral.reference,
        why=WhyOpened.DANGER,
        words="A neighbour rang.",
        by=acting(user),
        now=clock.now(),
    )


def sees(user, referral) -> bool:
    vars(user).pop("opened_in_emergency", None)  # as the next request does
    return Referral.objects.visible_to(user).filter(pk=referral.pk).exists()


def test_one_record_for_one_hour(charlie, hers, site_a, night):
    other = make.ReferralFactory(site=site_a)
    assert not sees(charlie, hers)

    opened(hers, charlie)

    assert sees(charlie, hers)
    assert SafeContact.objects.visible_to(charlie).filter(parent=hers.parent).exists()
    assert not sees(charlie, other)
    night.shift(dt.timedelta(minutes=60))
    assert not sees(charlie, hers)


def test_it_is_read_and_nothing_is_done(charlie, hers, signed_in):
    client, page = signed_in(charlie), f"/admin/referrals/referral/{hers.pk}/"
    assert client.get(page).status_code == 404
    opened(hers, charlie)

    assert client.get(page).status_code == 200
    assert client.post(f"{page}do/note-call/").status_code == 404
    assert f"{page}do/" not in client.get(page).content.decode()
    way = hers.parent.safecontact_set.get()
    assert client.post(f"/admin/referrals/safecontact/{way.pk}/do/end/").status_code == 404


def test_from_the_form_to_her_record(charlie, hers, signed_in):
    client = signed_in(charlie)
    hers.reference = "7K3-X9Q"
    hers.save(update_fields=["reference"])
    answers = {"reference": "7k3 x9q", "why": "call", "words": "She rang us."}

    after = client.post("/admin/referrals/emergencylook/add/", answers, follow=True)

    address = f"/admin/referrals/referral/{hers.pk}/"
    assert address in after.content.decode()
    assert client.get(address).status_code == 200
    assert EmergencyLook.objects.get().words == "She rang us."


@pytest.mark.parametrize(
    "role",
    [
        *(Role.VOLUNTEER, Role.FUNDER, Role.RESEARCHER, Role.TRUSTEE, Role.PROGRAMME_MANAGER),
        *(Role.DATA_PROTECTION, Role.UNIVERSITY_PARTNER),
    ],
)
def test_who_may_not(role, hers, signed_in, site_b):
    user = person("somebody@post.example", role, site=site_b)
    with pytest.raises(NotAllowed):
        opened(hers, user)
    assert signed_in(user).get("/admin/referrals/emergencylook/add/").status_code in (302, 404)


def test_it_is_told_at_once_and_neutrally(charlie, alice, officer, hers, mailoutbox):
    look = opened(hers, charlie)
    outbox.drain(outbox.RISK)

    assert {tuple(mail.to) for mail in mailoutbox} == {(alice.email,), (officer.email,)}
    for mail in mailoutbox:
        assert hers.reference not in mail.subject + mail.body
        assert "emergency" not in mail.subject + mail.body
    for told in (alice, officer):
        assert [row.text for row in to_see(told, clock.now())] == [hers.reference]
    actions.note_emergency_seen(look=look, by=acting(alice), now=clock.now())
    assert to_see(alice, clock.now()) == []
    assert len(to_see(officer, clock.now())) == 1


def test_who_only_watches_sees_that_it_was_done_and_not_what_has_happened(
    charlie, trustee, officer, alice, hers, signed_in
):
    look = opened(hers, charlie)
    page = f"/admin/referrals/emergencylook/{look.pk}/"

    for watcher in (trustee, officer):
        seen = signed_in(watcher).get(page).content.decode()
        assert "Someone may be in danger now" in seen
        assert "A neighbour rang." not in seen
    for worker in (alice, charlie):
        assert "A neighbour rang." in signed_in(worker).get(page).content.decode()


def test_in_the_trail_and_on_her_own_list(charlie, hers, signed_in, night):
    look = opened(hers, charlie)
    signed_in(charlie).get(f"/admin/referrals/referral/{hers.pk}/")

    event = AuditEvent.objects.about(hers).get(action="referral.opened_in_emergency")
    assert (event.actor, event.codes) == (charlie, {"why": "danger", "look": str(look.pk)})
    [seen] = who_looked.looks(hers.parent_id, now=clock.now())
    assert seen.role == "coordinator, in an emergency"


@pytest.mark.parametrize("who", ["charlie", "alice"])
def test_ended_by_hand(who, request, charlie, hers, signed_in):
    look = opened(hers, charlie)
    client = signed_in(request.getfixturevalue(who))

    client.post(f"/admin/referrals/emergencylook/{look.pk}/do/end/", follow=True)

    assert not sees(charlie, hers)


def test_the_row_says_so_after_the_hour(charlie, hers, night):
    look = opened(hers, charlie)
    night.shift(dt.timedelta(minutes=61))

    assert actions.end_run_out_emergencies(now=clock.now()) == 1
    look.refresh_from_db()
    assert look.ended_at == look.until
    opened(hers, charlie)  # the same again, if it must be


def test_three_a_day_and_no_more(charlie, site_a):
    for _ in range(3):
        opened(make.ReferralFactory(site=site_a), charlie)
    with pytest.raises(DomainError, match="three records"):
        opened(make.ReferralFactory(site=site_a), charlie)


def test_not_what_is_in_reach_and_not_what_is_not_there(charlie, site_b, hers):
    with pytest.raises(DomainError, match="open this record anyway"):
        opened(make.ReferralFactory(site=site_b), charlie)
    with pytest.raises(DomainError, match="no area"):
        opened(make.ReferralFactory(site=None, programme=make.ProgrammeFactory()), charlie)
    hers.reference = "333-333"
    with pytest.raises(DomainError, match="no record"):
        opened(hers, charlie)
