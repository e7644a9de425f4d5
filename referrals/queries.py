"""What others ask about a referral."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from phonenumber_field.phonenumber import to_python

from pim.access.encryption import blind_index
from pim.models import Programme, Site
from pim.working_days import add_working_days
from referrals import references
from referrals.enums import ContactChannel, ContactOutcome, Means
from referrals.models import Agreement, ContactAttempt, Referral, SafeContact


def uk_date(moment: datetime) -> date:
    """The day in the United Kingdom on which something happened."""
    return timezone.localdate(moment)


def safe_contact(referral: Referral, channel: ContactChannel) -> SafeContact | None:
    """The way to reach her by this channel that she said is safe, the one to use first first."""
    return _live_contacts(referral).filter(channel=channel, address__isnull=False).first()


def safe_contacts(referral: Referral) -> list[SafeContact]:
    """All the ways that are safe now, the one to use first first."""
    return list(_live_contacts(referral))


def _live_contacts(referral: Referral):
    live = SafeContact.objects.live().filter(parent=referral.parent_id)
    return live.order_by("-is_primary", "created_at", "id")


def what_we_call_ourselves(referral: Referral) -> str:
    """The name she chose for us, else the programme's own plain one."""
    chosen = (contact.us for contact in _live_contacts(referral) if contact.us)
    return next(chosen, referral.programme.us)


# --- where she belongs ----------------------------------------------------------------------
def pick_site(programme: Programme, district: str, *, on: date) -> Site | None:
    """The programme's site for a postcode district; None if no open one covers it.

    A paused site still receives: asking is never refused. Where two cover it, one that is not
    paused comes first.
    """
    sites = Site.objects.open_on(on).filter(programme=programme).covering(district)
    return sites.order_by("intake_paused", "opens_on", "slug").first()


def pick_programme(district: str, *, on: date) -> Programme | None:
    """The open programme that has a site for the district, else the one longest with us.

    Whoever lives outside every area still lands somewhere, where a person decides.
    """
    programmes = Programme.objects.open_on(on).order_by("created_at", "slug")
    here = [programme for programme in programmes if pick_site(programme, district, on=on)]
    return next(iter(here or programmes), None)


def desk(referral: Referral) -> Site | None:
    """The site whose telephone answers for this referral: its own, else the programme's first."""
    if referral.site:
        return referral.site
    sites = Site.objects.open_on(uk_date(referral.asked_at))
    return sites.filter(programme=referral.programme_id).order_by("opens_on", "slug").first()


# --- finding --------------------------------------------------------------------------------
def newest_referral(parent_id: UUID) -> Referral:
    return Referral.objects.filter(parent=parent_id).latest("asked_at")


def found(user, text: str):
    """Referrals the user may see, by a part of her name or reference, or a whole phone or e-mail.

    Phone and e-mail rest encrypted: only the fingerprint of the whole one can be looked for.
    """
    phone = to_python(text, region="GB")
    typed = [text, phone.as_e164] if phone and phone.national_number else [text]
    contacts = SafeContact.objects.filter(address_index__in=map(blind_index, typed))
    matching = (
        Q(parent__called__icontains=text)
        | Q(reference__icontains=references.spaced(text))
        | Q(parent__in=contacts.values("parent"))
    )
    rows = Referral.objects.visible_to(user).filter(matching)
    return rows.select_related("parent", "site").order_by("-asked_at")


# --- clocks and readiness -------------------------------------------------------------------
def first_call_due_on(referral: Referral) -> date:
    """The day by which a person rings her, in working days of her site."""
    asked_on = uk_date(referral.asked_at)
    days = referral.programme.first_call_working_days
    return add_working_days(asked_on, days, **working_days_of(referral.site))


def working_days_of(site: Site | None) -> dict:
    """What ``pim.working_days`` needs to know of a place."""
    if site is None:
        return {}
    return {
        "nation": site.nation,
        "closures": site.closures,
        "weekdays": site.staffed_weekdays,
    }


def has_spoken(referral: Referral) -> bool:
    return ContactAttempt.objects.filter(referral=referral, outcome=ContactOutcome.SPOKE).exists()


def agreed_herself(referral: Referral) -> bool:
    """A referrer's word that she agrees is not hers."""
    agreements = Agreement.objects.filter(referral=referral)
    return agreements.exclude(means=Means.THROUGH_REFERRER).exists()


def missing_before_acceptance(referral: Referral) -> list[str]:
    """What is still to be done before she can be accepted, as sentences for a coordinator."""
    missing = []
    if referral.site_id is None:
        missing.append("Choose her site.")
    if not has_spoken(referral):
        missing.append("Speak with her and log the call.")
    if not agreed_herself(referral):
        missing.append("Ask her whether she wants this herself, and record her yes.")
    return missing
