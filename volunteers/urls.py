from django.urls import path

from volunteers.views import own, public

urlpatterns = [
    path("volunteer/", public.enquiry, name="volunteer-enquiry"),
    path("volunteer/sent/", public.enquiry_sent, name="volunteer-enquiry-sent"),
    path("staff/", own.home.home, name="staff-home"),
    path("staff/sessions/", own.mums.sessions, name="own-sessions"),
    path("staff/proposal/<uuid:pk>/", own.proposals.proposal, name="own-proposal"),
    path("staff/proposal/<uuid:pk>/yes/", own.proposals.agree, name="own-proposal-yes"),
    path("staff/proposal/<uuid:pk>/no/", own.proposals.decline, name="own-proposal-no"),
    path("staff/mum/<uuid:pk>/", own.mums.mum, name="own-mum"),
    path("staff/mum/<uuid:pk>/log/", own.mums.log_session, name="own-log-session"),
    path("staff/checks/", own.checks.checks, name="own-checks"),
    path("staff/training/", own.training.training, name="own-training"),
    path("staff/supervision/", own.care.supervision, name="own-supervision"),
    path("staff/expenses/", own.expenses.expenses, name="own-expenses"),
    path("staff/groups/", own.groups.groups, name="own-groups"),
    path("staff/feedback/", own.feedback.feedback, name="own-feedback"),
]
