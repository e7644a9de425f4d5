"""What keeps volunteers going: check-ins, supervision, a talk after a hard contact, their money."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from outcomes.simulation.stage import Stage, at, working_time
from outcomes.simulation.world import Life
from pim import clock
from pim.models import Site
from volunteers import actions
from volunteers.enums import CareKind, ExpenseKind, VolunteerStatus
from volunteers.models import Expense, Session, Volunteer

TALKS_EVERY = (18, 27)  # days; each second talk is a supervision
IN_TURN = (CareKind.CHECK_IN, CareKind.SUPERVISION)
MINUTES = {CareKind.CHECK_IN: 15, CareKind.SUPERVISION: 50}


def cared_for(stage: Stage, volunteer: Volunteer, site: Site) -> Life:
    """As long as she is with us somebody talks with her, on the rhythm of the programme."""
    chance = stage.chance("cared for", stage.name(volunteer.pk))
    talks = 0
    while True:
        yield working_time(site, chance, after_days=chance.randint(*TALKS_EVERY))
        if Volunteer.objects.filter(pk=volunteer.pk, status=VolunteerStatus.LEFT).exists():
            return
        kind = IN_TURN[talks % 2]
        actions.record_supervision(
            volunteer=volunteer,
            kind=kind,
            held_on=clock.today(),
            minutes=MINUTES[kind],
            by=stage.coordinator(site),
            now=clock.now(),
        )
        talks += 1
        stage.note(f"talks with volunteers: {kind.label.lower()}")


def talking_it_over(stage: Stage, session: Session, volunteer: UUID) -> Life:
    """Soon after a hard contact."""
    of = Volunteer.objects.select_related("site").get(pk=volunteer)
    chance = stage.chance("debrief", stage.name(of.pk), clock.today())
    yield working_time(of.site, chance, after_days=1)
    actions.record_supervision(
        volunteer=of,
        kind=CareKind.DEBRIEF,
        held_on=clock.today(),
        minutes=30,
        about_session=session,
        words="It was right to ring us. You need not carry this alone.",
        by=stage.coordinator(of.site),
        now=clock.now(),
    )
    stage.note("talks after a hard contact")


# --- Money ------------------------------------------------------------------------------------
def spending(stage: Stage, site: Site) -> Life:
    """In the last weeks: one is paid, one sent back, one approved, one just sent in."""
    last = stage.last_day
    yield at(last - timedelta(days=40), 18)
    who = stage.own_volunteer(site)
    if who is None:
        return
    by = stage.coordinator(site)
    miles = _claim(stage, who, ExpenseKind.MILEAGE, miles=Decimal("12.4"))
    actions.approve_expense(expense=miles, by=by, now=clock.now())
    yield at(last - timedelta(days=26), 10)
    actions.pay_expense(expense=miles, paid_on=clock.today(), by=by, now=clock.now())
    childcare = _claim(stage, who, ExpenseKind.CHILDCARE, pence=3200)
    yield at(last - timedelta(days=20), 10)
    answer = "Thank you. Could you add the receipt?"
    actions.send_expense_back(expense=childcare, answer=answer, by=by, now=clock.now())
    parking = _claim(stage, who, ExpenseKind.PARKING, pence=460, has_receipt=True)
    yield at(last - timedelta(days=5), 10)
    actions.approve_expense(expense=parking, by=by, now=clock.now())
    _claim(stage, who, ExpenseKind.FARE, pence=380, has_receipt=True)


def _claim(stage: Stage, who: Volunteer, kind: ExpenseKind, **spent) -> Expense:
    stage.note("expenses claimed")
    return actions.claim_expense(
        volunteer=who,
        kind=kind,
        spent_on=clock.today(),
        by=stage.as_volunteer(who.pk),
        now=clock.now(),
        **spent,
    )


def asks_for_a_ring(stage: Stage, site: Site) -> None:
    if who := stage.own_volunteer(site):
        actions.ask_for_a_ring(volunteer=who, by=stage.as_volunteer(who.pk), now=clock.now())
