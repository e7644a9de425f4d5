"""The whole list at three sizes, up to a national one: no better total, no rule broken, fair."""

import pytest

from bench.matching import SIZES, broken, fit_alone, highest_total_of, longest_wait_first, mean_wait
from outcomes.plausible.programme import Size, load
from pim import clock
from pim.models import Programme
from volunteers.matching import STANDARD
from volunteers.matching.weighed import weigh
from volunteers.queries.by_column import by_column


@pytest.mark.django_db
@pytest.mark.parametrize(("referrals", "volunteers"), SIZES)
def test_no_allocation_is_better_and_none_is_fairer(referrals, volunteers):
    load(Size(referrals, volunteers, waiting=referrals, seed=1), now=clock.now())
    weighed = weigh(*by_column(Programme.objects.get(slug="measured"), on=clock.today()), STANDARD)
    found = weighed.allocate()
    ours = {pair.referral: (pair.volunteer, pair.score) for pair in found.pairs}
    greedy = longest_wait_first(weighed)
    assert found.objective == highest_total_of(weighed)
    assert broken(weighed, ours) == 0
    assert len(ours) >= len(greedy)
    assert fit_alone(weighed, ours) >= 1.05 * fit_alone(weighed, greedy)
    assert mean_wait(weighed, ours) <= mean_wait(weighed, greedy)
