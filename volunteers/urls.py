from functools import partial

from django.urls import path

from referrals.views.clearing import Clear, cleared
from referrals.views.saving import Save, Saved
from volunteers.admin import rights
from volunteers.views import applying, her_page, own, public, references

apply = applying.Apply.as_view()
save_application = Save.as_view(journey="volunteer")
application_saved = Saved.as_view(journey="volunteer")
clear_application = Clear.as_view(journey=applying.Apply)
application_cleared = partial(cleared, begin="volunteer")
cleared_but_saved = partial(cleared, begin="volunteer", is_saved=True)

urlpatterns = [
    path("volunteer/", public.welcome, name="volunteer"),
    path("volunteer/ask/", public.enquiry, name="volunteer-enquiry"),
    path("volunteer/ask/sent/", public.enquiry_sent, name="volunteer-enquiry-sent"),
    path("volunteer/apply/", apply, name="volunteer-apply"),
    path("volunteer/apply/sent/", applying.done, name="volunteer-apply-done"),
    path("volunteer/apply/save/", save_application, name="volunteer-apply-save"),
    path("volunteer/apply/saved/", application_saved, name="volunteer-apply-saved"),
    path("volunteer/apply/clear/", clear_application, name="volunteer-apply-clear"),
    path("volunteer/cleared/", application_cleared, name="volunteer-apply-cleared"),
    path("volunteer/cleared/saved/", cleared_but_saved, name="volunteer-apply-cleared-saved"),
    path("volunteer/apply/<slug:page>/", apply, name="volunteer-apply-page"),
    path("reference/", references.Answer.as_view(), name="reference"),
    path("reference/thank-you/", references.thanks, name="reference-thanks"),
    path("reference/new-link/", references.new_link, name="reference-new-link"),
    path("reference/<str:token>/", references.AnswerLink.as_view(), name="reference-link"),
    path("my-support/say/person/", her_page.Person.as_view(), name="my-support-person"),
    path("my-support/say/times/", her_page.Times.as_view(), name="my-support-times"),
    path("my-support/say/after/", her_page.After.as_view(), name="my-support-after"),
    path("staff/", own.home.home, name="staff-home"),
    path("staff/sessions/", own.mums.sessions, name="own-sessions"),
    path("staff/proposal/<uuid:pk>/", own.proposals.proposal, name="own-proposal"),
    path("staff/proposal/<uuid:pk>/yes/", own.proposals.agree, name="own-proposal-yes"),
    path("staff/proposal/<uuid:pk>/no/", own.proposals.decline, name="own-proposal-no"),
    path("staff/mum/<uuid:pk>/", own.mums.mum, name="own-mum"),
    path("staff/mum/<uuid:pk>/log/", own.session_logs.log_session, name="own-log-session"),
    path("staff/mum/<uuid:pk>/log/draft/", own.session_logs.keep, name="own-log-draft"),
    path("staff/session/<uuid:pk>/wrong/", own.session_logs.wrong, name="own-session-wrong"),
    path("staff/mum/<uuid:pk>/times/", own.times.times, name="own-times"),
    path("staff/times/<uuid:pk>/off/", own.times.call_off, name="own-time-off"),
    path("staff/mum/<uuid:pk>/visit/", own.visits.plan, name="own-visit-plan"),
    path("staff/visit/<uuid:pk>/", own.visits.visit, name="own-visit"),
    path("staff/visit/<uuid:pk>/<slug:verb>/", own.visits.do, name="own-visit-do"),
    path("staff/pause/", own.resting.pause, name="own-pause"),
    path("staff/pause/back/", own.resting.come_back, name="own-back"),
    path("staff/checks/", own.checks.checks, name="own-checks"),
    path("staff/training/", own.training.training, name="own-training"),
    path("staff/supervision/", own.care.supervision, name="own-supervision"),
    path("staff/supervision/ring/", own.care.ring_me, name="own-ring-me"),
    path("staff/hours/", own.care.hours, name="own-hours"),
    path("staff/expenses/", own.expenses.expenses, name="own-expenses"),
    path("staff/expenses/miles/", own.expenses.miles, name="own-expense-miles"),
    path("staff/expenses/paid/", own.expenses.paid, name="own-expense-paid"),
    path("staff/expenses/<uuid:pk>/", own.expenses.again, name="own-expense-again"),
    path("staff/expenses/<uuid:pk>/back/", own.expenses.take_back, name="own-expense-take-back"),
    path("staff/groups/", own.groups.groups, name="own-groups"),
    path("staff/groups/<uuid:pk>/", own.groups.group, name="own-group"),
    path("staff/feedback/", own.feedback.feedback, name="own-feedback"),
    path("staff/feedback/<uuid:pk>/", own.feedback.give, name="own-feedback-give"),
    path("staff/mum/<uuid:pk>/born/", own.births.born, name="own-born"),
    path("staff/mum/<uuid:pk>/sad/", own.losses.something_sad, name="own-something-sad"),
    path("staff/mum/<uuid:pk>/else/", own.change.someone_else, name="own-someone-else"),
    *rights.urls,
]
