"""Opening a record outside one's reach in an emergency, and who has done so."""

from django.contrib import admin
from django.urls import reverse

from pim import clock
from pim.access import roles
from pim.admin.bases import Link, PimModelAdmin, Summary, Tag, Words, button
from pim.admin.site import pim_site
from referrals import actions
from referrals.enums import WhyOpened
from referrals.forms.emergencies import EmergencyForm
from referrals.models import EmergencyLook


def goes_on(look: EmergencyLook) -> bool:
    return look.ended_at is None and look.until > clock.now()


@admin.register(EmergencyLook, site=pim_site)
class EmergencyLookAdmin(PimModelAdmin):
    see_permission = roles.SEE_EMERGENCIES
    work_permission = roles.SEE_EMERGENCIES
    step_up = True
    nav_label, nav_order = "Emergencies", 86
    list_title = "Opened in an emergency"
    list_intro = (
        "Somebody in danger, and the record is at another site? Open that one record for an hour. "
        "Its coordinators and the data protection officer are told at once."
    )
    list_empty = "Nobody has opened a record in an emergency."
    list_display = ["reference", "by", "reason", "opened_at", "ended"]
    ordering = ["-opened_at", "pk"]
    add_form, add_label = EmergencyForm, "Open a record in an emergency"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("referral__site", "user")

    def has_add_permission(self, request):
        return roles.can(request.user, roles.OPEN_IN_EMERGENCY)

    def may(self, user, permission, record=None):
        """Whoever opened it may end it, though the place is not hers."""
        is_hers = record is not None and record.user_id == user.pk
        return is_hers or super().may(user, permission, record)

    def site_of(self, look):
        return look.referral.site

    def add(self, form, *, by, now):
        answers = form.cleaned_data
        return actions.open_in_emergency(
            reference=answers["reference"],
            why=WhyOpened(answers["why"]),
            words=answers["words"],
            by=by,
            now=now,
        )

    def title(self, look):
        return f"{look.referral.reference}, opened in an emergency"

    def state(self, look):
        return Tag("Open now", "red") if goes_on(look) else Tag("Over")

    def reference(self, look):
        return look.referral.reference

    @admin.display(description="By")
    def by(self, look):
        return look.user.name

    @admin.display(description="Why")
    def reason(self, look):
        return look.get_why_display()

    @admin.display(description="Stands at")
    def ended(self, look):
        return self.state(look)

    def links(self, request, look):
        if look.user_id != request.user.pk or not goes_on(look):
            return []
        record = reverse("admin:referrals_referral_change", args=[look.referral_id])
        return [Link("Open her record", record, "primary")]

    def panels(self, request, look):
        """Trustees and the data protection officer see that it was done and why: a word of its
        list. What has happened to her is for those whose record it is, and for who wrote it."""
        rows = [
            ("Record", look.referral.reference),
            ("Area", look.referral.site.name if look.referral.site else "Outside every area"),
            ("Opened by", look.user.name),
            ("Why", look.get_why_display()),
            ("From", look.opened_at),
            ("Until", look.ended_at or look.until),
        ]
        made = [Summary("What was opened", rows)]
        if look.words and self.may(request.user, roles.SEE_CASES, look):
            made.append(Words("What has happened", look.words))
        return made

    @button(
        "End it now",
        when=goes_on,
        hint="The record is closed to whoever opened it.",
        done="It is over.",
    )
    def end(self, look, **asked):
        actions.end_emergency(look=look, **asked)

    @button("I have seen it", style="primary", done="Noted.")
    def seen(self, look, **asked):
        actions.note_emergency_seen(look=look, **asked)
