"""Every address of the service."""

from django.urls import include, path
from django.views.generic import RedirectView

from pim import views
from pim.admin import retention
from pim.admin.site import pim_site
from pim.help_page import get_help_now
from pim.leaflet.views import leaflet

urlpatterns = [
    path("", views.home, name="home"),
    path("refer/", views.refer, name="refer"),
    path("get-help-now/", get_help_now, name="get-help-now"),
    path("about-this-site/", views.about_this_site, name="about-this-site"),
    path("leaving-quickly/", RedirectView.as_view(pattern_name="about-this-site", permanent=True)),
    path("", include("pim.plain_pages")),
    path("leaflet/<uuid:site_id>/", leaflet, name="leaflet"),
    path("account/", include("pim.access.urls")),
    path("admin/retention/", retention.view, name="retention"),
    path("admin/", pim_site.urls),
    path("", include("pim.health")),
    path("", include("pim.metrics.page")),
    path("", include("pim.for_machines")),
    path("", include("pim.messages.urls")),
    path("demo/", include("pim.demo.urls")),
    path("", include("referrals.urls")),
    path("", include("volunteers.urls")),
    path("", include("outcomes.urls")),
]

handler400 = "pim.views.bad_request"
handler403 = "pim.views.forbidden"
handler404 = "pim.views.not_found"
handler500 = "pim.views.server_error"
