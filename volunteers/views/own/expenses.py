"""Money she spent for us, and where each claim stands."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from pim import clock
from pim.access.audit import acting
from pim.errors import DomainError
from volunteers import actions, money, queries
from volunteers.enums import ExpenseKind
from volunteers.forms.own_expenses import MilesForm, PaidForForm
from volunteers.models import Expense
from volunteers.panels.expenses import what_for
from volunteers.views.own.door import GET_OR_POST, for_volunteers, tried, volunteer_of

SHOWN = 30
TITLES = {MilesForm: "Miles in my car", PaidForForm: "Something I paid for"}


@for_volunteers
@require_safe
def expenses(request: HttpRequest) -> HttpResponse:
    words = {
        "expenses": [_shown(one) for one in queries.own_expenses(request.user)[:SHOWN]],
        "owed": money.pounds(queries.owed_to(request.user)),
        "pence_a_mile": queries.pence_a_mile(volunteer_of(request)),
    }
    return render(request, "volunteers/own/expenses.html", words)


@for_volunteers
@GET_OR_POST
def miles(request: HttpRequest, expense: Expense | None = None) -> HttpResponse:
    """Two steps in one page: what the miles are worth is shown first, then sent in as shown."""
    rate = queries.pence_a_mile(volunteer_of(request))
    form = MilesForm(request.POST if request.method == "POST" else None, expense=expense)
    if not form.is_valid():
        return _page(request, form, rate=rate, expense=expense)
    worth = money.mileage(form.cleaned_data["miles"], rate)
    typed = request.POST.copy()
    was_shown, typed["shown_pence"] = form.cleaned_data.pop("shown_pence"), str(worth)
    if was_shown == str(worth) and _sent_in(request, form):
        return redirect("own-expenses")
    twin = _twin(request, form, miles=form.cleaned_data["miles"])
    if not form.errors:
        form = MilesForm(typed, expense=expense, worth=worth)
    pounds = money.pounds(worth)
    return _page(request, form, rate=rate, expense=expense, worth=pounds, twin=twin)


@for_volunteers
@GET_OR_POST
def paid(request: HttpRequest, expense: Expense | None = None) -> HttpResponse:
    form = PaidForForm(request.POST if request.method == "POST" else None, expense=expense)
    if not form.is_valid():
        return _page(request, form, expense=expense)
    is_asked = form.cleaned_data.pop("another")
    if twin := not is_asked and _twin(request, form, pence=form.cleaned_data["pence"]):
        typed = request.POST.copy()
        typed["another"] = "yes"  # asked once: the next tap sends it in
        return _page(request, PaidForForm(typed, expense=expense), expense=expense, twin=twin)
    if _sent_in(request, form):
        return redirect("own-expenses")
    return _page(request, form, expense=expense)


@for_volunteers
@GET_OR_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One that was sent back, to change and send in once more."""
    expense = get_object_or_404(queries.own_expenses(request.user).sent_back(), pk=pk)
    page = miles if expense.kind == ExpenseKind.MILEAGE else paid
    return page(request, expense=expense)


@for_volunteers
@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    expense = queries.own_expenses(request.user).filter(pk=pk).first()
    try:
        if expense:  # else pressed twice
            actions.take_expense_back(expense=expense, by=acting(request.user), now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Taken back. Nobody looks at it any more.")
    return redirect("own-expenses")


def _twin(request: HttpRequest, form: Form, **amount: Any) -> Expense | None:
    typed = form.cleaned_data
    return queries.same_sent_in(
        volunteer_of(request),
        besides=typed["expense_id"],
        kind=typed["kind"],
        spent_on=typed["spent_on"],
        **amount,
    )


def _sent_in(request: HttpRequest, form: Form) -> bool:
    done = tried(
        form,
        actions.claim_expense,
        volunteer=volunteer_of(request),
        **form.cleaned_data,
        by=acting(request.user),
        now=clock.now(),
    )
    if done:
        messages.success(request, "Sent in. Thank you. You see here where it stands.")
    return done


def _page(request: HttpRequest, form: Form, **words: Any) -> HttpResponse:
    given = {"form": form, "title": TITLES[type(form)], **words}
    return render(request, "volunteers/own/expense.html", given)


def _shown(expense: Expense) -> dict[str, Any]:
    return {"row": expense, "what": what_for(expense), "amount": money.pounds(expense.pence)}
