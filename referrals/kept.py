"""How long what is kept about a referral is kept."""

from pim import retention
from pim.retention import Rule, Then
from referrals.models import (
    Agreement,
    CheckIn,
    Concern,
    ConcernStep,
    Consent,
    ContactAttempt,
    Draft,
    EmergencyLook,
    EmergencyNews,
    EqualityAnswers,
    Erasure,
    FormSent,
    HerRequest,
    ImportedLine,
    LegalHold,
    Loss,
    MessageWishes,
    Parent,
    Passage,
    RecordCopy,
    Referral,
    ReferralEvent,
    Referrer,
    SafeContact,
    SecretWord,
    Signpost,
    SignpostGiven,
    ToldApart,
    Triage,
)

CLOSED = "the day her last referral was closed"
BY_TWO = "two people, from the list of what is due"
HER_RECORD = Rule(
    "case",
    CLOSED,
    Then.ERASED,
    "To support her, and to answer claims and complaints: legitimate interests, and for health "
    "the provision of care. Sooner if she asks; later while it is on legal hold.",
    BY_TWO,
)
WITH_HER = Rule(
    "case",
    CLOSED,
    Then.ERASED,
    "Days and codes with no way to her are counted in reports.",
    f"{BY_TWO}: nothing in it names her, and its way to her is gone",
)
WORRIES = Rule(
    "concern",
    "the day it was closed",
    Then.ERASED,
    "Safeguarding: substantial public interest. Her whole record stays as long as its concern.",
    BY_TWO,
)
HALF_TYPED = Rule(
    "",
    "until it is sent or its link expires",
    Then.ERASED,
    "What nobody sent us is not ours to keep.",
    "a sweep: purge of drafts",
)
NETWORKS = Rule(
    "",
    "for the time in which a flood is told by it",
    Then.DELETED,
    "To keep automatic forms out of the queue.",
    "a sweep: purge of networks",
)
COPIES = Rule(
    "",
    "30 days from the day it was given to her",
    Then.ERASED,
    "So that she has time to read it. What was left out, and why, stays as codes.",
    "a sweep: copies whose time is over",
)
DIRECTORY = Rule("", "as long as the service runs", Then.KEPT, "About services, not about people.")
PROOF = Rule(
    "",
    "as long as the service runs",
    Then.KEPT,
    "To show that a record was erased or kept, and who decided. It holds no name.",
)


def register() -> None:
    retention.add(
        HER_RECORD,
        {
            Parent: "What to call her, where she lives, her language and needs",
            SafeContact: "Each way to reach her safely",
            SecretWord: "Her secret word, which nobody can read back",
            Referral: "Her referral: what she would like, what is known, where it stands",
            Referrer: "Who referred her; gone with the last woman she or he referred",
            Triage: "What was said in the first call",
            ContactAttempt: "Each try to reach her",
            EmergencyLook: "That somebody opened it in an emergency, and why",
            HerRequest: "What she asked for on her page",
        },
    )
    retention.add(
        WITH_HER,
        {
            Agreement: "That she wants support",
            Consent: "What she said yes and no to",
            CheckIn: "Whether she still wanted this",
            Loss: "That something sad happened",
            EmergencyNews: "Who was told that it was opened in an emergency",
            MessageWishes: "How she would like our messages",
            ReferralEvent: "Each move of her referral",
            SignpostGiven: "Which services she was told about",
            EqualityAnswers: "What she told us for counting only",
            ToldApart: "That two records are of two people",
            ImportedLine: "That a line of another list was brought in, as a fingerprint",
        },
    )
    retention.add(
        WORRIES,
        {
            Concern: "A worry about somebody's safety, or a complaint",
            ConcernStep: "What was done about it",
        },
    )
    retention.add(HALF_TYPED, {Draft: "A form half filled in"})
    retention.add(NETWORKS, {FormSent: "From which network a form came, as a fingerprint"})
    retention.add(
        COPIES,
        {
            RecordCopy: "A copy of all about her, that she asked for",
            Passage: "Passages of it that somebody decided about",
        },
    )
    retention.add(DIRECTORY, {Signpost: "Services elsewhere"})
    retention.add(
        PROOF,
        {Erasure: "That a record was to be erased", LegalHold: "That a record must be kept"},
    )
