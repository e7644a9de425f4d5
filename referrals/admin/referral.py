"""The coordinator's workplace for referrals: what to do today, one record, one button each."""

from django.contrib import admin
from django.db.models import Case, When
from django.urls import reverse

from pim import clock
from pim.access import roles
from pim.admin.bases import Filter, Link, Tag, button
from pim.admin.site import pim_site
from referrals import actions, call_panels, panels, queries
from referrals.admin import duplicates, loss
from referrals.admin.concern import concerns_about_her
from referrals.admin.ledger import LedgerPages
from referrals.admin.rights import RightsButtons
from referrals.admin.standing import (
    GROUPS,
    has_a_referrer_to_check,
    has_no_volunteer,
    has_not_agreed_herself,
    is_expecting,
    is_held,
    is_incoming,
    is_open,
)
from referrals.admin.triage import FirstCallPages, first_call_fits
from referrals.eligibility import is_under_age
from referrals.enums import INCOMING, ContactOutcome, Status
from referrals.forms import births, deciding, desk, entering, merging
from referrals.forms.her_page import NewWordForm
from referrals.forms.losses import LossForm
from referrals.forms.wishes import WishesForm, as_answers
from referrals.models import Referral


@admin.register(Referral, site=pim_site)
class ReferralAdmin(LedgerPages, FirstCallPages, RightsButtons):
    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    nav_label = "Referrals"
    nav_order = 10
    list_display = ["who", "standing", "since", "place", "source", "reference"]
    filters = [
        Filter(
            "group",
            "Where they stand",
            lambda user: [(key, label) for key, (label, _) in GROUPS.items()],
            lambda rows, key: GROUPS[key][1](rows),
        ),
        "site",
    ]
    ordering = [Case(When(status=Status.CLOSED, then=1), default=0), "status_since", "pk"]
    list_intro = "Whoever has waited longest comes first, and closed ones come last."
    list_empty = "There are no referrals here."
    add_form = entering.EnterForm
    add_label = "Enter a referral"

    def list_links(self, request):
        if not roles.can(request.user, roles.WORK_CASES):
            return []
        return [Link("The caseload, in and out", reverse("caseload"))]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("parent", "programme", "site", "referrer")

    def prepare_for(self, user, records):
        """Which of the new ones may be somebody we know already."""
        new = [referral for referral in records if referral.status in INCOMING]
        found = queries.possible_duplicates_of(user, new)
        being_rung = self.being_rung(records)
        for referral in records:
            referral.being_rung = referral.pk in being_rung
            referral.maybe_known = any(one.is_likely for one in found.get(referral.pk, []))

    def being_rung(self, records):
        """Those of the page whom nobody has spoken with yet."""
        trying = [one.pk for one in records if one.status == Status.IN_CONTACT]
        rows = queries.with_tries(Referral.objects.filter(pk__in=trying)) if trying else []
        return {one.pk for one in rows if not one.times_spoken}

    @admin.display(description="Who")
    def who(self, referral):
        return referral.parent.called or "Erased"

    @admin.display(description="Stands at")
    def standing(self, referral):
        maybe = [Tag("Maybe the same person", "pink")] if referral.maybe_known else []
        stands = [panels.BEING_RUNG] if referral.being_rung else [panels.status_tag(referral)]
        return [*stands, *panels.only_ring(referral), *maybe]

    @admin.display(description="Since")
    def since(self, referral):
        return referral.status_since

    @admin.display(description="Site")
    def place(self, referral):
        return referral.site or "Out of area"

    def title(self, referral):
        return f"{self.who(referral)}, {referral.reference}"

    def state(self, referral):
        """Being rung, until somebody has spoken with her this time."""
        if referral.status == Status.IN_CONTACT and not queries.tries(referral).spoke:
            return panels.BEING_RUNG
        return panels.status_tag(referral)

    def lead(self, referral):
        return panels.standing(referral)

    def why_not(self, referral):
        return panels.last_move(referral)

    def panels(self, request, referral):
        """Who may be in danger, how to reach her, what she said, the calls; then all the rest."""
        user, noted = request.user, queries.first_call(referral)
        made = [
            *loss.about(referral),
            *call_panels.in_danger(referral, noted),
            concerns_about_her(user, referral),
            call_panels.told_outside(referral, user),
            *duplicates.who_she_is(user, referral),
            *call_panels.before_she_is_rung(referral, noted),
            *panels.about_her(referral),
            panels.at_ease_with(referral) if self.may(user, roles.WORK_CASES, referral) else None,
            *call_panels.to_decide(referral, noted, on=clock.today()),
            *panels.seldom_read(referral),
        ]
        return [panel for panel in made if panel]

    def links(self, request, referral):
        if not (first_call_fits(referral) and self.has_change_permission(request, referral)):
            return []
        style = "primary" if is_incoming(referral) else "secondary"
        return [Link("The first call", self.address("first_call", referral.pk), style)]

    def add(self, form, *, by, now):
        return actions.receive(arrival=entering.arrival(form.cleaned_data), by=by, now=now)

    # --- buttons ----------------------------------------------------------------------------
    @button(
        "It is real: let it in",
        when=is_held,
        style="primary",
        done="It is let in. What is ready to be sent goes out now.",
    )
    def let_in(self, referral, **asked):
        actions.let_in(referral=referral, **asked)

    @button(
        "Not a real message",
        when=is_held,
        hint="It is closed and kept, and nobody is written to. You can reopen it.",
        style="warning",
        done="It is closed as not a real message.",
    )
    def dismiss(self, referral, **asked):
        actions.dismiss(referral=referral, **asked)

    @button(
        "Log a call",
        form=desk.CallForm,
        when=is_open,
        done="The call is noted.",
    )
    def log_call(self, referral, *, contact, outcome, **asked):
        """After a wrong number comes the page on which it is replaced or ended."""
        actions.log_contact_attempt(referral=referral, contact=contact, outcome=outcome, **asked)
        if outcome != ContactOutcome.WRONG_NUMBER:
            return None
        return reverse("admin:referrals_safecontact_change", args=[contact.pk])

    @button(
        "Accept",
        form=deciding.AcceptForm,
        when=is_incoming,
        missing=queries.missing_before_acceptance,
        hint="From now on she waits for her volunteer.",
        done="She is accepted and waits for her volunteer.",
    )
    def accept(self, referral, **asked):
        actions.accept(referral=referral, **asked)

    @button(
        "Close or pass on",
        form=deciding.CloseForm,
        when=has_no_volunteer,
        style="warning",
        done="The referral is closed.",
    )
    def close(self, referral, **asked):
        actions.close(referral=referral, **asked)

    @button(
        "The same as another",
        style="aside",
        form=merging.SameForm,
        done="Look at both, then decide.",
    )
    def same_as_another(self, referral, *, other, **_):
        return reverse("compare-referrals", args=[referral.pk, other.pk])

    @button(
        "She agrees herself",
        style="aside",
        form=desk.AgreementForm,
        when=has_not_agreed_herself,
        hint="Nobody has asked her yet. Record this once she has told you so herself.",
        done="Her own agreement is noted.",
    )
    def confirm_agreement(self, referral, **asked):
        actions.confirm_agreement(referral=referral, **asked)

    @button(
        "Checked: this is a work address",
        style="aside",
        when=has_a_referrer_to_check,
        hint=(
            "You have looked: the person who referred her has this e-mail address at work. "
            "Once she has said yes, they may see where it stands, and nothing more."
        ),
        done="Noted: a work address.",
    )
    def check_work_address(self, referral, **asked):
        actions.check_work_address(referral=referral, **asked)

    @button(
        "Something sad has happened",
        style="aside",
        form=LossForm,
        when=lambda referral: not is_held(referral),
        hint=(
            "All that goes to her by itself stops at once, in all her referrals. Her referral "
            "stays open, and nobody is told: you tell them. You can take it back."
        ),
        done="Her automatic messages are stopped. Today keeps what you do next.",
    )
    def something_sad(self, referral, **asked):
        actions.report_loss(referral=referral, **asked)

    @button(
        "How she wants our messages",
        style="aside",
        form=WishesForm,
        when=is_open,
        initial=as_answers,
        done="It is noted how she wants our messages.",
    )
    def wishes(self, referral, **asked):
        actions.change_wishes(referral=referral, **asked)

    @button(
        "Record a consent",
        style="aside",
        form=desk.ConsentForm,
        when=is_open,
        hint="One decision about one thing. Her latest answer counts.",
        done="Her decision is noted.",
    )
    def record_consent(self, referral, **asked):
        actions.record_consent(referral=referral, **asked)

    @button(
        "Add a safe way to reach her",
        style="aside",
        form=desk.ContactForm,
        when=is_open,
        initial=lambda referral: {"us": "", "word": ""},
        done="It is added, and noted as confirmed with her.",
    )
    def add_contact(self, referral, *, new, by, now, **_):
        actions.add_safe_contact(referral=referral, new=new, by=by, now=now)

    @button(
        "Send her the link to her page",
        style="aside",
        when=is_open,
        missing=lambda referral: [why for why in [actions.why_no_link(referral)] if why],
        hint="It goes to her safe e-mail, in neutral words. It asks for her secret word.",
        done="The link is on its way.",
    )
    def send_page_link(self, referral, **asked):
        actions.send_her_page_link(referral=referral, **asked)

    @button(
        "Set her secret word",
        style="aside",
        form=NewWordForm,
        when=is_open,
        done="Her word is set. Nobody can read it again.",
    )
    def set_word(self, referral, **asked):
        actions.set_secret_word(holder=referral.parent, **asked)

    @button(
        "The baby is here",
        style="aside",
        form=births.BornForm,
        when=is_expecting,
        done="The birthday is noted. The due date stays on file.",
    )
    def baby_is_here(self, referral, **asked):
        actions.baby_is_here(referral=referral, **asked)

    @button(
        "The due date is another day",
        style="aside",
        form=births.DueForm,
        when=is_expecting,
        done="The new due date is noted. What is counted from it follows.",
    )
    def move_due_date(self, referral, **asked):
        actions.move_due_date(referral=referral, **asked)

    @button(
        "Choose a site",
        style="aside",
        form=desk.SiteForm,
        when=has_no_volunteer,
        done="Her site is set.",
    )
    def set_site(self, referral, *, site, by, now):
        """The list comes next if this record is out of sight at its new site."""
        actions.set_site(referral=referral, site=site, by=by, now=now)
        if Referral.objects.visible_to(by.user).filter(pk=referral.pk).exists():
            return None
        return reverse("admin:referrals_referral_changelist")

    @button(
        "Note for her volunteer",
        style="aside",
        form=desk.NoteForm,
        when=is_open,
        initial=lambda referral: {"note": referral.handover_note},
        done="The note is saved.",
    )
    def save_note(self, referral, **asked):
        actions.save_handover_note(referral=referral, **asked)

    @button(
        "Tell her about other services",
        style="aside",
        form=deciding.SignpostsForm,
        when=is_open,
        done="It is noted which services she was told about.",
    )
    def signpost(self, referral, **asked):
        actions.give_signposts(referral=referral, **asked)

    @button(
        "Seen: checks reviewed",
        permission=roles.REVIEW_UNDER_AGE,
        when=lambda referral: is_open(referral) and is_under_age(referral.parent.age_band),
        hint="She is under 18. You have looked at which checks her volunteer needs.",
        done="It is noted that you have looked.",
    )
    def review_checks(self, referral, **asked):
        actions.review_checks(referral=referral, **asked)

    @button(
        "Reopen",
        when=lambda referral: referral.status == Status.CLOSED,
        form=deciding.ReopenForm,
        missing=queries.missing_before_reopening,
        hint="We try to reach her again: the tries are counted anew.",
        done="The referral is open again.",
    )
    def reopen(self, referral, **asked):
        actions.reopen(referral=referral, **asked)
