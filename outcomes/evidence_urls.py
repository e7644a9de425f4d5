"""Addresses of the reports and the research pages."""

from django.urls import path

from outcomes import evidence_views as views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("research/", views.research_home, name="research"),
    path("research/ask/<slug:key>/", views.request_release, name="request-release"),
    path("research/<uuid:release_id>/", views.release, name="release"),
    path("research/<uuid:release_id>/approve/", views.approve_release, name="approve-release"),
    path("research/<uuid:release_id>/<str:name>", views.release_file, name="release-file"),
]
