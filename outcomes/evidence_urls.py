"""Addresses of the reports and the research pages."""

from django.urls import path

from outcomes.views import published, releases, report_pictures, reports

urlpatterns = [
    path("figures/", published.figures, name="figures"),
    path(
        "figures/<slug:programme>/<slug:quarter>.pdf",
        published.on_one_page,
        name="figures-on-a-page",
    ),
    path("reports/", reports.reports, name="reports"),
    path("reports/report.pdf", reports.on_paper, name="report-on-paper"),
    path("reports/commissioner.pdf", reports.for_commissioners, name="report-for-commissioners"),
    path("reports/pictures/<slug:key>.svg", report_pictures.picture, name="report-picture"),
    path("reports/pictures/<slug:key>.csv", report_pictures.figures, name="report-picture-figures"),
    path("research/", releases.home, name="research"),
    path("research/study/", releases.open_study, name="open-study"),
    path("research/ask/<slug:key>/", releases.request_release, name="request-release"),
    path("research/<uuid:release_id>/", releases.release, name="release"),
    path("research/<uuid:release_id>/decide/", releases.decide, name="decide-release"),
    path(
        "research/<uuid:release_id>/everything.zip", releases.everything, name="release-everything"
    ),
    path("research/<uuid:release_id>/<str:name>", releases.release_file, name="release-file"),
]
