"""The best ten straight from the database, and the whole list: the same as the rules say."""

import random
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from pim import clock
from pim.access.audit import SYSTEM, acting
from pim.access.encryption import blind_index
from pim.enums import Nation
from pim.errors import DomainError
from pim.forms.fields import postcode_index
from pim.models import Site, User
from referrals.enums import Background, DayPart, SupportFormat, Wish
from tests import factories as make
from volunteers import actions, queries
from volunteers.enums import (
    CheckKind,
    CheckLevel,
    EndReason,
    MatchStatus,
    Stage,
    VolunteerRole,
    WhyApart,
)
from volunteers.lifecycle import note_match_event
from volunteers.matching import STANDARD, rank
from volunteers.models import Check, CheckRule, Match, NotTogether, SupportRules, Volunteer
from volunteers.queries.by_column import by_column

pytestmark = pytest.mark.django_db
A_YEAR = timedelta(days=365)
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
    for volunteer in chance.sample(volunteers, 60):
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
    elsewhere = make.SiteFactory(postcode_districts=["LS1"])  # of another programme
    sites = [site_a, site_a, site_a, site_b, elsewhere]
    made = [a_volunteer(chance, sites) for _ in range(150)]
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
    mums = [a_mum(chance, [site_a, site_b]) for _ in range(12)]
    for number, mum in enumerate(mums):
        make.SafeContactFactory(parent=mum.parent, address=f"{number}@post.example")
        number = f"+4477009{number}"
        make.SafeContactFactory(
            parent=mum.parent, channel="phone", address=number, is_primary=False
        )
    what_was(chance, mums, volunteers)
    return mums


def everybody(user) -> list:
    """All whom she may see, of whatever site and programme: the rules alone choose."""
    here = Volunteer.objects.filter(status__in=("available", "on_break"), leaves_on=None)
    rows = here.visible_to(user).with_standing()
    return [queries.offer_of(row, on=clock.today()) for row in rows]


def by_the_rules(mum, offers, weights) -> list:
    return rank(queries.need_of(mum, on=clock.today()), offers, weights)


def _keys(found) -> list[str]:
    return [one.offer.volunteer for one in found]


class TestTheBestTen:
    def test_they_are_those_whom_the_rules_put_first(
        self, crowd, alice, dana, programme, django_assert_max_num_queries
    ):
        lengths, reasons, changed = [], set(), 0
        own = {"formats": 0, "stage": 900, "background_left_out": 700, "days": 3, "continuity": 0}
        rules = SupportRules.objects.create(programme=programme)
        seen = {user: everybody(user) for user in (alice, dana)}
        for mum in crowd:
            by_user = [by_the_rules(mum, seen[user], STANDARD) for user in seen]
            for user, best in zip(seen, by_user, strict=True):
                with django_assert_max_num_queries(3):
                    assert queries.best_ten(mum, user, clock.today()) == best[:10]
                lengths.append(len(best))
                reasons |= {words for one in best[:10] for words in (*one.reasons, *one.for_staff)}
            SupportRules.objects.update(weights=own)
            with_own = by_the_rules(mum, seen[dana], STANDARD.changed(**own))[:10]
            assert queries.best_ten(mum, dana, clock.today()) == with_own
            changed += _keys(with_own) != _keys(by_user[1][:10])
            rules.save()
        assert max(lengths) > 10 > min(lengths) and changed > 2, (lengths, changed)
        said = " ".join(reasons)
        for words in ("Was there for her before", "Speaks Urdu", "as she wished", "in pregnancy"):
            assert words in said, words

    def test_a_check_that_was_entered_wrongly_counts_for_nobody(self, amy, site_a, dana):
        mum = make.ReferralFactory(site=site_a, accepted=True)
        assert shown_everywhere(mum, dana) == {str(amy.pk)}
        seen = Check.objects.get(volunteer=amy, kind=CheckKind.DBS)
        actions.withdraw_check(check=seen, why="Hers is another", by=acting(dana), now=clock.now())
        assert not queries.checks_valid(amy, on=clock.today())
        assert queries.best_ten(mum, dana, clock.today()) == []
        assert by_the_rules(mum, everybody(dana), STANDARD) == []

    def test_every_choice_has_its_bit(self, amy, site_a, dana):
        """A choice that was added without its bit would count for nothing."""
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
                assert found == by_the_rules(mum, everybody(dana), STANDARD) != []


def shown_everywhere(mum, user) -> set[str]:
    """The volunteers of every list in which somebody could choose one for her."""
    on = clock.today()
    found, left_out, _ = queries.suggestions(mum, user, now=clock.now())
    lists = [
        [one.offer for one in queries.best_ten(mum, user, on)],
        [one.offer for one in (*found, *left_out)],
        queries.needs_and_offers(on=on)[1],
        by_column(mum.programme, on=on)[1],
    ]
    (same,) = {frozenset(offer.volunteer for offer in one) for one in lists}
    return set(same)


@pytest.fixture
def amy(site_a):
    amy = make.VolunteerFactory(site=site_a)
    for kind in (CheckKind.DBS, CheckKind.TRAINING):
        make.CheckFactory(volunteer=amy, kind=kind)
    return amy


class TestWhoIsOfferedToNobody:
    """One thing alone is in the way, and every list agrees."""

    def asked(self, mum, amy, by):
        actions.propose(referral=mum, volunteer=amy, by=by, now=clock.now())

    def test_who_only_helps_in_groups(self, amy, site_a, dana, alice):
        mum = make.ReferralFactory(site=site_a, accepted=True)
        Volunteer.objects.update(roles=["group", "one_to_one"])
        assert shown_everywhere(mum, dana) == {str(amy.pk)}
        Volunteer.objects.update(roles=["group"])
        assert shown_everywhere(mum, dana) == set()
        with pytest.raises(DomainError, match="helps in groups only"):
            self.asked(mum, amy, acting(alice))

    def test_who_is_of_another_programme_though_she_travels_to_her(
        self, amy, site_a, site_b, dana, alice
    ):
        mum = make.ReferralFactory(
            site=site_a, accepted=True, parent__postcode_district="WA7", formats=["phone"]
        )
        Volunteer.objects.update(site=site_b)
        assert shown_everywhere(mum, dana) == {str(amy.pk)}
        dana.membership_set.update(programme=None)
        of_all = User.objects.get(pk=dana.pk)
        Volunteer.objects.update(site=make.SiteFactory(postcode_districts=["LS1"]))
        assert shown_everywhere(mum, of_all) == set()
        with pytest.raises(DomainError, match="helps in another area"):
            self.asked(mum, amy, acting(alice))


KINDS_AND_LEVELS = (
    *(("dbs", "enhanced"), ("dbs", "barred"), ("dbs", "basic")),
    *(("pvg", "membership"), ("access_ni", "enhanced"), ("access_ni", "")),
)
HAPPENS = (
    *(["seen"] * 8 + ["does_more"] * 3 + ["moves"] * 3 + ["rule"] * 3),
    *("taken_back", "put_right", "nation", "written"),
)


class TestUntilWhenChecksHold:
    """It is kept by the database: whatever happens, it is what the rules say."""

    def test_it_never_differs_from_the_rules(self, site_a, site_b, alice, dana):
        chance = random.Random(11)
        elsewhere = make.SiteFactory(postcode_districts=["LS1"], nation=Nation.SCOTLAND)
        sites = [site_a, site_b, elsewhere]
        made = [a_volunteer(chance, sites) for _ in range(20)]
        made += [Volunteer(first_name="Ida", status_since=clock.now())]  # of no site yet
        volunteers = Volunteer.objects.bulk_create(made)
        seen = {self.compared()}
        for step in range(70):
            self.something_happens(chance, volunteers, sites, acting(dana))
            seen.add(self.compared(step))
        assert len(seen) > 20

    def compared(self, step=None) -> str:
        found = ""
        rows = list(Volunteer.objects.with_standing().order_by("pk"))
        for on in (clock.today(), clock.today() + timedelta(days=1), clock.today() + A_YEAR):
            asked = "SELECT id FROM volunteers_volunteer WHERE checks_hold_until > %s"
            with connection.cursor() as cursor:
                cursor.execute(asked, [on])
                kept = {key for (key,) in cursor.fetchall()}
            assert kept == {row.pk for row in rows if queries.checks_valid(row, on=on)}, step
            found += "".join("01"[row.pk in kept] for row in rows)
        return found

    def something_happens(self, chance, volunteers, sites, manager):
        her, hers = self.somebody(chance, volunteers)
        kind, level = chance.choice(KINDS_AND_LEVELS)
        nation, role = chance.choice(Nation.values), chance.choice(VolunteerRole.values)
        match chance.choice(HAPPENS):
            case "seen":
                self.all_seen(chance, volunteers, kind, level)
            case "taken_back":
                hers.exclude(kind=CheckKind.TRAINING).delete()
            case "put_right":
                hers.exclude(kind=CheckKind.TRAINING).update(level=level, kind=kind)
            case "does_more":
                her.update(roles=chance.choice([["group"], ["group", "one_to_one"]]))
            case "moves":
                her.exclude(site=None).update(site=chance.choice(sites))
            case "nation":
                Site.objects.filter(pk=chance.choice(sites).pk).update(nation=nation)
            case "rule" if level:
                said = {"nation": nation, "role": role, "kind": kind, "level": level}
                asked = said | {"programme": sites[0].programme, "months": 12, "reason": "Here."}
                actions.set_check_rule(**asked, by=manager, now=clock.now())
            case "written":
                CheckRule.objects.all().delete()
                with connection.cursor() as cursor:
                    cursor.execute("UPDATE volunteers_volunteer SET checks_hold_until = 'infinity'")

    def somebody(self, chance, volunteers):
        """Whose checks hold, if there is anybody: much can happen to her."""
        holding = Volunteer.objects.extra(where=["checks_hold_until > '2020-01-01'"])
        keys = set(holding.values_list("pk", flat=True))
        # In the order they were made: their keys sort differently in every run.
        key = chance.choice([her.pk for her in volunteers if not keys or her.pk in keys])
        return Volunteer.objects.filter(pk=key), Check.objects.filter(volunteer=key)

    def all_seen(self, chance, volunteers, kind, level):
        seen_by = User.objects.first()
        for volunteer in chance.sample(volunteers, 5):
            for which in (kind, CheckKind.TRAINING):
                row = a_check(chance, volunteer, which, seen_by)
                row.level = level if which == kind else ""
                row.save()


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
