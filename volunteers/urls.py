from django.urls import path

from volunteers.views import own, public

urlpatterns = [
    path("volunteer/", public.enquiry, name="volunteer-enquiry"),
    path("volunteer/sent/", public.enquiry_sent, name="volunteer-enquiry-sent"),
    path("staff/", own.home, name="staff-home"),
    path("staff/sessions/", own.sessions, name="own-sessions"),
    path("staff/proposal/<uuid:pk>/", own.proposal, name="own-proposal"),
    path("staff/proposal/<uuid:pk>/yes/", own.agree, name="own-proposal-yes"),
    path("staff/proposal/<uuid:pk>/no/", own.decline, name="own-proposal-no"),
    path("staff/mum/<uuid:pk>/", own.mum, name="own-mum"),
    path("staff/mum/<uuid:pk>/log/", own.log_session, name="own-log-session"),
]
