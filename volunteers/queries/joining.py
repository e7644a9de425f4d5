"""How far somebody has come on her way to us, and what is missing for her sign-off."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import LinkToken, User
from volunteers.check_rules import Rule
from volunteers.enums import WITH_US, CheckKind, InterviewOutcome, Verdict, VolunteerStatus
from volunteers.models import (
    Application,
    Check,
    Enrolment,
    Interview,
    Reference,
    Volunteer,
    VolunteerEvent,
)
from volunteers.queries.standing import newest_checks, required_kinds, what_is_wrong
from volunteers.queries.training import why_fewer_hours
from volunteers.referees import people_among

REFERENCES_NEEDED = 2
A_REFERENCE_IS_OVERDUE_AFTER = timedelta(days=14)
A_MOMENT = timedelta(minutes=5)
JOINING = (
    VolunteerStatus.ENQUIRY,
    VolunteerStatus.APPLICATION,
    VolunteerStatus.INTERVIEW,
    VolunteerStatus.CHECKING,
    VolunteerStatus.TRAINING,
    VolunteerStatus.SIGN_OFF,
)
ASKED_IN = (VolunteerStatus.CHECKING, VolunteerStatus.TRAINING)


@dataclass(frozen=True)
class Requirement:
    """One thing that has to be there before she is signed off."""

    key: str
    label: str
    met: bool
    detail: str = ""
    on: date | datetime | None = None


def readiness(volunteer: Volunteer, on: date) -> list[Requirement]:
    """All of them, in the order in which they come."""
    began = _began(volunteer)
    talk = [] if _was_taken_over(began) else [_interview(volunteer, began)]
    return [_site(volunteer), *talk, _references(volunteer), *_checks(volunteer, on)]


def missing_for_sign_off(volunteer: Volunteer, on: date) -> list[str]:
    return [one.label for one in readiness(volunteer, on) if not one.met]


def is_ready(volunteer: Volunteer, on: date) -> bool:
    """Asked often. Training is the last to come, as a rule: one question spares the others."""
    trained = Check.objects.standing().filter(volunteer=volunteer, kind=CheckKind.TRAINING)
    return trained.exists() and not missing_for_sign_off(volunteer, on)


def _began(volunteer: Volunteer) -> VolunteerEvent | None:
    """When she applied, or was taken over with what she had: the newest counts."""
    begins = Q(to_status=VolunteerStatus.APPLICATION) | Q(
        from_status=VolunteerStatus.ENQUIRY, to_status=VolunteerStatus.SIGN_OFF
    )
    return VolunteerEvent.objects.filter(begins, volunteer=volunteer).order_by("-at", "-pk").first()


def _was_taken_over(began: VolunteerEvent | None) -> bool:
    return began is not None and began.to_status == VolunteerStatus.SIGN_OFF


def _site(volunteer: Volunteer) -> Requirement:
    return Requirement("site", "Her site", volunteer.site_id is not None)


def _interview(volunteer: Volunteer, began: VolunteerEvent | None) -> Requirement:
    """Who comes back after years is talked with again."""
    held = Interview.objects.filter(volunteer=volunteer)
    if began:
        held = held.filter(recorded_at__gte=began.at)
    newest = held.order_by("-recorded_at").first()
    if newest is None:
        return Requirement("interview", "Interview", met=False)
    met = newest.outcome == InterviewOutcome.GO_ON
    label = InterviewOutcome(newest.outcome).label
    return Requirement("interview", "Interview", met, label, newest.held_on)


def _references(volunteer: Volunteer) -> Requirement:
    """Judged fine here, or seen by a person elsewhere. Two of them mean two people."""
    judged = Reference.objects.fine().filter(volunteer=volunteer).order_by("judged_at")
    fine = people_among(judged)
    noted = Check.objects.standing().filter(volunteer=volunteer, kind=CheckKind.REFERENCE)
    seen = noted.order_by("seen_on")
    dates = [one.judged_at for one in fine] + [one.seen_on for one in seen]
    met = len(dates) >= REFERENCES_NEEDED
    detail = f"{min(len(dates), REFERENCES_NEEDED)} of {REFERENCES_NEEDED} are fine"
    return Requirement("references", "Two references", met, detail, dates[-1] if met else None)


def speaking_against(volunteer: Volunteer) -> list[Reference]:
    """Of those who were named since she last applied: judged not enough, or to be asked more.

    Not enough stays so when somebody else was named instead.
    """
    gone = Q(verdict=Verdict.ASK_MORE, replaced_at__isnull=False)
    doubtful = Reference.objects.filter(
        volunteer=volunteer, verdict__in=(Verdict.NOT_ENOUGH, Verdict.ASK_MORE)
    )
    began = _began(volunteer)
    if began:
        doubtful = doubtful.filter(named_at__gte=began.at)
    return list(doubtful.exclude(gone).order_by("judged_at", "pk"))


def would_not_trust_her(volunteer: Volunteer) -> bool:
    """Somebody said so whose reference was judged fine all the same."""
    return Reference.objects.fine().filter(volunteer=volunteer, would_trust=False).exists()


def _checks(volunteer: Volunteer, on: date) -> list[Requirement]:
    newest = {check.kind: check for check in newest_checks(volunteer)}
    return [
        _check(rule, newest.get(kind), what_is_wrong(rule, newest.get(kind), on=on))
        for kind, rule in required_kinds(volunteer).items()
    ]


def _check(rule: Rule, check: Check | None, wrong: str) -> Requirement:
    label = CheckKind(rule.kind).label
    if wrong or check is None:
        return Requirement(rule.kind, wrong or label, met=False)
    told = [f"Again on {check.recheck_on:%-d %B %Y}"] if check.recheck_on else []
    if rule.kind == CheckKind.TRAINING:
        told += [f"Fewer hours: {why}" for why in why_fewer_hours(check.volunteer_id)]
    return Requirement(rule.kind, label, True, ". ".join(told), check.issued_on)


# --- What she sent, and who knows her ---------------------------------------------------------
def application_of(volunteer: Volunteer) -> Application | None:
    return Application.objects.filter(volunteer=volunteer).first()


def expects_application(volunteer: Volunteer) -> bool:
    """A coordinator has begun it with her, and nothing of hers has come."""
    return volunteer.status in JOINING and application_of(volunteer) is None


def with_the_same_address(volunteer: Volunteer, user):
    """Other volunteers whom this person may see, known by the same e-mail address."""
    seen = Volunteer.objects.visible_to(user).exclude(pk=volunteer.pk)
    same = seen.filter(email_index=volunteer.email_index, email_index__isnull=False)
    return same.order_by("-status_since", "pk")


def open_reference(link: LinkToken | None) -> Reference | None:
    """What a referee's link leads to, while it may still be answered."""
    if link is None:
        return None
    return Reference.objects.open().select_related("volunteer").filter(pk=link.object_id).first()


def has_just_answered(link: LinkToken | None, *, now: datetime) -> bool:
    """What this link led to was sent a moment ago."""
    lately = Reference.objects.filter(answered_at__gt=now - A_MOMENT)
    return link is not None and lately.filter(pk=link.object_id).exists()


# --- What waits for a coordinator -------------------------------------------------------------
def standing_at(user: User, *statuses: VolunteerStatus):
    """Volunteers she works with who stand there, the longest first."""
    worked = Volunteer.objects.visible_to(user).filter(
        at_sites_of(user, roles.WORK_VOLUNTEERS) | Q(site__isnull=True), status__in=statuses
    )
    return worked.select_related("site", "application").order_by("status_since", "pk")


def on_no_course(user: User):
    """In training, with no place on a course that runs, and not trained elsewhere."""
    hers = {"volunteer": OuterRef("pk")}
    place = Enrolment.objects.running().filter(**hers)
    trained = Check.objects.standing().filter(**hers, kind=CheckKind.TRAINING)
    return standing_at(user, VolunteerStatus.TRAINING).filter(~Exists(place), ~Exists(trained))


def references_to_judge(user: User):
    came = Reference.objects.visible_to(user).to_judge()
    return came.select_related("volunteer").order_by("answered_at", "pk")


def references_to_chase(user: User, now: datetime):
    """Nobody has been asked though she was told to go on, or somebody has not answered."""
    unasked = Q(asked_at=None, volunteer__status__in=ASKED_IN)
    silent = Q(asked_at__lte=now - A_REFERENCE_IS_OVERDUE_AFTER)
    open_ones = Reference.objects.visible_to(user).open().filter(unasked | silent)
    return open_ones.select_related("volunteer").order_by("asked_at", "named_at", "pk")


def away_too_long(user: User, on: date):
    """Back from a break by now, or to leave by now, as she had said."""
    seen = standing_at(user, *WITH_US)
    over = Q(status=VolunteerStatus.ON_BREAK, back_on__lte=on) | Q(leaves_on__lte=on)
    return seen.filter(over)
