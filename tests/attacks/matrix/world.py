"""Two programmes, three sites, and for each woman a row of every model there is."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.db.models import Model

from outcomes import instrument_register
from outcomes.models import Instrument
from pim import clock
from pim.enums import Role
from pim.models import Message, Programme, Reply, Site, User
from referrals import parts_of_hers
from referrals.enums import ConcernKind, HeldFor, Status
from referrals.models import Concern, Parent, Referral, Referrer, SafeContact, Signpost
from tests import factories as make
from tests.attacks.matrix.canaries import Canaries
from tests.attacks.matrix.filling import NOON, OWN, STAFF, Rows, fill, made, past_rules
from volunteers.enums import MatchStatus
from volunteers.models import GroupPlace, Match, Volunteer

PLACES = ("A", "B", "C", "outside")
WOMEN = {
    "hers": "A",  # matched with the volunteer who walks here
    "ended": "A",  # her match with that volunteer has ended
    "new": "A",  # nobody has rung her yet
    "held": "A",  # held back as perhaps not genuine
    "merged": "A",  # an earlier record, now part of "new"
    "erased": "A",
    "B": "B",  # another site of the programme
    "C": "C",  # another programme
    "outside": "outside",  # outside every area of the programme
}
MATCHED = ("hers", "ended", "B", "C")
VOLUNTEERS, SITES = [f"volunteer {place}" for place in "ABC"], [f"site {place}" for place in "ABC"]
OWNERS = [*WOMEN, *VOLUNTEERS, *SITES, "about staff"]
# Rows of the whole service, and those that other things write.
NOT_FILLED = {
    *("pim.AuditEvent", "pim.AuditSeal", "pim.LinkToken", "pim.Membership", "pim.Programme"),
    *("pim.Site", "pim.User", "pim.MessageReceipt", "referrals.FormSent", "referrals.SecretWord"),
    *("referrals.ToldApart", "referrals.LegalHold", "outcomes.PairCount", "outcomes.PairSum"),
    *("outcomes.StaleCounts", "outcomes.Publication", "outcomes.ReleaseChunk"),
    *("outcomes.FigureAgreement", "outcomes.InstrumentOption"),
}
HERS = {Parent, Referral, Referrer, Match, Message}  # what leads to one of them is about her
ALSO = {
    "outcomes.Answer": {"words": "x", "item": 99},
    "referrals.Concern": {"kind": ConcernKind.values[0]},
    "referrals.Draft": {"sent_at": NOON},
    "volunteers.DraftPair": {"match": None},
    "volunteers.Session": {"attendance": "not_there"},
    "volunteers.Pause": {"look_again_on": NOON.date() + timedelta(days=400)},
    "volunteers.Expense": {"kind": "parking"},
    "volunteers.TrainingDay": {"minutes": 60, "register_taken_at": NOON},
    "outcomes.Score": {"scale": "total"},
    "outcomes.Wave": {"closes_days": 14},
    "referrals.Signpost": {"review_due_on": NOON.date() + timedelta(days=400)},
}


@dataclass
class World:
    canaries: Canaries
    rows: dict[str, Rows] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    volunteers: dict[str, Volunteer] = field(default_factory=dict)
    shared: dict[str, Rows] = field(default_factory=dict)
    columns_filled: int = 0
    staff: User | None = None

    def of(self, owner: str, model: type[Model]) -> Model | None:
        return self.rows[owner].get(model)


def build() -> World:
    world = World(Canaries(OWNERS))
    _places(world)
    for owner, place in WOMEN.items():
        _woman(world, owner, place)
        for model in _models(world.rows[owner]):
            made(model, world.rows[owner], ALSO)
        _keep_shared(world, owner, place)
        _fill(world, owner)
    _about_staff(world)
    _erase(world.of("erased", Parent))
    earlier, now_hers = world.of("merged", Parent), world.of("new", Parent)
    Parent.objects.filter(pk=earlier.pk).update(merged_into=now_hers)
    return world


def _erase(her: Parent) -> None:
    """As the service does it, column by column."""
    with past_rules():
        for rows in parts_of_hers.rows_of([her.pk]):
            also = {"erased_at": clock.now()} if hasattr(rows.model, "erased_at") else {}
            rows.update(**parts_of_hers.emptied(rows.model) | also)


def _places(world: World) -> None:
    world.staff = make.UserFactory()
    instrument_register.install(keys=("gad-7",), now=clock.now())
    one, two = make.ProgrammeFactory(slug="one"), make.ProgrammeFactory(slug="two")
    world.programmes = {"A": one, "B": one, "outside": one, "C": two}
    for place in "ABC":
        site = make.SiteFactory(programme=world.programmes[place], slug=place.lower())
        world.sites[place] = site
        user = make.UserFactory(email=f"volunteer-{place.lower()}@post.example")
        make.MembershipFactory(user=user, role=Role.VOLUNTEER, site=site)
        world.volunteers[place] = make.VolunteerFactory(site=site, user=user)


def _woman(world: World, owner: str, place: str) -> None:
    parent = make.ParentFactory()
    referrer = Referrer.objects.create(role="midwife", name="x")
    site = world.sites.get(place)
    waiting = {"status": Status.MATCHED, "accepted_at": clock.now()} if owner in MATCHED else {}
    referral = make.ReferralFactory(
        parent=parent,
        site=site,
        programme=world.programmes[place],
        referrer=referrer,
        held_for=HeldFor.TRAP if owner == "held" else "",
        **waiting,
    )
    contact = make.SafeContactFactory(parent=parent)
    rows = {Parent: parent, Referral: referral, Referrer: referrer, SafeContact: contact}
    rows[STAFF] = world.staff
    rows[Instrument] = Instrument.objects.get(key="gad-7")
    rows |= world.shared.get(world.programmes[place].slug, {}) | world.shared.get(place, {})
    rows |= {Programme: world.programmes[place]} | ({Site: site} if site else {})
    if site:
        volunteer = world.volunteers[place]
        rows |= {Volunteer: volunteer, User: volunteer.user}
    if owner in MATCHED:
        rows[Match] = make.MatchFactory(volunteer=volunteer, referral=referral, active=True)
    if owner == "ended":
        Match.objects.filter(pk=rows[Match].pk).update(
            status=MatchStatus.ENDED, ended_at=clock.now(), end_reason="completed"
        )
        rows[Match].refresh_from_db()
    message = Message.objects.create(
        notice="referral.received", about_id=referral.pk, object_id=referral.pk,
        klass="transactional", dedupe_key=f"matrix {owner}", due_at=clock.now(),
    )  # fmt: skip
    rows[Message] = message
    rows[Reply] = made(Reply, {Message: message}, {"pim.Reply": {"about_id": referral.pk}})
    world.rows[owner] = rows


def _keep_shared(world: World, owner: str, place: str) -> None:
    """What belongs to a volunteer, a site or a programme is there once for all its women."""
    rows = {one: row for one, row in world.rows[owner].items() if one is not STAFF}
    theirs = {one: row for one, row in rows.items() if not _leads_to(one, HERS)}
    if place in world.sites:
        world.shared.setdefault(place, {}).update(theirs)
    ours = {
        one: row for one, row in theirs.items() if one is not User and not _leads_to(one, {Site})
    }
    world.shared.setdefault(world.programmes[place].slug, {}).update(ours)


def _leads_to(model: type[Model], others: set[type[Model]]) -> bool:
    return model in others or any(
        field.related_model is not model and _leads_to(field.related_model, others)
        for field in model._meta.concrete_fields
        if field.is_relation and (not field.null or field.name in OWN)
    )


def _models(known: Rows) -> list[type[Model]]:
    """What can hang on her. Outside every area, and before a match, some things cannot be."""
    every = [
        model
        for model in apps.get_models()
        if hasattr(model, "Privacy") and model._meta.label not in NOT_FILLED
    ]
    missing = {Match, Site, Volunteer, User} - known.keys()
    if Match not in known or known[Match].status == MatchStatus.ENDED:
        missing |= {GroupPlace}
    if Site not in known:
        missing |= {one for one in every if one._meta.app_label != "referrals"} | {Signpost}
    return [model for model in every if not _needs(model, missing)]


def _needs(model: type[Model], missing: set[type[Model]]) -> bool:
    return model in missing or any(
        field.related_model is not model and _needs(field.related_model, missing)
        for field in model._meta.concrete_fields
        if field.is_relation and not field.null
    )


def _fill(world: World, owner: str) -> None:
    for model, row in world.rows[owner].items():
        if model is STAFF:
            continue
        whose = owner
        if not _leads_to(model, HERS):
            whose = f"{_kind(model)} {WOMEN[owner]}"
        if whose not in OWNERS:
            continue
        world.columns_filled += fill(row, world.canaries, whose)


def _kind(model: type[Model]) -> str:
    return "volunteer" if _leads_to(model, {Volunteer, User}) else "site"


def _about_staff(world: World) -> None:
    """A concern about somebody who works here, at site A: for a trustee alone."""
    known = dict(world.rows["new"])
    known.pop(Concern)
    also = {"referrals.Concern": {"kind": ConcernKind.ABOUT_PERSON, "referral": None}}
    row = made(Concern, known, ALSO | also)
    world.rows["about staff"] = {Concern: row}
    world.columns_filled += fill(row, world.canaries, "about staff")
