from django.db.models import TextChoices


class Role(TextChoices):
    """What a person does here. What each role may do stands in ``pim.access.roles``."""

    COORDINATOR = "coordinator", "Coordinator"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Safeguarding lead"
    PROGRAMME_MANAGER = "programme_manager", "Programme manager"
    RESEARCHER = "researcher", "Researcher"
    FUNDER = "funder", "Funder or commissioner"
    TRUSTEE = "trustee", "Trustee"
    DATA_PROTECTION = "data_protection", "Data protection officer"
    UNIVERSITY_PARTNER = "university", "University partner"
    VOLUNTEER = "volunteer", "Volunteer"


class ActorKind(TextChoices):
    """Who did something: there is no anonymous actor."""

    PERSON = "person", "Someone signed in"
    HERSELF = "herself", "The parent herself"
    REFERRER = "referrer", "The referrer"
    VISITOR = "visitor", "A visitor"
    SYSTEM = "system", "The service itself"


class Nation(TextChoices):
    """Decides bank holidays and crisis routes."""

    ENGLAND = "ENG", "England"
    SCOTLAND = "SCT", "Scotland"
    WALES = "WLS", "Wales"
    NORTHERN_IRELAND = "NIR", "Northern Ireland"


class MessageClass(TextChoices):
    RISK = "risk", "Risk alert"
    TRANSACTIONAL = "transactional", "Receipt or reply"
    REMINDER = "reminder", "Invitation or reminder"


class Channel(TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"


class MessageState(TextChoices):
    QUEUED = "queued", "Waiting to be sent"
    CLAIMED = "claimed", "About to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    UNKNOWN = "unknown", "May not have arrived"
    DEAD = "dead", "Could not be sent"
    EXPIRED = "expired", "Too late to send"
    CANCELLED = "cancelled", "No longer wanted"


IN_FLIGHT = (MessageState.CLAIMED, MessageState.SENDING)
NOT_ARRIVED = (MessageState.UNKNOWN, MessageState.DEAD)
GONE_OUT = (MessageState.SENT, MessageState.DELIVERED)
NEEDS_A_REASON = (MessageState.DEAD, MessageState.EXPIRED, MessageState.CANCELLED)


class AttemptOutcome(TextChoices):
    SENT = "sent", "Accepted by the mail server"
    DEFERRED = "deferred", "Try again later"
    NOT_NOW = "not_now", "Nothing was taken just then, whatever the message"
    REFUSED = "refused", "Refused for good"
    UNKNOWN = "unknown", "The line was cut"


class ReceiptKind(TextChoices):
    """What a provider tells us later about a message it took from us."""

    DELIVERED = "delivered", "It arrived"
    FAILED = "failed", "It came back"


class ReplyKind(TextChoices):
    """What somebody answers to a message of ours."""

    STOP = "stop", "No more messages"
    START = "start", "Messages again"
    LATER = "later", "Not now, but later"
    WORDS = "words", "In her own words"
    AUTOMATIC = "automatic", "An automatic answer, out of office for example"
