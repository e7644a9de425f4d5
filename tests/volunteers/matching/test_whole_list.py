"""From the database to the allocation: by column as row by row, and out as JSON."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from outcomes.plausible.programme import Size, load
from pim import clock
from pim.enums import Nation
from pim.models import Programme, Site
from referrals.models import Referral
from tests import factories as make
from volunteers.enums import EndReason, MatchStatus, WhyApart
from volunteers.matching import allocate
from volunteers.models import Check, CheckRule, DraftPair, NotTogether, Volunteer
from volunteers.queries.by_column import by_column
from volunteers.queries.whole_list import needs_and_offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(db):
    """A programme where all that may stand between two people comes up."""
    load(Size(referrals=60, volunteers=24, waiting=40, seed=3), now=clock.now())
    programme = Programme.objects.get(slug="measured")
    mums = list(Referral.objects.waiting().select_related("parent").order_by("pk")[:8])
    who = list(Volunteer.objects.order_by("pk")[:8])
    for mum, volunteer, why in zip(mums, who, WhyApart.values * 2, strict=True):
        NotTogether.objects.create(
            parent=mum.parent, volunteer=volunteer, why=why, said_by="her", noted_at=clock.now()
        )
    _were_together(mums[0], who[5], EndReason.COMPLETED)
    _were_together(mums[1], who[6], EndReason.CHANGE)
    Check.objects.filter(volunteer=who[3], kind="dbs").update(level="basic")
    Check.objects.filter(volunteer=who[4], recheck_on=None).delete()
    return programme


def _were_together(mum, volunteer, reason):
    now = clock.now()
    earlier = make.MatchFactory(referral=mum, volunteer=volunteer)
    earlier.status, earlier.end_reason, earlier.ended_at = MatchStatus.ENDED, reason, now
    earlier.started_at = earlier.volunteer_agreed_at = earlier.parent_agreed_at = now
    earlier.save()


def as_sets(lists):
    needs, offers = lists
    return {one.referral: one for one in needs}, {one.volunteer: one for one in offers}


def test_by_column_says_the_same_as_row_by_row(listed):
    on = clock.today()
    assert as_sets(by_column(listed, on=on)) == as_sets(needs_and_offers(on=on))
    site = Referral.objects.waiting().first().site
    assert as_sets(by_column(listed, site=site, on=on)) == as_sets(
        needs_and_offers(site=site, on=on)
    )
    decide = {"decided_at": clock.now(), "decided_by": make.UserFactory(), "reason": "Here."}
    for role in ("one_to_one", "group"):
        rule = {
            "nation": Nation.ENGLAND,
            "role": role,
            "kind": "dbs",
            "level": "barred",
            "months": 12,
        }
        CheckRule.objects.create(programme=listed, **rule, **decide)
    stricter = as_sets(by_column(listed, on=on))
    assert stricter == as_sets(needs_and_offers(on=on))
    assert not any(one.checks_valid for one in stricter[1].values())


def test_the_whole_list_takes_a_constant_number_of_queries(listed, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        allocate(*by_column(listed, on=clock.today() + timedelta(days=1)))


def run(capsys, *options):
    call_command("allocate", *options, "--json")
    return json.loads(capsys.readouterr().out)


def test_pairs_edges_and_places_are_written_for_anyone_to_check(listed, tmp_path, capsys):
    file = tmp_path / "edges.csv"
    found = run(capsys, "--dry-run", "--edges", str(file))
    edges = {(row["referral"], row["volunteer"]): int(row["score"]) for row in _rows(file)}
    places = {row["volunteer"]: int(row["free"]) for row in _rows(f"{file}.capacity.csv")}
    assert set(found) == {"pairs", "unmatched", "objective", "considered"}
    assert len(edges) == found["considered"] > len(found["pairs"]) > 5
    assert all(
        edges[pair["referral"], pair["volunteer"]] == pair["score"] for pair in found["pairs"]
    )
    assert found["objective"] == sum(pair["score"] for pair in found["pairs"])
    taken = [pair["volunteer"] for pair in found["pairs"]]
    assert all(taken.count(one) <= places[one] for one in taken)
    assert len(found["pairs"]) + len(found["unmatched"]) == 40
    assert len(places) == 24
    assert not DraftPair.objects.exists()


def _rows(file):
    with Path(file).open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_without_dry_run_it_becomes_the_draft_of_the_meeting(listed, capsys):
    call_command("allocate", "--site", "measured/site-0")
    at = Site.objects.get(slug="site-0", programme=listed).name
    assert f"These are drafts, at: {at}. Nobody was asked." in capsys.readouterr().out
    found = run(capsys, "--site", "measured/site-0")
    drafted = {(str(one.referral_id), str(one.volunteer_id)) for one in DraftPair.objects.all()}
    assert drafted == {(pair["referral"], pair["volunteer"]) for pair in found["pairs"]}
    DraftPair.objects.filter(referral=found["pairs"][0]["referral"]).update(standing="ruled_out")
    again = run(capsys, "--site", "measured/site-0")
    first = (found["pairs"][0]["referral"], found["pairs"][0]["volunteer"])
    assert first not in {(pair["referral"], pair["volunteer"]) for pair in again["pairs"]}


def test_an_unknown_site_is_refused_in_one_line(listed, capsys):
    with pytest.raises(SystemExit) as left:
        call_command("allocate", "--site", "nowhere")
    assert left.value.code == 2
    assert capsys.readouterr().err == "There is no site called nowhere.\n"


def test_rows_to_measure_on_never_go_beside_real_ones(listed, capsys):
    with pytest.raises(SystemExit) as left:
        call_command("bulk_load", "--referrals", "5", "--seed", "1")
    assert left.value.code == 2
    assert "Nothing was loaded" in capsys.readouterr().err
