from django.urls import path

from volunteers.views import her_page, own, public

urlpatterns = [
    path("volunteer/", public.enquiry, name="volunteer-enquiry"),
    path("volunteer/sent/", public.enquiry_sent, name="volunteer-enquiry-sent"),
    path("my-support/say/person/", her_page.Person.as_view(), name="my-support-person"),
    path("my-support/say/times/", her_page.Times.as_view(), name="my-support-times"),
    path("my-support/say/after/", her_page.After.as_view(), name="my-support-after"),
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
    path("staff/groups/<uuid:pk>/", own.groups.group, name="own-group"),
    path("staff/feedback/", own.feedback.feedback, name="own-feedback"),
    path("staff/feedback/<uuid:pk>/", own.feedback.give, name="own-feedback-give"),
    path("staff/mum/<uuid:pk>/else/", own.change.someone_else, name="own-someone-else"),
]
