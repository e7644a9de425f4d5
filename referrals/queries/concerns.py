"""Who looks at a concern, by when, and who comes next while nobody has."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from pim import duty, escalation
from pim.access import roles
from pim.enums import Role
from pim.escalation import Ladder, Rung
from pim.models import Membership, Programme, Site, User
from pim.staffed_hours import OFFICE, StaffedHours
from referrals.enums import ABOUT_SAFETY, Authority, ConcernKind, ConcernStepKind, ConcernUrgency
from referrals.models import Concern, ConcernStep, Referral

CHASE_AFTER = timedelta(hours=48)
"""How long another service that was told may take before it is asked again."""
NO_ANSWER_EXPECTED = (Authority.EMERGENCY_CONTACT,)

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "sir"})
SHORTEST_NAME = 2  # Jo, Wu
LONG_ENOUGH_TO_BE_A_BEGINNING = 4  # Chris, for Christine


# --- the clock ------------------------------------------------------------------------------
def concern_ladder(concern: Concern) -> Ladder:
    return escalation.ladder(concern.raised_at, hours_of(concern), at_once=is_at_once(concern))


def looked_at_by(concern: Concern) -> datetime:
    """The promise: by then somebody has looked."""
    hours = hours_of(concern)
    promise = hours.at_once if is_at_once(concern) else hours.same_day
    return promise(concern.raised_at)


def promises(site: Site, now: datetime) -> dict[str, datetime]:
    """By when somebody will have looked at what is raised there now, in danger and otherwise."""
    hours = duty.staffed_hours(site)
    return {"in_danger": hours.at_once(now), "otherwise": hours.same_day(now)}


def hours_of(concern: Concern) -> StaffedHours:
    """The hours of its site; without one, of the first site of its programme."""
    desk = concern.site or Site.objects.filter(programme=concern.programme_id).first()
    return duty.staffed_hours(desk) if desk else OFFICE


def is_at_once(concern: Concern) -> bool:
    return concern.urgency == ConcernUrgency.AT_ONCE


def unanswered(concern: Concern) -> dict[str, datetime]:
    """The services that were told and have not answered, and when each was last told or asked."""
    waiting: dict[str, datetime] = {}
    for step in ConcernStep.objects.filter(concern=concern).order_by("at", "id"):
        if step.kind == ConcernStepKind.ANSWERED:
            waiting.pop(step.told, None)
        elif step.told and step.told not in NO_ANSWER_EXPECTED:
            waiting[step.told] = step.at
    return waiting


def next_chase(concern: Concern) -> datetime | None:
    """When the first of those who have not answered is to be asked again."""
    asked = unanswered(concern).values()
    return min(asked) + CHASE_AFTER if asked else None


# --- who ------------------------------------------------------------------------------------
def who_looks_first(concern: Concern, at: datetime) -> User | None:
    """Whoever is on duty; about a person: a trustee who is not that person."""
    if concern.kind == ConcernKind.ABOUT_PERSON:
        return _trustee(concern)
    if concern.site:
        return duty.on_duty(concern.site, at)
    return _with_role(Role.COORDINATOR, concern) or _with_role(Role.SAFEGUARDING_LEAD, concern)


def who_is_told(concern: Concern, rung: Rung, now: datetime) -> User | None:
    """Whom the alert of this rung goes to, at the moment it goes."""
    if rung == Rung.ON_DUTY:
        looks = _still_here(concern.owner) or who_looks_first(concern, now)
        return looks or _manager_not_meant(concern)
    if concern.kind == ConcernKind.ABOUT_PERSON:
        others = _trustee(concern, besides=_known(concern.owner)) or _trustee(concern)
        return others or _manager_not_meant(concern)
    if rung == Rung.MANAGER:
        return _with_role(Role.PROGRAMME_MANAGER, concern)
    return _deputy(concern, now) or _still_here(concern.owner)


def person_called(concern: Concern) -> User | None:
    """The one person who signs in here under the very name that was written."""
    typed = " ".join((concern.about_name or "").split())
    named = User.objects.filter(name__iexact=typed)[:2] if typed else []
    return named[0] if len(named) == 1 else None


def trustees_perhaps_meant(concern: Concern) -> list[User]:
    """All who bear one of the written names. In doubt none of them gets the file.

    Where a whole name says who it is, nobody else is meant.
    """
    typed = names_in(concern.about_name or "")
    if concern.about_user and len(typed) != 1:
        return []
    trustees = User.objects.filter(pk__in=Membership.objects.with_role(Role.TRUSTEE))
    meant = [one for one in trustees if _shares_a_name(typed, names_in(one.name))]
    return [one for one in meant if one != concern.about_user]


def names_another(name: str, concern: Concern) -> bool:
    """Whether this name may mean somebody whom that file is not kept from."""
    other = Concern(about_name=name)
    other.about_user = person_called(other)
    meant = {one.pk for one in [*trustees_perhaps_meant(other), *_known(other.about_user)]}
    return bool(meant - {concern.about_user_id, *concern.may_mean})


def names_in(text: str) -> set[str]:
    """First names and surnames as they compare: without case, accents and titles."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[^\W\d_]+", "".join(one for one in bare if not unicodedata.combining(one)))
    return {word for word in words if len(word) >= SHORTEST_NAME} - TITLES


def _shares_a_name(typed: set[str], names: set[str]) -> bool:
    begins = tuple(word for word in typed if len(word) >= LONG_ENOUGH_TO_BE_A_BEGINNING)
    return bool(typed & names) or any(name.startswith(begins) for name in names)


def _deputy(concern: Concern, now: datetime) -> User | None:
    """Within a day the next on the rota; a whole day unseen goes to the lead."""
    told = _known(concern.owner)
    if concern.site and is_at_once(concern):
        return duty.deputy(concern.site, now, besides=told)
    return _with_role(Role.SAFEGUARDING_LEAD, concern, besides=told)


def _trustee(concern: Concern, besides: Collection[User] = ()) -> User | None:
    return _with_role(Role.TRUSTEE, concern, besides=[*besides, *_meant(concern)])


def trustees_near(programme: Programme | None, site: Site | None = None) -> int:
    """How many could look at a concern about a person there."""
    there = duty.near(site=site, programme=programme)
    held = Membership.objects.with_role(Role.TRUSTEE).filter(there, user__is_active=True)
    return held.distinct().count()


def _manager_not_meant(concern: Concern) -> User | None:
    """Where nobody can look, she hears that something waits. What it is she does not see."""
    return _with_role(Role.PROGRAMME_MANAGER, concern, besides=_meant(concern))


def _with_role(role: Role, concern: Concern, besides: Collection[User] = ()) -> User | None:
    return duty.with_role(role, site=concern.site, programme=concern.programme, besides=besides)


def _known(user: User | None) -> list[User]:
    return [user] if user else []


def _still_here(user: User | None) -> User | None:
    return user if user and user.is_active else None


def who_may_see(concern: Concern) -> QuerySet[User]:
    """The people this file is open to, beside whoever has it now."""
    about_person = concern.kind == ConcernKind.ABOUT_PERSON
    needed = roles.SEE_CONCERNS_ABOUT_PEOPLE if about_person else roles.SEE_CONCERNS
    held = Membership.objects.live().filter(role__in=roles.GRANTS[needed])
    there = held.filter(duty.near(site=concern.site, programme=concern.programme))
    able = User.objects.active().filter(pk__in=there.values("user"))
    return able.exclude(pk__in=[user.pk for user in [*_known(concern.owner), *_meant(concern)]])


def people_near(user: User) -> QuerySet[User]:
    """Who volunteers or works at the places this person belongs to, without herself."""
    sites = Site.objects.visible_to(user)
    there = Q(site__in=sites) | Q(programme__in=Programme.objects.visible_to(user))
    held = Membership.objects.live().filter(there | Q(site=None, programme=None))
    return _others(user, held)


def people_to_choose_from(user: User) -> QuerySet[User]:
    """Whose names she sees anyway. To a volunteer that is her coordinators; to most, nobody.

    Whoever is not offered a name writes it.
    """
    if roles.can(user, roles.SEE_SITES):
        sites = Site.objects.where(user, roles.SEE_SITES)
        there = Q(site__in=sites) | Q(programme__in=Programme.objects.visible_to(user))
        held = Membership.objects.live().filter(there | Q(site=None, programme=None))
    else:
        sites = Site.objects.where(user, roles.SUPPORT_MUMS)
        held = Membership.objects.live().filter(site__in=sites, role=Role.COORDINATOR)
    return _others(user, held)


def _others(user: User, held: QuerySet[Membership]) -> QuerySet[User]:
    near = User.objects.active().filter(pk__in=held.values("user"))
    return near.exclude(pk=user.pk).order_by("name", "pk")


def _meant(concern: Concern) -> list[User]:
    """Whom it is about, or may be."""
    maybe = User.objects.filter(pk__in=concern.may_mean) if concern.may_mean else []
    return [*_known(concern.about_user), *maybe]


# --- lists ----------------------------------------------------------------------------------
def concern_files() -> QuerySet[Concern]:
    """With all that a page or a list about them needs."""
    return Concern.objects.select_related(
        "owner", "actor", "about_user", "site", "programme", "referral__parent"
    )


def concerns_about_her(referral: Referral, user: User) -> QuerySet[Concern]:
    """Of all her referrals, newest first; those this person may see."""
    hers = concern_files().visible_to(user).filter(referral__parent=referral.parent_id)
    return hers.order_by("-raised_at", "id")


def came_with_a_held_form() -> Q:
    """Written from outside about what is held back as perhaps not genuine."""
    return Q(actor=None, referral__in=Referral.objects.held())


def has_unseen_concern(referral: Referral) -> bool:
    """Whether something about somebody's safety was raised that nobody has looked at yet.

    What its owner typed herself she has seen; here it counts once she has done something.
    """
    done = ConcernStep.objects.filter(concern=OuterRef("pk")).exclude(kind=ConcernStepKind.SEEN)
    only_typed = Q(owner=F("actor"), acknowledged_at=F("raised_at")) & ~Exists(done)
    hers = open_concerns_for_her(referral)
    return hers.filter(Q(acknowledged_at=None) | only_typed).exists()


def open_concerns_for_her(referral: Referral) -> QuerySet[Concern]:
    """About somebody's safety, on this referral, and not yet over."""
    return concern_files().open().filter(referral=referral, kind=ConcernKind.FOR_HER)


def with_an_open_concern(user: User, referrals: Collection[UUID]) -> set[UUID]:
    """Which of them are hers about whose safety a concern is open that this person may see."""
    seen = concern_files().visible_to(user).open().filter(kind__in=ABOUT_SAFETY)
    theirs = Referral.objects.filter(pk__in=referrals, parent__referral__concern__in=seen)
    return set(theirs.values_list("pk", flat=True))


def told_outside(referral: Referral, user: User) -> QuerySet[ConcernStep]:
    """Which other services were told about her, newest first; of files this person may see."""
    told = ConcernStep.objects.visible_to(user).filter(kind=ConcernStepKind.TOLD)
    hers = told.filter(concern__referral=referral, concern__kind=ConcernKind.FOR_HER)
    return hers.select_related("actor").order_by("-at", "-id")


def raised_by(user: User) -> QuerySet[Concern]:
    """What this person raised, newest first: for her own page, which shows no file."""
    return concern_files().raised_by(user).order_by("-raised_at", "id")
