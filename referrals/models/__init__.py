"""Everything that is kept about a referral, one file for each question."""

from referrals.models.agreeing import Agreement, Consent, ContactAttempt
from referrals.models.arriving import Draft, FormSent, ImportedLine, SecretWord
from referrals.models.asking import CheckIn, HerRequest
from referrals.models.concerns import Concern, ConcernStep
from referrals.models.copies import Passage, RecordCopy
from referrals.models.emergencies import EmergencyLook, EmergencyNews
from referrals.models.losses import Loss
from referrals.models.people import Parent, Referrer, SafeContact, ToldApart
from referrals.models.referral import Referral, ReferralEvent
from referrals.models.rights import Erasure, LegalHold
from referrals.models.scopes import CaseQuerySet
from referrals.models.triage import EqualityAnswers, Signpost, SignpostGiven, Triage
from referrals.models.wishes import MessageWishes

__all__ = [
    "Agreement",
    "CaseQuerySet",
    "CheckIn",
    "Concern",
    "ConcernStep",
    "Consent",
    "ContactAttempt",
    "Draft",
    "EmergencyLook",
    "EmergencyNews",
    "EqualityAnswers",
    "Erasure",
    "FormSent",
    "HerRequest",
    "ImportedLine",
    "LegalHold",
    "Loss",
    "MessageWishes",
    "Parent",
    "Passage",
    "RecordCopy",
    "Referral",
    "ReferralEvent",
    "Referrer",
    "SafeContact",
    "SecretWord",
    "Signpost",
    "SignpostGiven",
    "ToldApart",
    "Triage",
]
