"""The tables of this app. The keys between them are ids; nothing else is left as a code."""

import calendar

from django.db.models import Q

from referrals.caseload.tables import Column, Table, register
from referrals.enums import ClosedReason
from referrals.models import (
    Agreement,
    CheckIn,
    Consent,
    ContactAttempt,
    HerRequest,
    Loss,
    MessageWishes,
    Parent,
    Referral,
    ReferralEvent,
    Referrer,
    SafeContact,
    SignpostGiven,
    Triage,
)
from referrals.parts_of_hers import at

OF_REFERRAL = Column("referral", "The referral it belongs to, as in referrals.csv", "referral_id")
AT = Column("at", "When it was done")
BY_KIND = Column("actor_kind", "Who did it: a person who works here, herself, the system, ...")
BY = Column("actor", "The name of the person who works here, if it was one", "actor.name")
NOT_FOR_READING = "a fingerprint for finding an equal address again; it says nothing"
SAME_AS_AT = "when the row was written; the day that counts is there"


def of_site(model, *order, **how):
    related = how.get("related", ())
    path = how.get("path", "referral__site")
    return lambda site: (
        model.objects.filter(**{path: site}).select_related(*related).order_by(*order)
    )


def _days(referral):
    return [calendar.day_name[day] for day in referral.days]


def _why_closed(event):
    return dict(ClosedReason.choices).get(event.reason)


def _people(site):
    hers = Referral.objects.filter(site=site).values("parent")
    return Parent.objects.filter(Q(pk__in=hers) | Q(merged_into__in=hers)).order_by("pk")


def _ways(site):
    return SafeContact.objects.filter(parent__in=_people(site)).order_by("parent", "created_at")


def _referrers(site):
    named = Referral.objects.filter(site=site).values("referrer")
    return Referrer.objects.filter(pk__in=named).order_by("pk")


REFERRALS = Table(
    "referrals",
    "each referral of the site, from asking to closing",
    Referral,
    of_site(Referral, "asked_at", "pk", path="site", related=("programme", "site")),
    (
        Column("id", "Its own key, used by all the other tables"),
        Column("reference", "The short number people name it by"),
        Column("person", "Who it is about, as in people.csv", "parent_id"),
        Column("programme", "The programme", "programme.name"),
        Column("site", "The site", "site.name"),
        Column("source", "Who asked: herself, a professional, or entered by staff"),
        Column("referrer", "Who referred her, as in referrers.csv", "referrer_id"),
        Column("referrer_says_she_agrees", "The referrer says that she agrees"),
        Column("referrer_may_be_told", "The referrer may be told if she cannot be reached"),
        Column("known_risks", "Known risks", harms=True),
        Column("others_involved", "Who else is involved"),
        Column("child_protection", "Child protection status", harms=True),
        Column("urgency", "How soon to ring"),
        Column("asked_only_to_be_rung", "She left only a number and a time"),
        Column("held_for", "Held back as perhaps not genuine, and why; else empty"),
        Column("asked_at", "When she, or somebody for her, first asked"),
        Column("situation", "Pregnant, with a baby, after a loss, or something else"),
        Column("due_on", "When the baby is due"),
        Column("born_on", "When the baby was born"),
        Column("birth_by_link_at", "When the birthday came through a link, without her word"),
        Column("wish", "What she would like help with, in her words", is_her_own=True),
        Column("wishes", "What she would like from a volunteer"),
        Column("formats", "How she would like to meet or talk"),
        Column("times", "When suits her"),
        Column("days", "Which days suit her: 0 is Monday. None: any", said=_days),
        Column("background_wanted", "What she would like a volunteer to share with her"),
        Column("background_unwanted", "What she would rather a volunteer did not share"),
        Column("handover_note", "What her volunteer should know, for safety and access"),
        Column("status", "Where it stands"),
        Column("status_since", "Since when it stands there"),
        Column("accepted_at", "When she was accepted"),
        Column("planned_end_on", "The planned end of support"),
        Column("closed_at", "When it was closed"),
        Column("closed_reason", "Why it was closed"),
        Column("decision_note", "Why it was decided so"),
        Column("duplicate_of", "The referral it was merged into", "duplicate_of_id"),
    ),
    {"created_at": SAME_AS_AT},
    whose=at("parent"),
)
PEOPLE = Table(
    "people",
    "each person with a referral of the site, and the records merged into hers",
    Parent,
    _people,
    (
        Column("id", "Her own key"),
        Column("called", "What to call her"),
        Column("age_band", "Under 16, 16 or 17, 18 or over"),
        Column("postcode", "Her postcode"),
        Column("postcode_district", "The first half of it"),
        Column("language", "Her language"),
        Column("needs_interpreter", "She needs an interpreter"),
        Column("access_needs", "What makes it work for her", is_her_own=True),
        Column("merged_into", "The record this one was merged into", "merged_into_id"),
        Column("erased_at", "When what identified her was erased"),
    ),
    {"postcode_index": NOT_FOR_READING, "created_at": SAME_AS_AT},
    whose=at("pk"),
)
WAYS = Table(
    "ways_to_reach_her",
    "each way that is or was safe. Use none that has an end",
    SafeContact,
    _ways,
    (
        Column("id", "Its own key"),
        Column("person", "Whose it is, as in people.csv", "parent_id"),
        Column("channel", "Phone, text, e-mail or letter"),
        Column("address", "The number or address"),
        Column("is_primary", "To be used first"),
        Column("voicemail_ok", "A voicemail is fine"),
        Column("best_times", "Good times"),
        Column("us", "What to call ourselves"),
        Column("word", "A word she will recognise us by"),
        Column("confirmed_at", "When she last said that it is safe"),
        Column("ended_at", "Since when it is not safe, or replaced"),
    ),
    {"address_index": NOT_FOR_READING, "created_at": SAME_AS_AT},
    whose=at("parent"),
)
REFERRERS = Table(
    "referrers",
    "the professionals who referred somebody",
    Referrer,
    _referrers,
    (
        Column("id", "Its own key"),
        Column("name", "Name"),
        Column("role", "What they do"),
        Column("organisation", "Where they work"),
        Column("email", "E-mail address"),
        Column("phone", "Phone number"),
        Column("address_confirmed_at", "When they opened the link we sent"),
        Column("work_checked_at", "When somebody found it to be a work address"),
        Column("erased_at", "When what identified them was erased"),
    ),
    {"email_index": NOT_FOR_READING, "created_at": SAME_AS_AT},
    whose=at("referral__parent"),
)
AGREEMENTS = Table(
    "agreements",
    "that she wants support, and how she said so",
    Agreement,
    of_site(Agreement, "at", "pk", related=("actor",)),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("wording_version", "The words she was asked with"),
        Column("means", "On screen, by phone, on paper, or through the referrer"),
        AT, BY_KIND, BY,
    ),
    whose=at("referral__parent"),
)  # fmt: skip
CONSENTS = Table(
    "consents",
    "each decision about one purpose. The latest one counts",
    Consent,
    of_site(Consent, "at", "pk", related=("actor",)),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("purpose", "What it is about"),
        Column("given", "Yes or no"),
        Column("wording_version", "The words she was asked with"),
        Column("means", "How she said so"),
        AT, BY_KIND, BY,
    ),
    whose=at("referral__parent"),
)  # fmt: skip
CALLS = Table(
    "calls",
    "each try to reach her",
    ContactAttempt,
    of_site(ContactAttempt, "at", "pk", related=("by",)),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("channel", "How"),
        Column("outcome", "How it went"),
        Column("note", "Note"),
        AT,
        Column("by", "Who tried", "by.name"),
    ),
    whose=at("referral__parent"),
)
FIRST_CALLS = Table(
    "first_calls",
    "what was learned in the first call",
    Triage,
    of_site(Triage, "pk", related=("saved_by",)),
    (
        OF_REFERRAL,
        Column("is_partner", "A dad or partner was speaking"),
        Column("gp", "GP or surgery"),
        Column("emergency_contact", "Emergency contact"),
        Column("address", "Her address", is_her_own=True),
        Column("needs", "What she needs"),
        Column("red_flags", "What must not wait", harms=True),
        Column("red_flag_note", "What was said and done about it", harms=True),
        Column("support_kind", "One to one, a group, or both"),
        Column("saved_at", "When it was saved"),
        Column("saved_by", "By whom", "saved_by.name"),
    ),
    {
        "draft": "half-typed, and not yet saved by anyone",
        "draft_at": "belongs to the draft",
        "draft_by": "belongs to the draft",
    },
    whose=at("referral__parent"),
)
REQUESTS = Table(
    "requests",
    "what she asked for on her own page",
    HerRequest,
    of_site(HerRequest, "made_at", "pk", related=("handled_by",)),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("kind", "What she asked for"),
        Column("words", "In her words", is_her_own=True),
        Column("made_at", "When she asked"),
        Column("handled_at", "When it was settled"),
        Column("handled_by", "By whom", "handled_by.name"),
        Column("outcome", "How it ended"),
        Column("confirmed_by", "How it was confirmed with her"),
    ),
    {"safe_ways": "keys of rows in the table of her ways to be reached"},
    whose=at("referral__parent"),
)
CHECK_INS = Table(
    "check_ins",
    "“still want this?”, asked while she waits",
    CheckIn,
    of_site(CheckIn, "asked_at", "pk", related=("seen_by",)),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("asked_at", "When she was asked"),
        Column("answer", "What she said"),
        Column("answered_at", "When she said it"),
        Column("ended_at", "When we stopped asking"),
        Column("seen_at", "When somebody saw the answer"),
        Column("seen_by", "Who saw it", "seen_by.name"),
    ),
    whose=at("referral__parent"),
)
LOSSES = Table(
    "losses",
    "that something sad happened after which nothing automatic may come",
    Loss,
    of_site(Loss, "said_at", "pk", related=("said_by", "written_by", "lifted_by")),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("kind", "What happened"),
        Column("said_at", "When we were told"),
        Column("said_by_kind", "Who told us: a person who works here, herself, ..."),
        Column("by_link_alone", "Whether it came through a link, without her word"),
        Column("said_by", "The name of the person who works here, if it was one", "said_by.name"),
        Column("wish", "What she would like"),
        Column("written_at", "When a person was in touch"),
        Column("written_by", "Who was in touch", "written_by.name"),
        Column("lifted_at", "When it was taken back"),
        Column("lifted_by", "Who took it back", "lifted_by.name"),
    ),
    whose=at("referral__parent"),
)
WISHES = Table(
    "message_wishes",
    "how she would like our messages, where she has said so",
    MessageWishes,
    lambda site: MessageWishes.objects.filter(parent__in=_people(site)).order_by("parent"),
    (
        Column("person", "Whose wish it is, as in people.csv", "parent_id"),
        Column("channel", "The way she likes best"),
        Column("hours_from", "Not before"),
        Column("hours_until", "Not after"),
        Column("quiet_until_on", "Nothing before this day"),
        Column("word_first", "Her word is asked for before questions are shown"),
        Column("changed_at", "When she last said so"),
    ),
    whose=at("parent"),
)
EVENTS = Table(
    "steps",
    "each move of a referral",
    ReferralEvent,
    of_site(ReferralEvent, "at", "pk", related=("actor",)),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("from_status", "Where it stood; empty when it arrived"),
        Column("to_status", "Where it went"),
        Column("reason", "Why, where a reason is asked for", said=_why_closed),
        AT, BY_KIND, BY,
    ),
    whose=at("referral__parent"),
)  # fmt: skip
SIGNPOSTS = Table(
    "services_named",
    "services elsewhere that she was told about",
    SignpostGiven,
    of_site(SignpostGiven, "at", "pk", related=("actor", "signpost")),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("signpost", "The service", "signpost.name"),
        AT, BY_KIND, BY,
    ),
    whose=at("referral__parent"),
)  # fmt: skip
TABLES = (
    REFERRALS, PEOPLE, WAYS, REFERRERS, AGREEMENTS, CONSENTS, CALLS, FIRST_CALLS, REQUESTS,
    CHECK_INS, LOSSES, WISHES, EVENTS, SIGNPOSTS,
)  # fmt: skip


def register_all() -> None:
    for table in TABLES:
        register(table)
