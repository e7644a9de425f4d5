"""Who did what: the audit trail, for those who watch over the service."""

from django.contrib import admin

from pim.access import roles
from pim.admin import history
from pim.admin.bases import ReadOnlyAdmin, Summary
from pim.admin.lists import filter_for
from pim.admin.site import pim_site
from pim.models import AuditEvent


@admin.register(AuditEvent, site=pim_site)
class AuditEventAdmin(ReadOnlyAdmin):
    see_permission = roles.SEE_AUDIT
    nav_label = "Who did what"
    nav_order = 900
    list_intro = "Ids only, and no names of mums. Nothing here can be changed."
    list_display = ["when", "who", "did", "about"]
    filters = [filter_for(AuditEvent, "actor_kind", "By")]
    ordering = ["-at", "-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor")

    def when(self, event):
        return event.at

    @admin.display(description="Who")
    def who(self, event):
        return history.who(event)

    @admin.display(description="What")
    def did(self, event):
        return history.told(event)

    @admin.display(description="About")
    def about(self, event):
        return history.about(event)

    def title(self, event):
        return history.told(event)

    def panels(self, request, event):
        rows = [("When", event.at), ("Who", history.who(event)), ("About", self.about(event))]
        return [Summary("The event", rows), Summary("Codes", list(event.codes.items()))]
