"""Finding a referral again."""

from uuid import UUID

from django.db.models import F, Q
from phonenumber_field.phonenumber import to_python

from pim.access.encryption import blind_index
from referrals import references
from referrals.models import Referral, SafeContact
from referrals.queries.by_name import ids_of_those_called


def newest_referral(parent_id: UUID) -> Referral:
    """The one that is open, else the newest of those that closed."""
    hers = Referral.objects.filter(parent=parent_id)
    return hers.order_by(F("closed_at").desc(nulls_first=True), "-asked_at").first()


def by_reference(user, typed: str) -> Referral | None:
    """The one with this whole reference, if she may see it."""
    seen = Referral.objects.visible_to(user).select_related("parent")
    return seen.filter(reference__iexact=references.spaced(typed.strip())).first()


def found(user, text: str):
    """Referrals the user may see, by a part of her name or reference, or a whole phone or e-mail.

    Phone and e-mail rest encrypted: only the fingerprint of the whole one can be looked for.
    """
    phone = to_python(text, region="GB")
    typed = [text, phone.as_e164] if phone and phone.national_number else [text]
    contacts = SafeContact.objects.filter(address_index__in=map(blind_index, typed))
    matching = (
        Q(pk__in=ids_of_those_called(user, text))
        | Q(reference__icontains=references.spaced(text))
        | Q(parent__in=contacts.values("parent"))
    )
    rows = Referral.objects.visible_to(user).filter(matching)
    return rows.select_related("parent", "site").order_by("-asked_at")
