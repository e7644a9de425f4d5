"""Answering for a home visit, and for times to meet what she said on the phone."""

from django import forms
from django.contrib import admin
from django.urls import reverse

from pim.access import roles
from pim.admin import panels as added
from pim.admin.bases import PimModelAdmin, button
from pim.admin.site import pim_site
from pim.forms.base import PimForm
from volunteers import actions
from volunteers.enums import TimeAnswer
from volunteers.models import HomeVisit, Match, MeetingTime
from volunteers.naming import couple, name_of
from volunteers.panels import visiting as panels
from volunteers.wording import in_words


class FoundOutForm(PimForm):
    submit_label = "Save, and raise a concern"

    found_out = forms.CharField(
        label="What did you find out?", max_length=2000, widget=forms.Textarea({"rows": 4})
    )


def is_open(visit: HomeVisit) -> bool:
    return not (visit.out_at or visit.called_off_at or visit.settled_at)


def has_alarm(visit: HomeVisit) -> bool:
    return is_open(visit) and visit.alarm_at is not None


def has_not_started(visit: HomeVisit) -> bool:
    return is_open(visit) and visit.started_at is None


@admin.register(HomeVisit, site=pim_site)
class HomeVisitAdmin(PimModelAdmin):
    see_permission = work_permission = roles.ANSWER_VISITS
    audit_views = True
    list_display = ["who", "starts_at", "ends_at", "standing"]
    list_title = "Home visits"
    list_empty = "There are no home visits."
    ordering = ["-starts_at", "pk"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("answered_by", "seen_by")
        return rows.select_related(
            "match__volunteer__user",
            "match__referral__parent",
            "match__referral__programme",
            "match__referral__site__programme",
        )

    def site_of(self, visit):
        return visit.match.referral.site

    @admin.display(description="Volunteer")
    def who(self, visit):
        return name_of(visit.match.volunteer)

    @admin.display(description="Stands at")
    def standing(self, visit):
        return panels.visit_tag(visit)

    def title(self, visit):
        return f"{name_of(visit.match.volunteer)}, {in_words(visit.starts_at)}"

    def state(self, visit):
        return panels.visit_tag(visit)

    def lead(self, visit):
        if not has_alarm(visit):
            return ""
        return panels.while_it_rings(visit)

    def panels(self, request, visit):
        return panels.of_visit(visit, request.user)

    @button(
        "I am seeing to it",
        when=lambda visit: has_alarm(visit) and visit.seen_at is None,
        style="primary",
        hint="For 20 minutes nobody else is told. Then the next are, until you say how she is.",
        done="Thank you. Say here what you find out. In 20 minutes we tell the next person too.",
    )
    def see_to_it(self, visit, **asked):
        actions.see_to_it(visit=visit, **asked)

    @button("She is well", when=has_alarm, done="Good. This is settled.")
    def she_is_well(self, visit, **asked):
        actions.settle_visit(visit=visit, found_out=actions.SHE_IS_WELL, **asked)

    @button(
        "Something is wrong",
        form=FoundOutForm,
        when=has_alarm,
        style="warning",
        hint="In danger now: 999. What you write stays with this visit; then raise a concern.",
        done="Noted. Please raise a concern now.",
    )
    def something_is_wrong(self, visit, **asked):
        actions.settle_visit(visit=visit, **asked)
        return f"{reverse('raise-concern')}?about={visit.match.referral_id}"

    @button(
        "I answer for this visit",
        when=lambda visit: is_open(visit) and visit.alarm_at is None,
        hint=(
            "If she does not say that she is out, we write to you some minutes later. You ring "
            "her at once, also in the evening, and also if she stays up to an hour longer."
        ),
        done="Thank you. She reads your first name.",
    )
    def promise(self, visit, **asked):
        actions.promise_to_answer(visit=visit, **asked)

    @button(
        "I cannot answer for it after all",
        when=lambda visit: has_not_started(visit) and visit.promised_at is not None,
        hint="She cannot start this visit then, unless somebody else answers for it. Tell her.",
        done="Noted. Tell her, or ask a colleague to answer for it.",
    )
    def take_promise_back(self, visit, **asked):
        actions.take_promise_back(visit=visit, **asked)


@admin.register(MeetingTime, site=pim_site)
class MeetingTimeAdmin(PimModelAdmin):
    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    list_display = ["who", "starts_at", "kind", "standing"]
    list_title = "Times to meet"
    list_empty = "There are no times to meet."
    ordering = ["-starts_at", "pk"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("joined_by", "match__volunteer")
        return rows.select_related("match__referral__parent", "match__referral__site")

    def site_of(self, time):
        return time.match.referral.site

    @admin.display(description="Match")
    def who(self, time):
        return couple(time.match)

    @admin.display(description="Her answer")
    def standing(self, time):
        return panels.time_tag(time)

    def title(self, time):
        return f"{couple(time.match)}, {in_words(time.starts_at)}"

    def state(self, time):
        return panels.time_tag(time)

    def panels(self, request, time):
        return panels.of_time(time)

    @button(
        "This suits her",
        when=lambda time: time.answer != TimeAnswer.SUITS and time.withdrawn_at is None,
        style="primary",
        done="Noted. The volunteer reads it on her page.",
    )
    def suits(self, time, **asked):
        actions.answer_time(time=time, answer=TimeAnswer.SUITS, **asked)

    @button(
        "It does not suit her",
        when=lambda time: time.answer == "" and time.withdrawn_at is None,
        done="Noted.",
    )
    def does_not(self, time, **asked):
        actions.answer_time(time=time, answer=TimeAnswer.DOES_NOT, **asked)

    @button(
        "I come along",
        when=lambda time: time.is_first and time.withdrawn_at is None and not time.joined_by_id,
        done="Noted. The volunteer reads that you come along.",
    )
    def come_along(self, time, **asked):
        actions.come_along(time=time, **asked)

    @button(
        "It is off",
        when=lambda time: time.answer == TimeAnswer.SUITS and time.withdrawn_at is None,
        hint="Tell her. The volunteer reads it on her page.",
        done="Noted. The volunteer can offer other times.",
    )
    def call_off(self, time, **asked):
        actions.withdraw_time(time=time, **asked)


@added.on(Match, order=20)
def times_and_visits(user, match):
    return panels.times_and_visits(user, match)
