from django.db.models import TextChoices


class Source(TextChoices):
    HERSELF = "herself", "Herself"
    PROFESSIONAL = "professional", "A professional"
    STAFF = "staff", "Entered by staff"


class ReferrerRole(TextChoices):
    MIDWIFE = "midwife", "Midwife"
    HEALTH_VISITOR = "health_visitor", "Health visitor"
    GP = "gp", "GP or practice nurse"
    PERINATAL_TEAM = "perinatal_team", "Perinatal team"
    OTHER = "other", "Someone else who works with her"


class Status(TextChoices):
    """Where a referral stands. Who may move it where is in ``lifecycle.TRANSITIONS``."""

    RECEIVED = "received", "Received"
    IN_CONTACT = "in_contact", "In contact"
    WAITING = "waiting", "Accepted and waiting"
    MATCHED = "matched", "Matched"
    IN_SUPPORT = "in_support", "In support"
    ENDING = "ending", "Ending"
    CLOSED = "closed", "Closed"


INCOMING = (Status.RECEIVED, Status.IN_CONTACT)
ACCEPTED = (Status.WAITING, Status.MATCHED, Status.IN_SUPPORT, Status.ENDING)
OPEN = INCOMING + ACCEPTED


class ClosedReason(TextChoices):
    COMPLETED = "completed", "Support came to its planned end"
    ENDED_EARLY = "ended_early", "Support ended early"
    SIGNPOSTED = "signposted", "Another service fits better"
    DECLINED_BY_HER = "declined_by_her", "She decided not to go on"
    NOT_REACHABLE = "not_reachable", "We could not reach her"
    OUT_OF_AREA = "out_of_area", "Out of area"
    STEPPED_UP = "stepped_up", "Passed on urgently"
    MOVED_AWAY = "moved_away", "She moved away"
    DUPLICATE = "duplicate", "The same as another referral"
    NOT_GENUINE = "not_genuine", "Not a real message"


class AgeBand(TextChoices):
    UNDER_16 = "under_16", "Under 16"
    SIXTEEN_SEVENTEEN = "16_17", "16 or 17"
    ADULT = "18_plus", "18 or over"


class Situation(TextChoices):
    PREGNANT = "pregnant", "I am pregnant"
    BABY = "baby", "I have a baby"
    LOSS = "loss", "I lost my baby"
    OTHER = "other", "Something else"
    NOT_ASKED = "not_asked", "Not asked yet"

    @property
    def about_her(self) -> str:
        """As somebody else says it."""
        ours = {"pregnant": "She is pregnant", "baby": "She has a baby", "loss": "She lost a baby"}
        return ours.get(self.value, self.label)


class Seen(TextChoices):
    """All that whoever referred her may ever see of where it stands."""

    RECEIVED = "received", "Received"
    IN_CONTACT = "in_contact", "In contact"
    STARTED = "started", "Started"
    ENDED = "ended", "Ended"


class ContactChannel(TextChoices):
    PHONE = "phone", "Phone call"
    TEXT = "text", "Text message"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Letter"


class ContactOutcome(TextChoices):
    SPOKE = "spoke", "We spoke"
    NO_ANSWER = "no_answer", "No answer"
    VOICEMAIL = "voicemail", "Left a voicemail"
    WRONG_NUMBER = "wrong_number", "Wrong number"
    RING_LATER = "ring_later", "She asked us to ring another time"


class WaySaid(TextChoices):
    """What she says in a call about one way to reach her."""

    SAFE = "safe", "Still safe"
    NOT_SAFE = "not_safe", "Not safe any more"
    NOT_SPOKEN = "not_spoken", "We did not speak about it"


class Purpose(TextChoices):
    """What a consent is about: one decision about one purpose each."""

    MESSAGES = "messages", "Texts and e-mails from us"
    REFERRER = "referrer", "A word to the person who referred her"
    GP = "gp", "A word to her GP"
    EVALUATION = "evaluation", "Questionnaires to see whether support helps"
    RESEARCH = "research", "Use of her answers, without her name, in research"
    STORIES = "stories", "Use of her own words in reports"


class Means(TextChoices):
    """How an agreement or consent was given."""

    ON_SCREEN = "on_screen", "On screen, herself"
    BY_PHONE = "by_phone", "By phone, to a coordinator"
    ON_PAPER = "on_paper", "On paper"
    BY_MESSAGE = "by_message", "In answer to a message"
    BY_LINK = "by_link", "Through a link in a message, no word typed"
    THROUGH_REFERRER = "through_referrer", "Through the referrer, to be confirmed"


class Wish(TextChoices):
    """What she would like from a volunteer; matched against what volunteers bring."""

    LOW_MOOD = "low_mood", "Someone who felt low too"
    ANXIETY = "anxiety", "Someone who worried a lot too"
    BIRTH = "birth", "Someone who had a hard birth"
    PREMATURE = "premature", "Someone whose baby came early or was ill"
    TWINS = "twins", "Someone with twins or more"
    ALONE = "alone", "Someone who brought up a baby on her own"
    YOUNG = "young", "Someone who was a young mum"
    LOSS = "loss", "Someone who lost a baby"


class SupportFormat(TextChoices):
    PHONE = "phone", "On the phone"
    VIDEO = "video", "By video"
    HOME = "home", "At home"
    OUT = "out", "In a café or park"
    TEXT = "text", "By text"


class DayPart(TextChoices):
    WEEKDAY_MORNING = "weekday_morning", "Weekday mornings"
    WEEKDAY_AFTERNOON = "weekday_afternoon", "Weekday afternoons"
    EVENING = "evening", "Evenings"
    WEEKEND = "weekend", "Weekends"


class Background(TextChoices):
    """What she may wish, or wish not, that a volunteer shares with her."""

    SOUTH_ASIAN = "south_asian", "A South Asian family"
    BLACK = "black", "A Black African or Caribbean family"
    EAST_ASIAN = "east_asian", "An East Asian family"
    ARAB = "arab", "An Arab family"
    EAST_EUROPEAN = "east_european", "An Eastern European family"
    TRAVELLER = "traveller", "A Gypsy, Roma or Traveller family"
    MIXED = "mixed", "A family of more than one background"
    CHRISTIAN = "christian", "Christian"
    MUSLIM = "muslim", "Muslim"
    HINDU = "hindu", "Hindu"
    SIKH = "sikh", "Sikh"
    JEWISH = "jewish", "Jewish"
    LGBTQ = "lgbtq", "LGBTQ+"
    DISABLED = "disabled", "Disabled"
    FORCES = "forces", "A family in the armed forces"


class Urgency(TextChoices):
    ORDINARY = "ordinary", "Ordinary"
    SOON = "soon", "Soon: please ring as early as you can"


class ChildProtection(TextChoices):
    NONE = "none", "None that is known"
    EARLY_HELP = "early_help", "Early help"
    CHILD_IN_NEED = "child_in_need", "Child in need"
    PLAN = "plan", "Child protection plan"
    LOOKED_AFTER = "looked_after", "A child is looked after by someone else"
    NOT_KNOWN = "not_known", "Not known"


class HeldFor(TextChoices):
    """Why a form waits for a person to say whether it is real. Its clock runs on."""

    TRAP = "trap", "A box that only machines see was filled in"
    TOO_FAST = "too_fast", "It was filled in faster than a person can"
    FLOOD = "flood", "Many forms came from one place in a short time"


class RedFlag(TextChoices):
    """What must not wait, whatever else is said in the first call."""

    PSYCHOSIS = "psychosis", "She sees, hears or believes things that frighten her or others"
    HARM_SELF = "harm_self", "She might hurt herself"
    HARM_BABY = "harm_baby", "The baby or a child might be hurt"
    ABUSE = "abuse", "Somebody hurts, threatens or controls her"


class SupportKind(TextChoices):
    ONE_TO_ONE = "one_to_one", "One volunteer, one to one"
    GROUP = "group", "A group"
    BOTH = "both", "Both"
    NOT_SURE = "not_sure", "Not sure yet"


class RequestKind(TextChoices):
    """What she can ask for on her page."""

    CONTACT = "contact", "Change how we reach you"
    OTHER = "other", "Someone else instead"
    END = "end", "End this"
    DATA = "data", "A copy of what we hold about you"
    RING = "ring", "Please ring me"


class RequestOutcome(TextChoices):
    DONE = "done", "Done, as she wants it"
    TAKEN_BACK = "taken_back", "She changed her mind"
    NOT_HERS = "not_hers", "It was not her who asked"
    NO_ANSWER = "no_answer", "We could not reach her to confirm it"
    JOINED = "joined", "Asked twice: it went to her other referral"


# A request ends like this only after a person has asked her in a way that was safe before.
SPOKEN_WITH_HER = (RequestOutcome.DONE, RequestOutcome.TAKEN_BACK, RequestOutcome.NOT_HERS)


class CheckInAnswer(TextChoices):
    """Her answer to “still want this?”"""

    YES = "yes", "Yes, I still want this"
    LATER = "later", "Not now, but later"
    NO = "no", "No, thank you"
    RING = "ring", "Please ring me about it"


class ConcernKind(TextChoices):
    FOR_HER = "for_her", "Someone’s safety: hers, a child’s, or another’s"
    SAFETY = "safety", "Someone’s safety, not one of our mums on file"
    ABOUT_PERSON = "about_person", "A volunteer or someone who works here"
    COMPLAINT = "complaint", "A complaint about the service"


ABOUT_SAFETY = (ConcernKind.FOR_HER, ConcernKind.SAFETY)


class ConcernUrgency(TextChoices):
    AT_ONCE = "at_once", "Someone may be in danger now"
    SAME_DAY = "same_day", "Someone should look today"


class ConcernStepKind(TextChoices):
    SEEN = "seen", "Taken on"
    SPOKE = "spoke", "Spoke with someone"
    TOLD = "told", "Told another service"
    CHASED = "chased", "Asked the other service again"
    ANSWERED = "answered", "The other service answered"
    HANDED_OVER = "handed_over", "Handed to someone else"
    NOTE = "note", "Note"
    WORD_BACK = "word_back", "Word back to who raised it"
    CLOSED = "closed", "Closed"


class Authority(TextChoices):
    """Who outside was told about a concern."""

    POLICE = "police", "Police"
    CHILDREN = "children", "Children’s social care"
    ADULTS = "adults", "Adult social care"
    GP = "gp", "Her GP"
    MENTAL_HEALTH = "mental_health", "A mental health team"
    MIDWIFE = "midwife", "Her midwife or health visitor"
    EMERGENCY_CONTACT = "emergency", "Her emergency contact"
    OTHER = "other", "Someone else"


class TellingBasis(TextChoices):
    """Why somebody outside was allowed to be told."""

    SHE_AGREED = "she_agreed", "She agreed"
    DANGER = "danger", "Someone was in danger"
    CHILD = "child", "A child may be at risk"
    LAW = "law", "The law asks for it"


class ConcernOutcome(TextChoices):
    SAFE = "safe", "Looked into: nobody is in danger"
    SUPPORTED = "supported", "We help her with it ourselves"
    PASSED_ON = "passed_on", "Another service has taken it on"
    UPHELD = "upheld", "It was so, and we put it right"
    NOT_UPHELD = "not_upheld", "Looked into: it was not so"
    TAKEN_BACK = "taken_back", "Whoever raised it took it back"


class EthnicGroup(TextChoices):
    ASIAN = "asian", "Asian or Asian British"
    BLACK = "black", "Black, Black British, Caribbean or African"
    MIXED = "mixed", "Mixed or multiple ethnic groups"
    WHITE = "white", "White"
    OTHER = "other", "Another ethnic group"
    PREFER_NOT = "prefer_not", "I would rather not say"


class Disability(TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    PREFER_NOT = "prefer_not", "I would rather not say"


class Religion(TextChoices):
    NONE = "none", "No religion"
    BUDDHIST = "buddhist", "Buddhist"
    CHRISTIAN = "christian", "Christian"
    HINDU = "hindu", "Hindu"
    JEWISH = "jewish", "Jewish"
    MUSLIM = "muslim", "Muslim"
    SIKH = "sikh", "Sikh"
    OTHER = "other", "Another religion"
    PREFER_NOT = "prefer_not", "I would rather not say"


class SexualOrientation(TextChoices):
    STRAIGHT = "straight", "Straight"
    GAY = "gay", "Gay or lesbian"
    BISEXUAL = "bisexual", "Bisexual"
    OTHER = "other", "Another"
    PREFER_NOT = "prefer_not", "I would rather not say"


class LossKind(TextChoices):
    """What stops all automatic messages at once. Said as kindly as it can be."""

    BABY_DIED = "baby_died", "Her baby died"
    PREGNANCY_ENDED = "ended", "The pregnancy ended"
    ONE_OF_SEVERAL = "one_of", "One of her babies died"
    BABY_ELSEWHERE = "elsewhere", "The baby does not live with her"
    SHE_DIED = "she_died", "She herself has died"


class LossWish(TextChoices):
    """What she would like next, where she told us herself."""

    RING = "ring", "Please ring me"
    NOT_NOW = "not_now", "Not now"
    WRITE = "write", "Please write instead"


class WhyErased(TextChoices):
    SHE_ASKED = "she_asked", "She asked for it"
    TIME = "time", "We have kept it as long as we may"
    MISTAKE = "mistake", "It should never have been kept"


class ErasureStanding(TextChoices):
    ASKED = "asked", "Waits for a second person"
    APPROVED = "approved", "Agreed; it is done within minutes"
    DONE = "done", "Erased"
    DECLINED = "declined", "Not erased"


class WhyOpened(TextChoices):
    """Why somebody opened a record outside her reach."""

    DANGER = "danger", "Someone may be in danger now"
    CALL = "call", "She has rung, and nobody of her own area can be reached"
    SERVICE = "service", "An ambulance, the police or social services are asking now"


class HoldReason(TextChoices):
    """Why a record must be kept for now, whoever asks."""

    COMPLAINT = "complaint", "A complaint is being looked into"
    SAFEGUARDING = "safeguarding", "Someone’s safety is being looked into"
    CLAIM = "claim", "A court or an insurer may need it"
    POLICE = "police", "The police or social services have asked"
