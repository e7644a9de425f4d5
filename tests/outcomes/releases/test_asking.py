"""One asks, another approves or declines, and then it never changes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from outcomes.models import Release, ReleaseFile, Study, StudyCode
from outcomes.releases import asking, columns, freezing, reading
from outcomes.releases.refusals import ReleaseRefused, TooLate
from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from pim.errors import NotAllowed
from tests.conftest import person
from tests.factories import SiteFactory
from tests.outcomes import evidence
from tests.outcomes.releases.reading import approve, decline, fetch, request

pytestmark = pytest.mark.django_db


def test_who_asked_cannot_approve(study, programme):
    both = person("both@staff.example", Role.RESEARCHER, programme=programme)
    both.membership_set.create(role=Role.TRUSTEE, programme=programme, started_on=clock.today())
    release = request(study, both)

    with pytest.raises(ReleaseRefused, match="somebody else has to approve"):
        approve(release, both)
    with pytest.raises(IntegrityError, match="release_approved_by_another"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(
            approved_by=both, approved_at=clock.now(), expires_at=clock.now()
        )


@pytest.mark.parametrize("role", [Role.TRUSTEE, Role.DATA_PROTECTION, Role.UNIVERSITY_PARTNER])
def test_each_of_three_may_be_the_second_person(study, rhea, programme, role):
    second = person("second@staff.example", role, programme=programme)
    release = approve(request(study, rhea), second)
    assert release.approved_by == second
    assert release.expires_at - release.approved_at == dt.timedelta(days=14)


def test_roles_are_checked_at_the_door(study, rhea, tom, alice, dana):
    for nobody in (tom, alice, dana):
        with pytest.raises(NotAllowed):
            request(study, nobody)
    for nobody in (alice, dana):
        with pytest.raises(NotAllowed):
            approve(request(study, rhea), nobody)
    elsewhere = person("far@staff.example", Role.TRUSTEE, programme=SiteFactory().programme)
    with pytest.raises(NotAllowed):
        approve(request(study, rhea), elsewhere)


def test_one_that_is_not_made_yet_cannot_be_approved(study, rhea, tom):
    asked = asking.request_release(study=study, by=acting(rhea), now=clock.now())
    with pytest.raises(ReleaseRefused, match="still being made"):
        approve(asked, tom)
    assert freezing.waiting_to_be_made() == [asked.pk]
    made = freezing.make(asked.pk, now=clock.now())
    assert freezing.make(asked.pk, now=clock.now()) is None
    assert approve(made, tom).approved_by == tom


def test_an_approved_release_never_changes(study, rhea, tom, ada):
    release = approve(request(study, rhea), tom)
    for change in ({"rows": 0}, {"expires_at": clock.now()}, {"sha256": "0" * 64}):
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(**change)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        ReleaseFile.objects.filter(release=release).update(size=0)
    with pytest.raises(ReleaseRefused, match="approved already"):
        approve(release, tom)


def test_what_was_asked_for_cannot_change_before_it_is_approved(study, rhea):
    release = request(study, rhea)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(rows=7)


def test_one_that_was_declined_has_a_reason_and_never_goes_out(study, rhea, tom, ada):
    release = request(study, rhea)
    with pytest.raises(ReleaseRefused, match="Say why"):
        decline(release, tom, " ")
    declined = decline(release, tom, "Too many columns")
    assert (declined.declined_by, declined.declined_why) == (tom, "Too many columns")
    with pytest.raises(ReleaseRefused, match="has been declined"):
        approve(release, tom)
    assert [fetch(declined, tom, name) for name in ("long.csv", "README.txt")] == [None, None]


def test_it_can_be_fetched_for_two_weeks_and_while_the_study_runs(study, rhea, tom, ada):
    release = approve(request(study, rhea), tom)
    last = release.expires_at - dt.timedelta(seconds=1)
    assert fetch(release, rhea, "long.csv", now=last) is not None
    with pytest.raises(TooLate, match="two weeks"):
        fetch(release, rhea, "long.csv", now=release.expires_at)

    Study.objects.update(ends_on=clock.today() - dt.timedelta(days=1))
    over = Release.objects.get()
    with pytest.raises(TooLate, match="is over"):
        fetch(over, rhea, "long.csv")
    assert reading.readable_files(over, clock.now()) == []
    with pytest.raises(TooLate, match="is over"):
        request(Study.objects.get(), rhea)


def test_who_withdraws_is_told_where_she_is_and_the_release_counts_her(study, rhea, tom, ada):
    waiting, out = request(study, rhea), approve(request(study, rhea), tom)
    assert (out.people, len(reading.withdrawn_since(out))) == (1, 0)
    assert reading.releases_with(ada) == [out]

    evidence.consent(ada, given=False)
    hers = [StudyCode.objects.get(referral=ada).code]
    assert [reading.withdrawn_since(one) for one in (waiting, out)] == [hers, hers]


def test_a_study_says_what_it_may_have_and_its_name_is_its_own(study, tom, dana, alice, programme):
    about = {
        "purpose": "p",
        "programme": programme,
        "ends_on": clock.today() + dt.timedelta(days=2),
        "now": clock.now(),
    }
    with pytest.raises(ReleaseRefused, match="already"):
        asking.open_study(key="demo", by=acting(tom), **about)
    usual = asking.open_study(key="usual", by=acting(tom), **about)
    assert not columns.EXACT.intersection(usual.columns)
    assert {"source", "birth_band", "sessions_band"} <= set(usual.columns)
    opened = asking.open_study(key="two", by=acting(dana), names=["source", "postcode"], **about)
    assert opened.columns == ["source"]
    with pytest.raises(NotAllowed):
        asking.open_study(key="three", by=acting(alice), **about)
    with pytest.raises(ReleaseRefused, match="still to come"):
        asking.open_study(key="four", by=acting(tom), **about | {"ends_on": clock.today()})
