"""What is kept ready always equals the long way round, whatever happened in between."""

import random
from collections import Counter

import pytest
from django.db import transaction

from outcomes.counts import Counted, Span, pair_counts, renew_stale_months
from outcomes.enums import ResponseStatus, WaveKey
from outcomes.instrument_files import definition
from outcomes.models import (
    PairCount,
    PairSum,
    QuestionnaireRequest,
    Response,
    Score,
    StaleCounts,
)
from pim import clock
from referrals.enums import ClosedReason, HeldFor
from referrals.models import Referral
from tests.factories import ProgrammeFactory, ReferralFactory, SiteFactory
from tests.outcomes import evidence

pytestmark = pytest.mark.django_db
SUPPORT = Span(WaveKey.ASKED, WaveKey.END)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def sites(programme):
    return [SiteFactory(programme=programme) for _ in range(2)]


@pytest.fixture
def waves(programme):
    return [evidence.wave(programme, key, "gad-7") for key in (WaveKey.ASKED, WaveKey.END)]


def gad7(total: int) -> dict[int, str]:
    """Answers that add up to this total."""
    worth = [min(3, max(0, total - 3 * place)) for place in range(7)]
    codes = {option.score: option.code for option in definition("gad-7").item(1).options}
    return {place + 1: codes[value] for place, value in enumerate(worth)}


def the_long_way(about: Counted) -> dict:
    """One woman after the other."""
    found: dict = {}
    women = Referral.objects.filter(programme=about.programme, held_for="").exclude(
        closed_reason__in=[ClosedReason.DUPLICATE, ClosedReason.NOT_GENUINE]
    )
    for referral in women:
        if about.sites is not None and referral.site_id not in about.sites:
            continue
        hers = {
            score.response.request.wave.key: score.total
            for score in Score.objects.filter(
                response__request__referral=referral,
                response__status=ResponseStatus.COMPLETED,
                total__isnull=False,
            ).select_related("response__request__wave")
        }
        if hers:
            pair = hers.get(SUPPORT.first), hers.get(SUPPORT.second)
            found.setdefault(("gad-7", "total"), Counter())[pair] += 1
    return found


def sums_of(model) -> Counter:
    """What the stored rows of all sites add up to."""
    found: Counter = Counter()
    which = ("month", "first_wave", "second_wave", "instrument", "scale", "before", "after")
    for *pair, n in model.objects.values_list(*which, "n"):
        found[tuple(pair)] += n
    return found


def renew_some(draw) -> None:
    """A month of a site at random becomes fresh; whatever else is stale stays so."""
    others = list(StaleCounts.objects.values())
    if not others:
        return
    one = draw.choice(others)
    is_its = {name: one[name] for name in ("programme_id", "site_id", "month")}
    StaleCounts.objects.exclude(**is_its).delete()
    renew_stale_months()
    StaleCounts.objects.bulk_create(
        StaleCounts(**row) for row in others if not is_its.items() <= row.items()
    )


def check(programme, sites) -> None:
    for about in (
        Counted(programme.pk),
        Counted(programme.pk, sites={sites[0].pk}),
        Counted(programme.pk, sites={sites[1].pk}),
    ):
        assert pair_counts(about, SUPPORT) == the_long_way(about)
    everyone = list(Referral.objects.values_list("pk", flat=True))
    assert pair_counts(Counted(programme.pk, only=everyone), SUPPORT) == the_long_way(
        Counted(programme.pk)
    )


def test_it_equals_the_long_way_after_every_change(programme, sites, waves):
    draw = random.Random(7)
    women = []

    def asks():
        months_ago = draw.randrange(14)
        woman = ReferralFactory(
            programme=programme,
            site=draw.choice([*sites, None]),
            asked_at=clock.now() - months_ago * (clock.now() - clock.now().replace(day=1)),
        )
        women.append(woman)
        answers(woman, waves[0])

    def answers(woman=None, wave=None):
        woman, wave = woman or draw.choice(women), wave or draw.choice(waves)
        if not QuestionnaireRequest.objects.filter(referral=woman, wave=wave).exists():
            evidence.answered(evidence.asked(woman, wave), "gad-7", gad7(draw.randrange(22)))

    def moves():
        Referral.objects.filter(pk=draw.choice(women).pk).update(site=draw.choice(sites))

    def is_held():
        held = draw.choice([HeldFor.choices[0][0], ""])
        Referral.objects.filter(pk=draw.choice(women).pk).update(held_for=held)

    def asked_another_day():
        woman = draw.choice(women)
        Referral.objects.filter(pk=woman.pk).update(
            asked_at=woman.asked_at - 40 * (clock.now() - clock.now().replace(minute=0))
        )

    def is_put_right():
        score = Score.objects.order_by("?").first()
        Score.objects.filter(pk=score.pk).update(total=draw.randrange(22))

    def is_half_done_again():
        response = Response.objects.filter(status=ResponseStatus.COMPLETED).first()
        Response.objects.filter(pk=response.pk).update(
            status=ResponseStatus.IN_PROGRESS, completed_at=None
        )

    steps = (asks, answers, moves, is_held, asked_another_day, is_put_right, is_half_done_again)
    for _ in range(5):
        asks()
    for count in range(60):
        draw.choice(steps)()
        if count % 3 == 0:
            check(programme, sites)
        if count % 7 == 0:
            renew_stale_months()
            check(programme, sites)
            assert not StaleCounts.objects.exists()
            assert sums_of(PairSum) == sums_of(PairCount)
        elif count % 7 == 3:
            renew_some(draw)
            check(programme, sites)


def test_a_change_that_is_undone_leaves_nothing_stale(programme, sites, waves):
    woman = ReferralFactory(programme=programme, site=sites[0])
    renew_stale_months()
    with pytest.raises(RuntimeError), transaction.atomic():
        evidence.answered(evidence.asked(woman, waves[0]), "gad-7", gad7(9))
        raise RuntimeError
    assert not StaleCounts.objects.exists()


def test_without_the_mark_the_stored_counts_are_read(programme, sites, waves):
    """What makes the test above able to fail: stored rows are what a reader uses."""
    woman = ReferralFactory(programme=programme, site=sites[0])
    evidence.answered(evidence.asked(woman, waves[0]), "gad-7", gad7(9))
    renew_stale_months()
    PairCount.objects.update(n=5)
    PairSum.objects.update(n=7)
    of_a_site = pair_counts(Counted(programme.pk, sites={sites[0].pk}), SUPPORT)
    assert of_a_site == {("gad-7", "total"): {(9.0, None): 5}}
    assert pair_counts(Counted(programme.pk), SUPPORT) == {("gad-7", "total"): {(9.0, None): 7}}


def test_where_one_site_is_stale_the_others_are_not_counted_live(programme, sites, waves):
    for site, total in zip(sites, (9, 4), strict=True):
        woman = ReferralFactory(programme=programme, site=site)
        evidence.answered(evidence.asked(woman, waves[0]), "gad-7", gad7(total))
    renew_stale_months()
    PairCount.objects.update(n=5)
    PairSum.objects.update(n=7)
    StaleCounts.objects.create(
        programme=programme, site=sites[0], month=PairCount.objects.first().month
    )
    found = pair_counts(Counted(programme.pk), SUPPORT)
    assert found == {("gad-7", "total"): {(9.0, None): 1, (4.0, None): 5}}


def test_a_quarter_takes_its_own_months(programme, sites, waves):
    march = clock.now().replace(year=2026, month=3, day=31, hour=22)
    woman = ReferralFactory(programme=programme, site=sites[0], asked_at=march)
    late = ReferralFactory(programme=programme, site=sites[0], asked_at=march.replace(hour=23))
    for one, total in ((woman, 4), (late, 6)):
        evidence.answered(evidence.asked(one, waves[0]), "gad-7", gad7(total))
    for _ in range(2):
        about = Counted(
            programme.pk,
            since=march.date().replace(day=1),
            until=march.date().replace(month=4, day=1),
        )
        assert pair_counts(about, SUPPORT) == {("gad-7", "total"): {(4.0, None): 1}}
        renew_stale_months()
