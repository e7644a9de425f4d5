"""What anyone who is signed in fills in when something worries her."""

from collections.abc import Sequence
from typing import Any

from django import forms

from pim.forms.base import PimForm
from pim.forms.fields import RadiosField, YesNoField
from pim.models import Programme, Site, User
from referrals import known_as, queries
from referrals.enums import ConcernKind, ConcernUrgency
from referrals.forms.reach import a_paragraph
from referrals.models import Referral

PERSON, SERVICE = "person", "service"


class RaiseForm(PimForm):
    came_from: Referral | None = None
    submit_label = "Send"
    names = {
        "danger": "yes or no",
        "about": "who or what it is about",
        "words": "what worries you",
        "where": "the area",
        "name": "the name",
    }

    danger = YesNoField(
        label="Is someone in danger now?",
        help_text="A mum, a child or anyone else.",
    )
    about = RadiosField(
        label="Who or what is it about?",
        hints={PERSON: "It goes to a trustee. That person does not see it."},
        reveals={PERSON: ["who", "name"]},
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
            (PERSON, "Someone who volunteers or works here"),
            (SERVICE, "How we do things here"),
        ]
        self._offer_names()
        if "where" in self.fields:
            self.fields["where"].queryset = self.sites

    def _offer_names(self) -> None:
        """Only those she sees anyway; where that is nobody, she writes the name."""
        self.people = {str(one.pk): one for one in queries.people_to_choose_from(self.user)}
        if self.people:
            names = [(str(pk), name) for pk, name in known_as.of(self.people.values()).items()]
            choices = [("", "Choose, or write the name below"), *names]
            self.fields["who"].choices = choices
            return
        del self.fields["who"]
        self.fields["name"].label = "Who is it? Write the name"
        self.fields["about"].reveals = {PERSON: ["name"]}
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
        is_about_her = cleaned.get("about") in self.mums
        if "where" in self.fields and not (is_about_her or cleaned.get("where")):
            self.add_error("where", "Choose the area")
        return cleaned

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
    return f"{referral.parent.called or 'Someone'}, or her family"
