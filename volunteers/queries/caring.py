"""Who looks after the volunteers, and when it is time: on each programme's own rhythm."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import (
    DateField,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, TruncDate

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import User
from pim.working_days import add_working_days
from referrals.queries import uk_date, working_days_of
from volunteers.enums import WITH_US, CareKind, VolunteerStatus
from volunteers.models import Session, Supervision, SupportRules, Volunteer, VolunteerEvent

LONDON = ZoneInfo("Europe/London")
A_WEEK = Value(timedelta(weeks=1), output_field=DurationField())
TALKS = {
    "check-in": ("check_in_weeks", tuple(CareKind)),
    "supervision": ("supervision_weeks", (CareKind.SUPERVISION,)),
}
NEVER_ON_HER_PAGES = "private_note"


def check_ins_due(user: User, *, on: date):
    """Volunteers nobody has talked to for as long as their programme lets pass."""
    return _due(user, *TALKS["check-in"], on)


def supervisions_due(user: User, *, on: date):
    return _due(user, *TALKS["supervision"], on)


def with_talk_due(rows: QuerySet, talk: str, *, on: date) -> QuerySet:
    """Those of ``rows`` who are due for a check-in or for supervision."""
    rhythm, kinds = TALKS[talk]
    due = _counted(Volunteer.objects.filter(status__in=WITH_US), rhythm, kinds)
    return rows.filter(pk__in=due.filter(due_on__lte=on).values("pk"))


def _due(user: User, rhythm: str, kinds: tuple[str, ...], on: date):
    """Adds ``last_talk``, ``counted_from`` and ``due_on``, the longest overdue first."""
    mine = at_sites_of(user, roles.WORK_VOLUNTEERS)
    rows = Volunteer.objects.visible_to(user).filter(mine, status__in=WITH_US)
    return (
        _counted(rows, rhythm, kinds)
        .filter(due_on__lte=on)
        .select_related("site")
        .order_by("due_on", "pk")
    )


def _counted(rows: QuerySet, rhythm: str, kinds: tuple[str, ...]) -> QuerySet:
    """A volunteer nobody talked to yet is counted from the day she first was available."""
    talks = Supervision.objects.filter(volunteer=OuterRef("pk"), kind__in=kinds)
    steps = VolunteerEvent.objects.filter(
        volunteer=OuterRef("pk"), to_status=VolunteerStatus.AVAILABLE
    )
    began = steps.order_by("at", "pk").values(day=TruncDate("at", tzinfo=LONDON))[:1]
    return rows.annotate(
        last_talk=Subquery(talks.order_by("-held_on").values("held_on")[:1]),
        counted_from=Coalesce(
            "last_talk", Subquery(began), TruncDate("status_since", tzinfo=LONDON)
        ),
        due_on=Cast(
            ExpressionWrapper(
                F("counted_from") + _of_rules(rhythm) * A_WEEK, output_field=DateTimeField()
            ),
            DateField(),
        ),
    )


def _of_rules(column: str, path: str = "site__programme") -> Coalesce:
    """What the programme has set, or what is usual."""
    usual = SupportRules._meta.get_field(column).default
    return Coalesce(f"{path}__support_rules__{column}", usual, output_field=IntegerField())


def debriefs_due(user: User):
    """Hard contacts nobody has talked over with the volunteer yet, the oldest first.

    Adds ``debrief_days``, the working days her programme allows.
    """
    talked = Supervision.objects.filter(about_session=OuterRef("pk"))
    mine = at_sites_of(user, roles.WORK_VOLUNTEERS, "match__volunteer__site")
    hard = Session.objects.filter(mine, ~Exists(talked), was_hard=True)
    days = _of_rules("debrief_days", "match__volunteer__site__programme")
    rows = hard.annotate(debrief_days=days).select_related("match__volunteer__site")
    return rows.order_by("logged_at", "pk")


def hard_contacts_of(volunteer: Volunteer):
    """Those of one volunteer that are still to be talked over."""
    talked = Supervision.objects.filter(about_session=OuterRef("pk"))
    hard = Session.objects.filter(~Exists(talked), match__volunteer=volunteer, was_hard=True)
    return hard.order_by("logged_at", "pk")


def debrief_by(session: Session) -> date:
    """Until when somebody should have talked with her, for a row of ``debriefs_due``."""
    place = working_days_of(session.match.volunteer.site)
    return add_working_days(uk_date(session.logged_at), session.debrief_days, **place)


def asked_for_a_ring(user: User):
    mine = at_sites_of(user, roles.WORK_VOLUNTEERS)
    asked = Volunteer.objects.visible_to(user).filter(mine, ring_me_at__isnull=False)
    return asked.select_related("site").order_by("ring_me_at", "pk")


def talks_with(volunteer: Volunteer):
    """What was recorded about her, for coordinators."""
    talks = Supervision.objects.filter(volunteer=volunteer)
    return talks.select_related("recorded_by", "about_session").order_by("-held_on", "-recorded_at")


# --- Her own page -----------------------------------------------------------------------------
def own_talks(user: User):
    """What she may read again. The note for coordinators is not even fetched."""
    hers = Supervision.objects.filter(volunteer__in=Volunteer.objects.of_user(user))
    return hers.defer(NEVER_ON_HER_PAGES).order_by("-held_on", "-recorded_at")


def next_supervision(volunteer: Volunteer) -> date | None:
    """When it is time for the next, for a volunteer who is with us."""
    if volunteer.status not in WITH_US:
        return None
    hers = Volunteer.objects.filter(pk=volunteer.pk)
    return _counted(hers, "supervision_weeks", (CareKind.SUPERVISION,)).get().due_on
