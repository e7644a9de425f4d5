"""What a coordinator fills in on the small pages behind the buttons of a referral."""

from collections.abc import Mapping
from typing import Any

from django import forms

from pim.access import roles
from pim.forms.base import PimForm
from pim.forms.fields import EmailField, RadiosField, UKPhoneField, YesNoField, national
from pim.models import Site
from referrals import queries
from referrals.arrivals import NewContact
from referrals.enums import INCOMING, ContactChannel, ContactOutcome, Means, Purpose
from referrals.forms.reach import FIELD_OF, a_paragraph
from referrals.models import Referral, SafeContact

# What she says on a screen she says herself: nobody records that for her.
SAID_HERSELF = [(means.value, means.label) for means in (Means.BY_PHONE, Means.ON_PAPER)]

WENT = [
    (one.value, "No answer, or none yet" if one == ContactOutcome.NO_ANSWER else one.label)
    for one in ContactOutcome
]


class CallForm(PimForm):
    """One try to reach her, by a way that is safe: no other is offered."""

    submit_label = "Save"
    names = {"channel": "how you tried to reach her", "outcome": "how it went"}

    channel = RadiosField(label="How did you try to reach her?")
    outcome = RadiosField(
        label="How did it go?",
        choices=WENT,
        hints={ContactOutcome.WRONG_NUMBER: "You can put the number right on the next page."},
        reveals={ContactOutcome.VOICEMAIL: ["by_mistake"]},
    )
    by_mistake = forms.BooleanField(
        label="She asked for no voicemail there, and it happened by mistake",
        help_text="A concern is opened, so that somebody thinks about who may have heard it.",
        required=False,
    )
    note = forms.CharField(
        label="Note (optional)",
        help_text="Only what the next person needs to know.",
        required=False,
        widget=a_paragraph(),
    )

    def __init__(self, *args: Any, record: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways_to_use(record)
        channel = self.fields["channel"]
        channel.choices = [(key, in_words(way, self.ways)) for key, way in self.ways.items()]
        channel.hints = {key: mind(way) for key, way in self.ways.items() if mind(way)}
        channel.help_text = which_try(record)
        if not self.ways:
            channel.help_text = channel.error_messages["required"] = NO_SAFE_WAY

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if way := self.ways.get(cleaned.get("channel")):
            cleaned |= {"contact": way, "channel": ContactChannel(way.channel)}
        return cleaned


NO_SAFE_WAY = "No safe way to reach her is known. Add a safe way to reach her first"


def ways_to_use(referral: Referral) -> dict[str, SafeContact]:
    """Each safe way by itself: two telephones are not alike. The first of a kind has its name."""
    ways: dict[str, SafeContact] = {}
    for contact in queries.safe_contacts(referral):
        ways[str(contact.pk) if contact.channel in ways else contact.channel] = contact
    places = list(ContactChannel.values)
    return dict(sorted(ways.items(), key=lambda found: places.index(found[1].channel)))


def in_words(contact: SafeContact, ways: Mapping[str, SafeContact]) -> str:
    """With its number only where there are two of the kind."""
    alike = [way for way in ways.values() if way.channel == contact.channel]
    called = str(contact.get_channel_display())
    return f"{called}: {national(contact.address or '')}" if len(alike) > 1 else called


def which_try(referral: Referral) -> str:
    """Once she is accepted, nobody counts any more."""
    if referral.status not in INCOMING:
        return ""
    return f"So far: {queries.tries(referral)}. Two tries on one day count once."


def mind(contact: SafeContact) -> str:
    """What to keep in mind before using this way."""
    if contact.channel != ContactChannel.PHONE:
        return contact.best_times or ""
    voicemail = "A voicemail is fine." if contact.voicemail_ok else "Leave no voicemail."
    return f"{voicemail} {contact.best_times or ''}".strip()


class AgreementForm(PimForm):
    submit_label = "She agrees"
    names = {"means": "how she told us"}

    means = RadiosField(label="How did she tell us?", choices=SAID_HERSELF)


class ConsentForm(PimForm):
    submit_label = "Save"
    names = {"purpose": "what it is about", "given": "yes or no", "means": "how she told us"}

    purpose = RadiosField(label="What is it about?", choices=Purpose.choices)
    given = YesNoField(label="Did she say yes?")
    means = RadiosField(label="How did she tell us?", choices=SAID_HERSELF)


class SiteForm(PimForm):
    """A site that takes the record out of her sight is chosen knowingly."""

    submit_label = "Save"

    names = {"site": "the site that looks after her"}

    site = forms.ModelChoiceField(
        label="Which site looks after her?",
        queryset=Site.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    out_of_sight = forms.BooleanField(
        label="At a site that is not mine: I know that I will not see her any more, "
        "and that the coordinator there will",
        required=False,
    )

    def __init__(self, *args: Any, user: Any, record: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        sites = Site.objects.filter(programme=record.programme_id).order_by("name")
        self.fields["site"].queryset = sites
        if all(self.stays_in_sight(site) for site in sites):
            del self.fields["out_of_sight"]
            self.helper = self.build_helper()

    def stays_in_sight(self, site: Site) -> bool:
        return roles.can(self.user, roles.SEE_CASES, site)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        site, known = cleaned.get("site"), cleaned.pop("out_of_sight", True)
        if site and not known and not self.stays_in_sight(site):
            self.add_error(
                "out_of_sight",
                f"You will not see her any more: {site}’s coordinator will. "
                "Tick the box if that is right",
            )
        return cleaned


class NoteForm(PimForm):
    submit_label = "Save"

    note = forms.CharField(
        label="What should her volunteer know? (optional)",
        help_text=(
            "For safety and access only, for example: café only, needs step-free. "
            "Her volunteer reads this."
        ),
        required=False,
        widget=a_paragraph(5),
    )


class ContactForm(PimForm):
    """One way to reach her. ``contact`` gives it as a value for the action."""

    submit_label = "Save"
    names = {
        "channel": "how to reach her",
        "phone_number": "the phone number",
        "text_number": "the number for texts",
        "email": "the e-mail address",
        "letter_address": "the address for letters",
    }

    channel = RadiosField(
        label="How may we reach her?",
        choices=ContactChannel.choices,
        reveals={
            ContactChannel.PHONE: ["phone_number", "voicemail_ok"],
            ContactChannel.TEXT: ["text_number"],
            ContactChannel.EMAIL: ["email"],
            ContactChannel.LETTER: ["letter_address"],
        },
    )
    phone_number = UKPhoneField(
        label="Phone number", widget=forms.TextInput({"type": "tel", "autocomplete": "off"})
    )
    voicemail_ok = YesNoField(
        label="May we leave a voicemail?",
        error_messages={"required": "Choose whether we may leave a voicemail"},
    )
    text_number = UKPhoneField(
        label="Number for texts", widget=forms.TextInput({"type": "tel", "autocomplete": "off"})
    )
    email = EmailField(label="E-mail address", widget=forms.EmailInput({"autocomplete": "off"}))
    letter_address = forms.CharField(label="Address for letters", widget=a_paragraph())
    best_times = forms.CharField(label="Good times (optional)", required=False, max_length=200)
    us = forms.CharField(label="What to call ourselves (optional)", required=False, max_length=60)
    word = forms.CharField(
        label="A word she will recognise (optional)", required=False, max_length=40
    )

    def contact(self) -> NewContact:
        said = self.cleaned_data
        channel = ContactChannel(said["channel"])
        return NewContact(
            channel=channel,
            address=said[FIELD_OF[channel]],
            voicemail_ok=bool(said["voicemail_ok"]),
            best_times=said["best_times"],
            us=said["us"],
            word=said["word"],
        )

    def clean(self) -> dict[str, Any]:
        """Buttons hand the cleaned answers on as they are: here, the whole contact at once."""
        cleaned = super().clean()
        if not self.errors:
            self.cleaned_data = cleaned
            cleaned["new"] = self.contact()
        return cleaned


def as_answers(contact: SafeContact) -> dict[str, Any]:
    """A contact we hold, as the form above shows it."""
    return {
        "channel": contact.channel,
        FIELD_OF[ContactChannel(contact.channel)]: contact.address,
        "voicemail_ok": contact.voicemail_ok,
        "best_times": contact.best_times,
        "us": contact.us,
        "word": contact.word,
    }
