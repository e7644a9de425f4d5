"""Coming in: what somebody told us becomes a referral."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from pim.access import reach
from pim.access.audit import Actor
from pim.access.encryption import blind_index
from pim.errors import DomainError
from pim.forms.fields import postcode_index
from referrals import consent, lifecycle, queries
from referrals.actions.calls import add_agreement_row
from referrals.actions.contacts import add_contact_row
from referrals.actions.receipts import queue_receipts
from referrals.arrivals import Arrival, NewParent, NewReferrer
from referrals.enums import Source
from referrals.models import Parent, Referral, Referrer
from referrals.references import new_reference


@transaction.atomic
def receive(*, arrival: Arrival, by: Actor, now: datetime) -> Referral:
    """Take in a referral from herself, a professional or staff. Nobody is ever turned away."""
    parent = _add_parent(arrival.parent)
    for place, contact in enumerate(arrival.contacts):
        add_contact_row(parent, contact, is_primary=place == 0)
    referral = _add_referral(arrival, parent, now)
    lifecycle.note_event(referral, "", by=by, now=now)
    if arrival.agreed:
        add_agreement_row(referral, arrival.means, by=by, now=now)
    consent.record_all(
        referral=referral, said=arrival.consents, means=arrival.means, by=by, now=now
    )
    if arrival.gets_receipt and not referral.held_for:
        queue_receipts(referral, now)
    return referral


def _add_parent(new: NewParent) -> Parent:
    return Parent.objects.create(
        called=new.called,
        age_band=new.age_band,
        postcode=new.postcode or None,
        postcode_index=postcode_index(new.postcode),
        postcode_district=new.district or None,
        language=new.language or "English",
        needs_interpreter=new.needs_interpreter,
        access_needs=new.access_needs or None,
    )


def _add_referrer(new: NewReferrer) -> Referrer:
    return Referrer.objects.create(
        **asdict(new) | {"phone": new.phone or None}, email_index=blind_index(new.email)
    )


def _add_referral(arrival: Arrival, parent: Parent, now: datetime) -> Referral:
    district = arrival.parent.district
    on = queries.uk_date(now)
    programme = arrival.programme or queries.pick_programme(district, on=on)
    if programme is None:
        raise DomainError("We cannot take this in just now. Please ring us instead.")
    asked = arrival.asked
    return _save_with_reference(
        Referral(
            parent=parent,
            programme=programme,
            site=arrival.site or queries.pick_site(programme, district, on=on),
            source=arrival.source,
            referrer=_add_referrer(arrival.referrer) if arrival.referrer else None,
            referrer_says_she_agrees=arrival.source == Source.PROFESSIONAL,
            referrer_may_be_told=asked.referrer_may_be_told,
            known_risks=asked.known_risks or None,
            others_involved=asked.others_involved or None,
            child_protection=asked.child_protection,
            urgency=asked.urgency,
            asked_only_to_be_rung=asked.only_ring,
            held_for=arrival.held_for,
            asked_at=now,
            status_since=now,
            situation=asked.situation,
            due_on=asked.due_on,
            born_on=asked.born_on,
            wish=asked.wish or None,
            wishes=list(asked.wishes),
            formats=list(asked.formats),
            times=list(asked.times),
            days=list(asked.days),
            background_wanted=list(asked.background_wanted),
            background_unwanted=list(asked.background_unwanted),
        )
    )


def _save_with_reference(referral: Referral) -> Referral:
    """Give it a reference nobody else has; the database decides who was first."""
    reach.add(referral.pk)
    for last in (False, False, False, True):
        referral.reference = new_reference()
        try:
            with transaction.atomic():
                referral.save(force_insert=True)
            break
        except IntegrityError as error:
            if last or "reference" not in error.__cause__.diag.constraint_name:
                raise
    return referral
