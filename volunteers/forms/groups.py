"""What is filled in about a group, by a coordinator or on a helper's phone."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from pim import clock
from pim.access import roles
from pim.forms.base import PimForm
from pim.forms.dates import PARTS
from pim.forms.fields import (
    CheckboxesField,
    DatePartsField,
    NotAfter,
    RadiosField,
    WholeNumberField,
    YesNoField,
)
from pim.models import Site, User
from referrals.enums import SupportKind
from referrals.queries import has_risks
from volunteers import queries
from volunteers.enums import EndReason, VolunteerRole
from volunteers.forms.support import a_few_words
from volunteers.models import GroupPlace, SupportGroup

LENGTHS = (60, 90, 120)
A_LINE = {"autocomplete": "off"}


class GroupForm(PimForm):
    submit_label = "Save"
    names = {
        "name": "what the group is called",
        "venue": "where it meets",
        "meets": "when it meets",
        "capacity": "how many mums have a place",
    }

    name = forms.CharField(
        label="What is the group called?", max_length=120, widget=forms.TextInput(A_LINE)
    )
    venue = forms.CharField(
        label="Where does it meet?", max_length=200, widget=forms.TextInput(A_LINE)
    )
    meets = forms.CharField(
        label="When does it meet?",
        help_text="For example: Tuesdays in term time, 10 to 11.30.",
        max_length=120,
        widget=forms.TextInput(A_LINE),
    )
    access = forms.CharField(
        label="Step-free, parking, buggies (optional)",
        required=False,
        max_length=200,
        widget=forms.TextInput(A_LINE),
    )
    capacity = WholeNumberField(label="How many mums have a place?", min_value=1, max_value=60)
    starts_on = DatePartsField(label="First day", called="the first day")


class ChangeGroupForm(GroupForm):
    def __init__(self, *args: Any, record: SupportGroup, **kwargs: Any) -> None:
        held = {name: getattr(record, name) for name in self.base_fields}
        super().__init__(*args, **{"initial": held} | kwargs)


class NewGroupForm(GroupForm):
    submit_label = "Start this group"
    field_order = ["site", "name", "venue", "meets", "access", "capacity", "starts_on"]

    site = forms.ModelChoiceField(label="Site", queryset=Site.objects.none(), empty_label=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.where(user, roles.WORK_CASES)
        self.fields["site"].queryset = sites.order_by("name")


class PlaceForm(PimForm):
    submit_label = "Give her a place"
    names = {"referral": "who gets a place"}

    referral = forms.ModelChoiceField(
        label="Who gets a place?", queryset=GroupPlace.objects.none(), empty_label="Choose"
    )
    waits_for_volunteer = YesNoField(
        label="Does she wait for a volunteer of her own as well?",
        help_text="If not, the group is her support, and she waits no longer.",
    )

    def __init__(self, *args: Any, user: User, record: SupportGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referral"].queryset = queries.may_join(user, record)
        self.fields["referral"].label_from_instance = _called


def _called(referral) -> str:
    kind = getattr(getattr(referral, "triage", None), "support_kind", "")
    would_like = f", would like: {SupportKind(kind).label.lower()}" if kind else ""
    return f"{referral.parent.called}, {referral.reference}{would_like}"


NOBODY_HELPS = (
    "Nobody can be added just now. On a volunteer’s page, under “Change what she offers”, tick "
    f"“{VolunteerRole.GROUP.label}”. She must belong to this site and be available."
)


class HelperForm(PimForm):
    submit_label = "Add her"
    names = {"volunteer": "who helps"}

    volunteer = forms.ModelChoiceField(
        label="Who helps in this group?",
        help_text="Available volunteers of the site who help in groups.",
        queryset=GroupPlace.objects.none(),
        empty_label="Choose",
    )

    def __init__(self, *args: Any, user: User, record: SupportGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["volunteer"].queryset = queries.may_help(user, record)
        if not self.fields["volunteer"].queryset.exists():
            self.fields["volunteer"].help_text = NOBODY_HELPS
        self.fields["volunteer"].label_from_instance = lambda one: (
            f"{one.first_name} {one.last_name}".strip()
        )


LEAVING = (
    EndReason.COMPLETED,
    EndReason.ENDED_EARLY,
    EndReason.MOVED_AWAY,
    EndReason.CHANGE,
)


class LeaveForm(PimForm):
    submit_label = "She leaves the group"
    names = {"reason": "why she leaves"}

    reason = RadiosField(
        label="Why does she leave?",
        choices=[(one.value, one.label) for one in LEAVING],
        hints={EndReason.CHANGE: "She keeps her place with us and waits for something else."},
    )
    risks_reviewed = forms.BooleanField(
        label="I have looked at the known risks, and whoever must know about them knows",
        required=False,
    )

    def __init__(self, *args: Any, record: GroupPlace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.choices = [
            (key, "Something else fits her better" if key == EndReason.CHANGE else label)
            for key, label in reason.choices
        ]
        if not has_risks(record.referral):
            del self.fields["risks_reviewed"]
            self.helper = self.build_helper()


class LongerForm(PimForm):
    submit_label = "Move the end"

    to_on = DatePartsField(label="Until when?", called="the new end")


TOOK_PLACE, FELL_THROUGH = "yes", "no"


def as_noted(group: SupportGroup, on: date) -> dict[str, Any]:
    """What the register of that day says already."""
    held = queries.meetings_of(group).filter(held_on=on).first()
    if held is None:
        return {}
    if held.fell_through:
        return {"happened": FELL_THROUGH, "note": held.note}
    came = [str(place) for place in held.groupattendance_set.values_list("place", flat=True)]
    said = {"happened": TOOK_PLACE, "came": came, "guests": held.guests, "note": held.note}
    return said | {"minutes": held.minutes}


def _day_of(data: QueryDict) -> date | None:
    """The day that was typed, or nothing: the form says itself what is wrong with it."""
    field = DatePartsField()
    try:
        return field.clean(field.widget.value_from_datadict(data, {}, "held_on"))
    except forms.ValidationError:
        return None


def _as_typed(day: date, noted: dict[str, Any]) -> QueryDict:
    """The register of a day as a browser would send it, untouched."""
    typed = QueryDict(mutable=True)
    for part in PARTS:
        typed[f"held_on_{part}"] = str(getattr(day, part))
    for name, value in noted.items():
        values = value if isinstance(value, list) else [value]
        typed.setlist(name, ["" if one is None else str(one) for one in values])
    typed["shown"] = day.isoformat()
    return typed


def _is_another(data: QueryDict, day: date, noted: dict[str, Any]) -> bool:
    """What was sent is not what that day had on screen. Sent twice, it says the same."""
    if data.get("shown") == day.isoformat():
        return False
    kept = _as_typed(day, noted)
    return any(sorted(kept.getlist(name)) != sorted(data.getlist(name)) for name in noted)


HAS_ITS_OWN = (
    "This day has a register already. Here it is, as it was noted: change what is not right, and "
    "save it again"
)


class RegisterForm(PimForm):
    """One screen: who came, how many guests, or that it fell through.

    Each day has its own. Whoever chooses a day that has one already, and was shown another, is
    shown that one first, so that it is never replaced unread.
    """

    submit_label = "Save the register"
    names = {
        "held_on": "the day",
        "happened": "whether it took place",
        "came": "who came",
        "guests": "the number of guests",
        "minutes": "how long it took",
    }

    held_on = DatePartsField(
        label="Which day?",
        called="the day",
        validators=[NotAfter("The day must be today or in the past")],
    )
    happened = RadiosField(
        label="Did it take place?",
        choices=[(TOOK_PLACE, "Yes"), (FELL_THROUGH, "No, it fell through")],
        reveals={TOOK_PLACE: ["came", "guests", "minutes"]},
    )
    came = CheckboxesField(label="Who came?", choices=[], required=False)
    guests = WholeNumberField(
        label="How many guests?",
        help_text="Only the number. We keep nothing else about guests.",
        min_value=0,
        max_value=200,
    )
    minutes = RadiosField(
        label="About how long?", choices=[(length, f"{length} minutes") for length in LENGTHS]
    )
    note = a_few_words("A note (optional)", "About the group as a whole, and nobody by name.")
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *args: Any, record: SupportGroup, **kwargs: Any
    ) -> None:
        """Whether it took place is never ticked beforehand: a register left alone says nothing."""
        day = clock.today() if data is None else _day_of(data)
        noted = as_noted(record, day) if day else {}
        self.is_anothers = data is not None and bool(noted) and _is_another(data, day, noted)
        if self.is_anothers:
            data = _as_typed(day, noted)
        beforehand = {"held_on": day, "guests": 0, "minutes": 90} | noted
        beforehand["shown"] = day.isoformat() if noted else ""
        kwargs["initial"] = beforehand | (kwargs.get("initial") or {})
        super().__init__(data, *args, **kwargs)
        self._offer_its_length(beforehand.get("minutes", 90))
        self.places = {str(place.pk): place for place in queries.in_register(record, day)}
        self.fields["came"].choices = [
            (pk, place.referral.parent.called or "Erased") for pk, place in self.places.items()
        ]
        if not self.places:
            self.fields["came"].label = "Nobody has a place yet"

    def _offer_its_length(self, minutes: int) -> None:
        if minutes not in LENGTHS:
            lengths = sorted({*LENGTHS, minutes})
            self.fields["minutes"].choices = [(one, f"{one} minutes") for one in lengths]

    def clean(self) -> dict[str, Any]:
        """As ``actions.record_meeting`` takes it."""
        cleaned = super().clean()
        cleaned.pop("shown", None)
        if self.is_anothers:
            self.add_error("held_on", forms.ValidationError(HAS_ITS_OWN, "day month year"))
        cleaned["fell_through"] = cleaned.pop("happened", None) == FELL_THROUGH
        cleaned["came"] = [self.places[pk] for pk in cleaned.get("came") or []]
        cleaned["guests"] = cleaned.get("guests") or 0
        cleaned["minutes"] = int(cleaned.get("minutes") or 0)
        return cleaned
