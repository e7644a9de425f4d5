"""The best ten straight from the database, and the whole list: the same as the rules say."""

import random
from datetime import timedelta
from uuid import UUID

import pytest

from pim import clock
from pim.access.audit import SYSTEM
from pim.access.encryption import blind_index
from pim.forms.fields import postcode_index
from referrals.enums import Background, DayPart, SupportFormat, Wish
from tests import factories as make
from volunteers import queries
from volunteers.enums import CheckKind, CheckLevel, EndReason, MatchStatus, Stage, WhyApart
from volunteers.lifecycle import note_match_event
from volunteers.matching import STANDARD, rank
from volunteers.models import Check, CheckRule, Match, NotTogether, SupportRules, Volunteer

pytestmark = pytest.mark.django_db
DISTRICTS = ("WA7", "WA8", "E6", "")
LANGUAGES = ("English", "English", "English", "Urdu", "polish", "Türkçe")


def some(chance, choices, most=3) -> list:
    return chance.sample(list(choices), chance.randint(0, min(most, len(choices))))


def a_volunteer(chance, sites) -> Volunteer:
    return Volunteer(
        site=chance.choice(sites),
        first_name="Una",
        status=chance.choices(["available", "on_break", "left"], [18, 1, 1])[0],
        status_since=clock.now(),
        leaves_on=chance.choice([None] * 9 + [clock.today()]),
        capacity=chance.choice([0, 1, 1, 2, 2]),
        roles=chance.choice([["one_to_one"], ["group"], ["one_to_one", "group"]]),
        postcode_district=chance.choice(DISTRICTS) or None,
        travels_to=some(chance, DISTRICTS[:3], 2),
        languages=chance.choice(
            [[], ["English"], ["English"], ["English", "Urdu"], ["Polish"], ["türkçe", "english"]]
        ),
        formats=some(chance, SupportFormat.values, 4),
        times=some(chance, DayPart.values),
        days=some(chance, range(7), 5),
        stages=some(chance, Stage.values),
        background=some(chance, Background.values, 5),
        experience=some(chance, Wish.values, 5),
        rather_not=chance.choice([[], [], some(chance, Wish.values, 1)]),
        email_index=blind_index(f"{chance.randint(0, 40)}@post.example"),
        phone_index=blind_index(f"+4477009{chance.randint(0, 40)}"),
        postcode_index=postcode_index(f"WA7 {chance.randint(0, 9)}AB"),
    )


def a_mum(chance, sites):
    on = clock.today()
    born = chance.choice([{"due_on": on + timedelta(days=chance.randint(0, 200))}, {}])
    return make.ReferralFactory(
        site=chance.choice(sites),
        accepted=True,
        accepted_at=clock.now() - timedelta(days=chance.randint(0, 500)),
        born_on=None if born else on - timedelta(days=chance.randint(0, 400)),
        **born,
        formats=some(chance, SupportFormat.values),
        times=some(chance, DayPart.values, 2),
        days=chance.choice([[], some(chance, range(7), 5)]),
        wishes=some(chance, Wish.values),
        background_wanted=some(chance, Background.values[:7]),
        background_unwanted=some(chance, Background.values[7:]),
        parent__language=chance.choice(LANGUAGES),
        parent__needs_interpreter=chance.random() < 0.2,
        parent__postcode_district=chance.choice(DISTRICTS) or None,
        parent__postcode_index=postcode_index(f"WA7 {chance.randint(0, 9)}AB"),
    )


def a_check(chance, volunteer, kind, seen_by) -> Check:
    issued = clock.today() - timedelta(days=chance.randint(30, 400))
    level = "" if kind == CheckKind.TRAINING else chance.choice(["enhanced"] * 12 + ["basic", ""])
    ends = chance.choice([None] * 8 + [timedelta(0), timedelta(1), timedelta(1)])
    return Check(
        volunteer=volunteer,
        kind=kind,
        level=level,
        issued_on=issued,
        recheck_on=ends if ends is None else clock.today() + ends,
        seen_by=seen_by,
        seen_on=issued,
        recorded_at=clock.now(),
    )


def what_was(chance, mums, volunteers) -> None:
    """Matches of before, open proposals, and what somebody said about two people."""
    for volunteer in chance.sample(volunteers, 110):
        mum, reason = chance.choice(mums), chance.choice(EndReason.values)
        kind = chance.choice(["main", "cover"])
        of = {"volunteer": volunteer, "kind": kind}
        match chance.choice(["refused", "ended", "before", "busy", "apart"]):
            case "refused":
                gone = make.MatchFactory(referral=mum, status="not_going_ahead", **of)
                note_match_event(gone, "proposed", by=SYSTEM, now=clock.now(), reason="parent_no")
            case "ended":
                _ended(mum, reason, **of)
            case "before":
                closed = {"closed_reason": "completed", "closed_at": clock.now()}
                earlier = make.ReferralFactory(
                    parent=mum.parent, site=mum.site, status="closed", **closed
                )
                _ended(earlier, reason, **of)
            case "busy":
                make.MatchFactory(referral__site=mum.site, active=True, **of)
            case "apart":
                NotTogether.objects.create(
                    parent=mum.parent,
                    volunteer=volunteer,
                    why=chance.choice(WhyApart.values),
                    said_by="her",
                    noted_at=clock.now(),
                    lifted_at=chance.choice([None, clock.now()]),
                )


def _ended(mum, reason, **of) -> None:
    make.MatchFactory(
        referral=mum,
        active=True,
        **of | {"status": MatchStatus.ENDED, "ended_at": clock.now(), "end_reason": reason},
    )


@pytest.fixture
def crowd(site_a, site_b, alice, programme):
    """Everything the rules look at, at random and the same each time."""
    chance = random.Random(5)
    elsewhere = make.SiteFactory(postcode_districts=["LS1"])
    sites = [site_a, site_a, site_a, site_b, elsewhere]
    made = [a_volunteer(chance, sites) for _ in range(220)]
    volunteers = Volunteer.objects.bulk_create(made)
    kinds = [CheckKind.DBS, CheckKind.TRAINING, CheckKind.TRAINING, CheckKind.DBS]
    Check.objects.bulk_create(
        a_check(chance, volunteer, kind, alice)
        for volunteer in volunteers
        for kind in chance.sample(kinds, chance.choice([2, 3, 3, 4, 4]))
    )
    CheckRule.objects.create(
        programme=programme,
        nation="ENG",
        role="group",
        kind="dbs",
        level=CheckLevel.BASIC,
        reason="In a group she is never alone.",
        decided_at=clock.now(),
        decided_by=alice,
    )
    mums = [a_mum(chance, [site_a, site_b]) for _ in range(16)]
    for number, mum in enumerate(mums):
        make.SafeContactFactory(parent=mum.parent, address=f"{number}@post.example")
        number = f"+4477009{number}"
        make.SafeContactFactory(
            parent=mum.parent, channel="phone", address=number, is_primary=False
        )
    what_was(chance, mums, volunteers)
    return mums


def by_the_rules(mum, user, weights) -> list:
    on = clock.today()
    rows = Volunteer.objects.visible_to(user).considered_for(mum).with_standing()
    offers = [queries.offer_of(row, on=on) for row in rows]
    return rank(queries.need_of(mum, on=on), offers, weights)


def _keys(found) -> list[str]:
    return [one.offer.volunteer for one in found]


class TestTheBestTen:
    def test_they_are_those_whom_the_rules_put_first(
        self, crowd, alice, dana, programme, django_assert_max_num_queries
    ):
        lengths, reasons, changed = [], set(), 0
        own = {"formats": 0, "stage": 900, "background_left_out": 700, "days": 3, "continuity": 0}
        rules = SupportRules.objects.create(programme=programme)
        for mum in crowd:
            by_user = [by_the_rules(mum, user, STANDARD) for user in (alice, dana)]
            for user, best in zip((alice, dana), by_user, strict=True):
                with django_assert_max_num_queries(9):
                    assert queries.best_ten(mum, user, clock.today()) == best[:10]
                lengths.append(len(best))
                reasons |= {words for one in best[:10] for words in (*one.reasons, *one.for_staff)}
            SupportRules.objects.update(weights=own)
            with_own = by_the_rules(mum, dana, STANDARD.changed(**own))[:10]
            assert queries.best_ten(mum, dana, clock.today()) == with_own
            changed += _keys(with_own) != _keys(by_user[1][:10])
            rules.save()
        assert max(lengths) > 10 > min(lengths) and changed > 2, (lengths, changed)
        said = " ".join(reasons)
        for words in ("Was there for her before", "Speaks Urdu", "as she wished", "in pregnancy"):
            assert words in said, words

    def test_every_choice_has_its_bit(self, site_a, dana):
        """A choice that was added without its bit would count for nothing."""
        amy = make.VolunteerFactory(site=site_a, capacity=3)
        for kind in (CheckKind.DBS, CheckKind.TRAINING):
            make.CheckFactory(volunteer=amy, kind=kind)
        lists = {
            "formats": (SupportFormat, "formats"),
            "experience": (Wish, "wishes"),
            "background": (Background, "background_wanted"),
            "times": (DayPart, "times"),
        }
        for column, (choices, asked) in lists.items():
            for code in choices.values:
                Volunteer.objects.filter(pk=amy.pk).update(**{column: [code]})
                mum = make.ReferralFactory(site=site_a, accepted=True, **{asked: [code]})
                found = queries.best_ten(mum, dana, clock.today())
                assert found == by_the_rules(mum, dana, STANDARD) != []


class TestTheWholeList:
    def test_it_says_of_each_what_is_said_of_her_alone(
        self, crowd, alice, charlie, site_a, django_assert_max_num_queries
    ):
        on = clock.today()
        with django_assert_max_num_queries(7) as before:
            needs, offers = queries.needs_and_offers(on=on)
        asked = set(Match.objects.live().filter(kind="main").values_list("referral", flat=True))
        waiting = [mum for mum in crowd if mum.pk not in asked]
        alone = {str(mum.pk): queries.need_of(mum, on=on) for mum in waiting}
        assert {need.referral: need for need in needs if need.referral in alone} == alone
        waits = [need.waiting_days for need in needs]
        assert waits == sorted(waits, reverse=True)
        found = {offer.volunteer: offer for offer in offers}
        considered = Volunteer.objects.filter(
            pk__in={row for mum in waiting for row in _considered(Volunteer.objects, mum)}
        )
        assert found == {str(row.pk): queries.offer_of(row, on=on) for row in considered}
        of_hers, near = queries.needs_and_offers(site=site_a, user=alice, on=on)
        assert {need.site for need in of_hers} == {str(site_a.pk)}
        assert {offer.site for offer in near} == {str(site_a.pk)}
        assert queries.needs_and_offers(site=site_a, user=charlie, on=on) == ([], [])
        a_mum(random.Random(3), [site_a])
        Volunteer.objects.bulk_create(a_volunteer(random.Random(9), [site_a]) for _ in range(20))
        with django_assert_max_num_queries(len(before)):
            queries.needs_and_offers(on=on)


def _considered(volunteers, mum) -> list[UUID]:
    return volunteers.considered_for(mum).values_list("pk", flat=True)
