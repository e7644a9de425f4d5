from django.urls import include, path

urlpatterns = [
    path("", include("outcomes.evidence_urls")),
]
