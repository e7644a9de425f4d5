"""What anyone who is signed in fills in when something worries her."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime

from pim.access import roles
from pim.forms.base import PimForm
from pim.forms.fields import RadiosField, YesNoField
from pim.models import Programme, Site, User
from referrals import known_as, own_mums, queries
from referrals.enums import ConcernKind, ConcernUrgency
from referrals.forms.reach import a_paragraph
from referrals.models import Referral

ON_FILE, ELSE, PERSON, SERVICE = "on-file", "else", "person", "service"


TRUSTEES = {
    0: (
        "We have no trustee who can look just now. A manager is told at once that something "
        "waits, and not what it is, and finds one. That person does not see it."
    ),
    1: (
        "It goes to our one trustee. That person does not see it. If it is about the trustee, a "
        "manager is told that something waits, and not what it is, and finds another."
    ),
}


class RaiseForm(PimForm):
    came_from: Referral | None = None
    found: Referral | None = None
    submit_label = "Send"
    names = {
        "danger": "yes or no",
        "about": "who or what it is about",
        "words": "what worries you",
        "where": "the area",
        "name": "the name",
        "reference": "her reference",
        "whose": "whose safety it is about",
    }

    danger = YesNoField(
        label="Is someone in danger now?",
        help_text="A mum, a child or anyone else.",
    )
    about = RadiosField(
        label="Who or what is it about?",
        hints={
            ELSE: "A mum, a child or anyone else. The coordinators of the area look.",
            PERSON: "It goes to a trustee. That person does not see it.",
        },
        reveals={ON_FILE: ["reference"], ELSE: ["whose"], PERSON: ["who", "name"]},
    )
    reference = forms.CharField(
        label="What is her reference?", help_text="It stands on her record.", max_length=20
    )
    whose = forms.CharField(
        label="Who? Say it in your own words",
        help_text="For example: her sister, or a mum I met at the group.",
        max_length=120,
    )
    who = forms.ChoiceField(label="Who is it?", required=False)
    name = forms.CharField(label="Or write the name", max_length=120, required=False)
    words = forms.CharField(
        label="What worries you?",
        help_text="In your own words. What you saw or heard, when, and who was there.",
        widget=a_paragraph(6),
    )
    where = forms.ModelChoiceField(
        label="Which area is it about?",
        queryset=Site.objects.none(),
        empty_label="Choose",
        required=False,
    )

    def __init__(self, data: Any, *, user: User, mums: Sequence[Referral], **kwargs: Any) -> None:
        self.user, self.mums = user, {str(one.pk): one for one in mums}
        self.sites = Site.objects.visible_to(user).order_by("name", "pk")
        super().__init__(data, **kwargs)
        self.fields["about"].choices = [
            *((key, label(one)) for key, one in self.mums.items()),
            (ON_FILE, "A mum on file: I know her reference"),
            (ELSE, "Someone else’s safety" if self.mums else "Someone’s safety"),
            (PERSON, "Someone who volunteers or works here"),
            (SERVICE, "How we do things here"),
        ]
        self._say_who_reads_it()
        self._offer_names()
        self._offer_to_find_her()
        if "where" in self.fields:
            self.fields["where"].queryset = self.sites

    def _say_who_reads_it(self) -> None:
        """Before she sends it: whether there is a trustee who can look at all."""
        programme = Programme.objects.visible_to(self.user).first()
        there = queries.trustees_near(programme, self.sites[0] if len(self.sites) == 1 else None)
        about = self.fields["about"]
        about.hints = about.hints | {PERSON: TRUSTEES.get(there, about.hints[PERSON])}

    def _offer_names(self) -> None:
        """Only those she sees anyway; where that is nobody, she writes the name."""
        self.people = {str(one.pk): one for one in queries.people_to_choose_from(self.user)}
        if self.people:
            names = [(str(pk), name) for pk, name in known_as.of(self.people.values()).items()]
            choices = [("", "Choose, or write the name below"), *names]
            self.fields["who"].choices = choices
            return
        self.fields["name"].label = "Who is it? Write the name"
        self._drop("who", of=PERSON)

    def _offer_to_find_her(self) -> None:
        """Only to those who see mums' records."""
        if roles.can(self.user, roles.SEE_CASES):
            return
        about = self.fields["about"]
        about.choices = [one for one in about.choices if one[0] != ON_FILE]
        self._drop("reference", of=ON_FILE)

    def _drop(self, name: str, *, of: str) -> None:
        about = self.fields["about"]
        kept = [one for one in about.reveals[of] if one != name]
        about.reveals = about.reveals | {of: kept}
        del self.fields[name]
        self.helper = self.build_helper()

    @classmethod
    def fitting(cls, data: Any, *, user: User, **kwargs: Any) -> "RaiseForm":
        """Without a question to which there is but one answer."""
        asks_where = Site.objects.visible_to(user).count() > 1
        return (cls if asks_where else RaiseAtOneSiteForm)(data, user=user, **kwargs)

    def coming_from_her(self) -> "RaiseForm":
        """With the answers that whoever comes from one mum's record need not give again."""
        (self.came_from,) = self.mums.values()
        self.initial = {"about": str(self.came_from.pk), "where": self.came_from.site_id}
        return self

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("about") == PERSON and not (cleaned.get("who") or cleaned.get("name")):
            self._ask_who()
        if cleaned.get("about") == ON_FILE and cleaned.get("reference"):
            self._find_her(cleaned["reference"])
        is_about_her = cleaned.get("about") in [*self.mums, ON_FILE]
        if "where" in self.fields and not (is_about_her or cleaned.get("where")):
            self.add_error("where", "Choose the area")
        return cleaned

    def _find_her(self, reference: str) -> None:
        self.found = queries.by_reference(self.user, reference)
        if self.found is None:
            self.add_error("reference", "No record has this reference. Look at it again")

    def _ask_who(self) -> None:
        if self.people:
            self.add_error("who", "Choose who it is, or write the name")
        else:
            self.add_error("name", "Write the name, or what she or he does here")

    def asked(self) -> dict[str, Any]:
        """As ``actions.raise_concern`` takes it."""
        typed = self.cleaned_data
        urgency = ConcernUrgency.AT_ONCE if typed["danger"] else ConcernUrgency.SAME_DAY
        return {"urgency": urgency, "words": typed["words"]} | self._about(typed["about"])

    def _about(self, about: str) -> dict[str, Any]:
        if about in self.mums:
            return {"kind": ConcernKind.FOR_HER, "referral": self.mums[about]}
        if about == ON_FILE:
            return {"kind": ConcernKind.FOR_HER, "referral": self.found}
        if about == ELSE:
            whose = self.cleaned_data["whose"]
            return {"kind": ConcernKind.SAFETY, "about_name": whose} | self._place()
        if about == SERVICE:
            return {"kind": ConcernKind.COMPLAINT} | self._place()
        who = self.people.get(self.cleaned_data.get("who", ""))
        name = "" if who else self.cleaned_data["name"]
        person = {"kind": ConcernKind.ABOUT_PERSON, "about_user": who, "about_name": name}
        return person | self._place()

    def _place(self) -> dict[str, Any]:
        site = self.cleaned_data.get("where") or self.sites.first()
        return {"site": site, "programme": Programme.objects.visible_to(self.user).first()}


class RaiseAtOneSiteForm(RaiseForm):
    where = None


def label(referral: Referral) -> str:
    """By first name; her name is gone where she is not there for her any more."""
    if until := own_mums.until(referral):
        return f"The mum you were there for {_when(own_mums.since(referral), until)}, or her family"
    return f"{referral.parent.called or 'Someone'}, or her family"


def _when(since: datetime | None, until: datetime) -> str:
    ended = date_format(localtime(until), "j F Y")
    began = since and date_format(localtime(since), "j F")
    return f"from {began} to {ended}" if began else f"until {ended}"
