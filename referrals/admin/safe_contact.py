"""One safe way to reach her, from her referral's page and back."""

from django.contrib import admin
from django.urls import reverse

from pim.access import roles
from pim.admin.bases import PimModelAdmin, Summary, button
from pim.admin.site import pim_site
from referrals import actions, panels, queries
from referrals.forms import desk
from referrals.models import SafeContact


@admin.register(SafeContact, site=pim_site)
class SafeContactAdmin(PimModelAdmin):
    """One way to reach her. One comes here from her referral, and goes back there."""

    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    list_display = ["channel", "confirmed_at"]
    list_title = "Safe ways to reach people"
    ordering = ["-created_at", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).live().select_related("parent")

    def site_of(self, contact):
        return queries.newest_referral(contact.parent_id).site

    def title(self, contact):
        return contact.get_channel_display()

    def lead(self, contact):
        if contact.confirmed_at:
            return ""
        return "Not confirmed with her. Replace it, or say that it is not safe any more."

    def panels(self, request, contact):
        rows = [("Where", panels.shown_address(contact)), ("Confirmed", contact.confirmed_at)]
        return [Summary("This way to reach her", rows)]

    def back(self, contact):
        newest = queries.newest_referral(contact.parent_id)
        return reverse("admin:referrals_referral_change", args=[newest.pk])

    @button("Still safe", done="Noted: still safe, as of now.")
    def confirm(self, contact, **asked):
        actions.confirm_safe_contact(contact=contact, **asked)
        return self.back(contact)

    @button(
        "Replace",
        form=desk.ContactForm,
        initial=desk.as_answers,
        title="Replace this way to reach her",
        done="It is replaced, and noted as confirmed with her.",
    )
    def replace(self, contact, *, new, by, now, **_):
        actions.update_safe_contact(contact=contact, to=new, by=by, now=now)
        return self.back(contact)

    @button(
        "Not safe any more",
        hint="We will not use it again. Messages that wait for it are not sent.",
        style="warning",
        done="We will not use it again.",
    )
    def end(self, contact, **asked):
        actions.end_safe_contact(contact=contact, **asked)
        return self.back(contact)
