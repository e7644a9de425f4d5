"""The first call on one page, in the order in which two people talk.

It begins with everything we were told before: nobody is asked twice, and what was wrong is put
right here. What is typed is kept by ``static/js/autosave.js`` while the call lasts.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from pim.errors import DomainError
from pim.forms.base import LONGEST_ANSWER
from pim.forms.fields import (
    CheckboxesField,
    PostcodeField,
    RadiosField,
    WeekdaysField,
    YesNoField,
    national,
)
from pim.forms.printed import Printed
from referrals import consent, queries
from referrals.arrivals import Asked, NewParent
from referrals.enums import (
    AgeBand,
    Background,
    ChildProtection,
    ContactChannel,
    DayPart,
    Purpose,
    RedFlag,
    Situation,
    SupportFormat,
    SupportKind,
    WaySaid,
    Wish,
)
from referrals.first_calls import Found
from referrals.forms.asked_in_call import ASKED, AT_ONCE, SECTIONS, WAYS
from referrals.forms.language import LanguageAnswer
from referrals.forms.reach import a_paragraph
from referrals.forms.when import REVEALS, SITUATIONS, HerWhenForm, born_on
from referrals.models import Referral, SafeContact, Triage

SHORT = {"class": "nhsuk-input--width-20", "autocomplete": "off"}


def words(label: str, *, rows: int = 3, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, widget=a_paragraph(rows))


class TriageForm(LanguageAnswer, HerWhenForm):
    """Nothing but her name must be filled in: a call may end at any moment."""

    one_question = False
    submit_label = "Save the first call"
    names = {"called": "what to call her", "danger_now": "whether someone is in danger right now"}

    called = forms.CharField(
        label="What should we call her?", max_length=120, widget=forms.TextInput(SHORT)
    )
    age_band = RadiosField(
        label="How old is she?",
        help_text="Under 18 is fine. The safeguarding lead is told, and looks at the checks.",
        choices=AgeBand.choices,
        required=False,
    )
    is_partner = YesNoField(label="Is this a dad or a partner?", required=False)
    language = forms.CharField(
        label="Which language does she like to talk in?",
        required=False,
        max_length=40,
        widget=forms.TextInput(SHORT),
    )
    needs_interpreter = YesNoField(
        label="Would she like an interpreter?",
        help_text="It is free, private, and never someone from her family.",
        required=False,
    )
    access_needs = words(
        "What makes it work for her?", hint="Large print, no steps, time to think…"
    )

    situation = RadiosField(
        label="Which of these is true for her at the moment?",
        choices=[(one, one.about_her) for one in SITUATIONS],
        reveals=REVEALS,
        required=False,
    )
    born_on = born_on("When was her baby born?", "her baby’s birthday")
    born_on.required = False  # she may not feel like saying it on the phone
    wish = words("What would she like help with, in her own words?")
    needs = words("What does she need?", rows=5, hint="In your words. Only what we need to know.")

    red_flags = CheckboxesField(
        label="Is any of this so?",
        help_text="Ask, or listen for it. Tick what is so: the hint says what to do at once.",
        choices=RedFlag.choices,
        hints=AT_ONCE,
        required=False,
    )
    danger_now = YesNoField(
        label="If you ticked any: is someone in danger right now?",
        help_text="Saving tells whoever looks after safety here: at once, or the same day.",
        required=False,
    )
    red_flag_note = words("What did she say about it, and what did you do?")
    known_risks = words("Risks to know about before we ring or visit")
    others_involved = words("Who else is involved?", hint="Midwife, health visitor, social worker…")
    child_protection = RadiosField(
        label="Is children’s social care involved?", choices=ChildProtection.choices, required=False
    )

    support_kind = RadiosField(
        label="What kind of support would she like?", choices=SupportKind.choices, required=False
    )
    wishes = CheckboxesField(
        label="Who would she like to talk to?", choices=Wish.choices, required=False
    )
    formats = CheckboxesField(
        label="How would she like to meet or talk?", choices=SupportFormat.choices, required=False
    )
    times = CheckboxesField(label="When would suit her?", choices=DayPart.choices, required=False)
    days = WeekdaysField(
        label="Which days?", help_text="None means that any day is fine.", required=False
    )
    background_wanted = CheckboxesField(
        label="What would she like a volunteer to share with her?",
        help_text="Leave this empty if she did not say.",
        choices=Background.choices,
        required=False,
    )
    background_unwanted = CheckboxesField(
        label="What would she rather a volunteer did not share?",
        help_text="She need not say why. Leave this empty if she did not say.",
        choices=Background.choices,
        required=False,
    )

    address = words("Her address")
    postcode = PostcodeField(
        label="Her postcode", required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    gp = words("Her GP or surgery", rows=2)
    emergency_contact = words(
        "Whom may we ring in an emergency?", rows=2, hint="Name, number, and who they are to her."
    )

    agrees = forms.BooleanField(
        label="She says yes herself: she wants this, and we may stay in touch", required=False
    )
    spoke = forms.BooleanField(
        label="I have just talked with her again: note a call", required=False
    )

    def __init__(self, data: Mapping | None = None, *, record: Referral, **kwargs: Any) -> None:
        self.record, self.noted = record, queries.first_call(record)
        self.ways = {f"{WAYS}{way.pk.hex}": way for way in queries.safe_contacts(record)}
        self.base_fields = self.base_fields | _asked_of(record) | self._asked_of_ways()
        super().__init__(data, initial=told_before(record, self.noted), **kwargs)
        self._leave_out_what_is_known()
        self.helper = self.build_helper()

    def _leave_out_what_is_known(self) -> None:
        if queries.agreed_herself(self.record):
            del self.fields["agrees"]
        if self.noted is None or self.noted.saved_at is None:
            del self.fields["spoke"]

    def _asked_of_ways(self) -> dict[str, forms.Field]:
        """Silence about a way is neither yes nor no: each is asked by itself."""
        return {
            name: RadiosField(
                label=f"Is this still safe for her? {_way_in_words(way)}",
                choices=WaySaid.choices,
                initial=WaySaid.SAFE if queries.was_confirmed(way, self.record) else None,
                required=False,
            )
            for name, way in self.ways.items()
        }

    def build_helper(self) -> FormHelper:
        """One part after the other; the page draws the form's frame and its buttons."""
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(*(self._section(title) for title in SECTIONS))
        return helper

    def _section(self, title: str) -> Fieldset:
        hint, names = SECTIONS[title]
        here = [name for name in self._spelled_out(names) if name in self.fields]
        intro = [Printed("<p>{}</p>", hint)] if hint else []
        return Fieldset(title, *intro, *here, css_class="desk-part") if here else Layout()

    def _spelled_out(self, names: list[str]) -> list[str]:
        return [one for name in names for one in (self.ways if name == WAYS else [name])]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("red_flags") and cleaned.get("danger_now") is None:
            self.add_error("danger_now", "Choose whether someone is in danger right now")
        self._refuse_both_ways(cleaned)
        return cleaned

    def _refuse_both_ways(self, cleaned: Mapping[str, Any]) -> None:
        wanted = cleaned.get("background_wanted") or []
        both = [one for one in wanted if one in (cleaned.get("background_unwanted") or [])]
        if both:
            named = " and ".join(f"“{Background(one).label}”" for one in both)
            self.add_error(
                "background_unwanted",
                f"{named} is ticked in both lists. Ask her which is right, and leave it in one",
            )

    def typed(self) -> dict[str, list[str]]:
        """What was typed into the boxes of this form, as it is kept: no other names get in."""
        known = {name for field in self.fields for name in _boxes(self, field)}
        kept = {name: self.data.getlist(name) for name in self.data if name in known}
        if any(sum(map(len, values)) > LONGEST_ANSWER for values in kept.values()):
            raise DomainError(f"Keep each answer to {LONGEST_ANSWER:,} letters: it is not kept.")
        return kept

    @classmethod
    def as_typed(cls, typed: Mapping[str, list[str]], *, record: Referral) -> "TriageForm":
        """The form as somebody left it, with no complaint about what is still missing."""
        data = QueryDict(mutable=True)
        for name, values in typed.items():
            data.setlist(name, values)
        form = cls(data, record=record)
        form._errors = ErrorDict()
        return form

    def found(self) -> Found:
        said = self.cleaned_data
        return Found(
            parent=self._parent(said),
            asked=self._asked(said),
            gp=said["gp"],
            emergency_contact=said["emergency_contact"],
            address=said["address"],
            needs=said["needs"],
            red_flags=said["red_flags"],
            red_flag_note=said["red_flag_note"],
            danger_now=bool(said["danger_now"]),
            support_kind=said["support_kind"],
            is_partner=said["is_partner"],
            agrees=said.get("agrees", False),
            consents=self._consents(said),
            still_safe=self._said_of_ways(WaySaid.SAFE),
            not_safe=self._said_of_ways(WaySaid.NOT_SAFE),
            spoke=said.get("spoke", True),
        )

    def _parent(self, said: Mapping[str, Any]) -> NewParent:
        return NewParent(
            called=said["called"],
            age_band=said["age_band"],
            postcode=said["postcode"],
            language=said["language"],
            needs_interpreter=bool(said["needs_interpreter"]),
            access_needs=said["access_needs"],
        )

    def _asked(self, said: Mapping[str, Any]) -> Asked:
        """Where it was left open which is true for her, what was known stays."""
        dates = said if said["situation"] else vars(self.record)
        return Asked(
            situation=Situation(said["situation"] or self.record.situation),
            due_on=dates["due_on"],
            born_on=dates["born_on"],
            wish=said["wish"],
            wishes=said["wishes"],
            formats=said["formats"],
            times=said["times"],
            days=said["days"],
            background_wanted=said["background_wanted"],
            background_unwanted=said["background_unwanted"],
            known_risks=said["known_risks"],
            others_involved=said["others_involved"],
            child_protection=said["child_protection"],
        )

    def _said_of_ways(self, said: WaySaid) -> list[UUID]:
        return [way.pk for name, way in self.ways.items() if self.cleaned_data[name] == said]

    def _consents(self, said: Mapping[str, Any]) -> dict[Purpose, bool]:
        answers = {purpose: said.get(f"consent_{purpose.value}") for purpose in Purpose}
        return {purpose: given for purpose, given in answers.items() if given is not None}


def _asked_of(referral: Referral) -> dict[str, forms.Field]:
    """A question for each consent she has not decided on yet."""
    decided = consent.decisions(referral)
    open_ones = [purpose for purpose in Purpose if decided[purpose] is None]
    if referral.referrer_id is None and Purpose.REFERRER in open_ones:
        open_ones.remove(Purpose.REFERRER)
    return {
        f"consent_{purpose.value}": YesNoField(label=ASKED[purpose], required=False)
        for purpose in open_ones
    }


def told_before(referral: Referral, noted: Triage | None) -> dict[str, Any]:
    """Everything we hold already, as the form shows it."""
    parent = referral.parent
    known = situation_known(referral) | {
        "called": parent.called,
        "age_band": parent.age_band,
        "language": parent.language,
        "needs_interpreter": parent.needs_interpreter or None,
        "access_needs": parent.access_needs,
        "postcode": parent.postcode or parent.postcode_district,
        "wish": referral.wish,
        "wishes": referral.wishes,
        "formats": referral.formats,
        "times": referral.times,
        "days": referral.days,
        "background_wanted": referral.background_wanted,
        "background_unwanted": referral.background_unwanted,
        "known_risks": referral.known_risks,
        "others_involved": referral.others_involved,
        "child_protection": referral.child_protection,
    }
    return known | (found_before(noted) if noted else {})


def situation_known(referral: Referral) -> dict[str, Any]:
    asked = referral.situation != Situation.NOT_ASKED
    return {
        "situation": referral.situation if asked else "",
        "due_on": referral.due_on,
        "born_on": referral.born_on,
    }


def found_before(noted: Triage) -> dict[str, Any]:
    names = ("gp", "emergency_contact", "address", "needs", "red_flags", "red_flag_note")
    return {name: getattr(noted, name) for name in (*names, "support_kind", "is_partner")}


def _way_in_words(contact: SafeContact) -> str:
    where = national(contact.address or "")
    if contact.channel != ContactChannel.PHONE:
        return f"{contact.get_channel_display()}: {where}"
    voicemail = "voicemail is fine" if contact.voicemail_ok else "no voicemail"
    return f"{contact.get_channel_display()}: {where} ({voicemail})"


def _boxes(form: forms.Form, name: str) -> list[str]:
    """The names under which a field comes back: a date has three."""
    widget = form.fields[name].widget
    return [name, *(name + suffix for suffix in getattr(widget, "widgets_names", []))]
