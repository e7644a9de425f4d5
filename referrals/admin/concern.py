"""The restricted file: what worries somebody, who has it, by when, and what was done."""

from django.contrib import admin
from django.db.models import F
from django.urls import reverse

from pim import clock
from pim.access import roles
from pim.admin import panels
from pim.admin.bases import Filter, PimModelAdmin, button
from pim.admin.panels import Link, Summary, Table, Tag, Words
from pim.admin.site import pim_site
from pim.enums import ActorKind
from referrals import actions, concern_words, queries
from referrals.enums import ConcernKind
from referrals.forms import concerns as forms
from referrals.models import Concern, ConcernStep, Referral

SEEN_BY = (roles.SEE_CONCERNS, roles.SEE_CONCERNS_ABOUT_PEOPLE)
STANDING = {
    "open": ("Open", lambda rows: rows.open()),
    "unseen": ("Not seen yet", lambda rows: rows.unseen()),
    "closed": ("Closed", lambda rows: rows.exclude(closed_at=None)),
}


def is_open(concern: Concern) -> bool:
    return concern.closed_at is None


def is_seen(concern: Concern) -> bool:
    return concern.acknowledged_at is not None


def is_about_somebody_unknown(concern: Concern) -> bool:
    return concern.kind == ConcernKind.ABOUT_PERSON and concern.about_user_id is None


@admin.register(Concern, site=pim_site)
class ConcernAdmin(PimModelAdmin):
    see_permission = roles.SEE_CONCERNS
    work_permission = roles.WORK_CONCERNS
    audit_views = True
    nav_label = "Concerns"
    nav_order = 6
    list_display = ["about", "standing", "what", "raised_at", "due_at", "owner"]
    filters = [
        Filter(
            "standing",
            "Which",
            lambda user: [(key, label) for key, (label, _) in STANDING.items()],
            lambda rows, key: STANDING[key][1](rows),
        )
    ]
    ordering = [
        F("closed_at").desc(nulls_first=True),
        F("acknowledged_at").asc(nulls_first=True),
        "due_at",
        "pk",
    ]
    list_intro = "Open ones come first. Each time somebody opens one, that is noted."
    list_empty = "There are no concerns here."

    def has_view_permission(self, request, obj=None):
        return any(roles.can(request.user, permission) for permission in SEEN_BY)

    def get_queryset(self, request):
        return queries.concern_files().visible_to(request.user)

    @admin.display(description="About")
    def about(self, concern):
        return concern_words.about(concern)

    @admin.display(description="Stands at")
    def standing(self, concern):
        return self.state(concern)

    @admin.display(description="What")
    def what(self, concern):
        return concern.get_kind_display()

    def title(self, concern):
        return f"Concern: {concern_words.about(concern)}"

    def state(self, concern):
        return concern_words.tag(concern, clock.now())

    def lead(self, concern):
        return concern_words.what_next(concern, clock.now())

    def links(self, request, concern):
        seen = Referral.objects.visible_to(request.user).filter(pk=concern.referral_id)
        if not seen.exists():
            return []
        return [Link("Her referral", referral_address(concern.referral))]

    def panels(self, request, concern):
        return [
            Words("What happened", concern.words or "Erased"),
            the_file(concern),
            steps(concern),
            Words("Word back to who raised it", concern.word_back or "None yet."),
        ]

    # --- buttons ----------------------------------------------------------------------------
    @button(
        "I have seen it",
        when=lambda concern: is_open(concern) and not is_seen(concern),
        style="primary",
        done="It is yours now. Note each step here.",
    )
    def see(self, concern, **asked):
        actions.see_concern(concern=concern, **asked)

    @button("Note a step", form=forms.StepForm, when=is_open, done="The step is noted.")
    def note_step(self, concern, **asked):
        actions.note_concern_step(concern=concern, **asked)

    @button(
        "The other service",
        form=forms.ChaseForm,
        when=lambda concern: is_open(concern) and concern.chase_due_at is not None,
        title="What the other service did",
        done="That is noted.",
    )
    def chase(self, concern, **asked):
        actions.note_concern_step(concern=concern, **asked)

    @button(
        "Hand over",
        form=forms.HandOverForm,
        when=lambda concern: is_open(concern) and queries.who_may_see(concern).exists(),
        hint="Only those who may see this file are listed.",
        done="It is handed over.",
    )
    def hand_over(self, concern, **asked):
        actions.hand_over_concern(concern=concern, **asked)

    @button(
        "Say who it is about",
        form=forms.AboutWhomForm,
        when=lambda concern: is_open(concern) and is_about_somebody_unknown(concern),
        hint="If the words show who is meant. That person will never see this file.",
        done="Noted. That person does not see it.",
    )
    def say_who(self, concern, **asked):
        actions.say_whom_concern_is_about(concern=concern, **asked)

    @button(
        "Word back",
        form=forms.WordBackForm,
        title="Word back to who raised it",
        initial=lambda concern: {"words": concern.word_back},
        done="The words are saved.",
    )
    def word_back(self, concern, **asked):
        actions.send_word_back(concern=concern, **asked)

    @button(
        "Close",
        form=forms.CloseConcernForm,
        when=lambda concern: is_open(concern) and is_seen(concern),
        style="warning",
        done="It is closed.",
    )
    def close(self, concern, **asked):
        actions.close_concern(concern=concern, **asked)


# --- panels ---------------------------------------------------------------------------------
def the_file(concern: Concern) -> Summary:
    rows = [
        ("What it is about", concern.get_kind_display()),
        ("Who", concern_words.about(concern)),
        ("How urgent", concern.get_urgency_display()),
        ("Raised", concern.raised_at),
        ("Raised by", who(concern)),
        ("Her referral", her_reference(concern)),
        ("Whose it is", concern.owner.name if concern.owner else "Nobody’s yet"),
        ("Somebody looks by", concern.due_at),
        ("Seen", concern.acknowledged_at or "Not yet"),
        ("Passed up", concern_words.passed_up(concern)),
        ("Another service told", concern.authority_told_at),
        ("Ask them again by", concern.chase_due_at),
        ("Closed", concern.closed_at),
        ("How it ended", concern.get_outcome_display()),
    ]
    return Summary("The file", [row for row in rows if row[1]])


def her_reference(concern: Concern) -> str:
    """For a trustee, who sees no mum's record: what to ask the safeguarding lead about."""
    about_person = concern.kind == ConcernKind.ABOUT_PERSON and concern.referral
    return (
        f"{concern.referral.reference}. A safeguarding lead can reach her" if about_person else ""
    )


def steps(concern: Concern) -> Table:
    done = ConcernStep.objects.filter(concern=concern).select_related("actor")
    return Table(
        "Steps",
        ["When", "What", "Told", "On what basis", "Words", "Who"],
        [
            (
                step.at,
                step.get_kind_display(),
                concern_words.service(step.told) or "–",
                step.get_basis_display() or "–",
                step.words or "–",
                who(step),
            )
            for step in done.order_by("-at", "-id")
        ],
        empty="Nothing has been done yet.",
    )


def who(act: Concern | ConcernStep) -> str:
    return act.actor.name if act.actor else ActorKind(act.actor_kind).label


def referral_address(referral: Referral) -> str:
    return reverse("admin:referrals_referral_change", args=[referral.pk])


# --- on her referral ------------------------------------------------------------------------
def concerns_about_her(user, referral: Referral) -> Table | None:
    """For those who may see concerns at all; never one about a person who works here."""
    if not roles.can(user, roles.SEE_CONCERNS, referral.site):
        return None
    found = list(queries.concerns_about_her(referral, user).not_about_people())
    if not found:
        return None
    still_open = sum(is_open(concern) for concern in found)
    rows = [_line(concern) for concern in found]
    return Table(f"Concerns ({still_open} open)", ["Raised", "What", "How it stands"], rows)


def _line(concern: Concern) -> tuple:
    address = reverse("admin:referrals_concern_change", args=[concern.pk])
    now = clock.now()
    standing: list[Tag | str] = [concern_words.tag(concern, now)]
    if is_open(concern):
        standing.append(concern_words.what_next(concern, now))
    return concern.raised_at, Link(concern.get_kind_display(), address), standing


@panels.way_on(Referral)
def raise_one(user, referral: Referral) -> Link:
    return Link("Raise a concern", f"{reverse('raise-concern')}?about={referral.pk}")
