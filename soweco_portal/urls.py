"""Every address of the portal, and the one place where rooms are tied together."""

from django.urls import path

from cases.views.destruction import (
    destruction_agree,
    destruction_certificate,
    destruction_exempt,
    destruction_give_back,
    destruction_list,
    destruction_lists,
    destruction_propose,
)
from cases.views.dossier import employee
from cases.views.employees import employee_edit, employee_list
from cases.views.placements import placement_end, placement_new
from cases.views.retention import employee_death, employee_keep, employee_let_go, retention_terms
from reports.stands import stand_of
from reports.views.cell import report_cell
from reports.views.dashboard import dashboard
from reports.views.reports import (
    production_progress,
    report,
    report_check,
    report_file,
    report_list,
    report_release,
    report_request,
)
from soweco_portal import errors, views

urlpatterns = [
    path("", views.home, name="home"),
    path("inloggen/", views.login, name="login"),
    path("uitloggen/", views.logout, name="logout"),
    path("rol/", views.switch_membership, name="switch_membership"),
    path("medewerkers/", employee_list, name="employee_list"),
    # The dossier explains an SE, and only reports/stands computes one: it is handed over here, where all rooms meet.
    path("medewerkers/<uuid:key>/", employee, {"stand_of": stand_of}, name="employee"),
    path("medewerkers/<uuid:key>/gegevens/", employee_edit, name="employee_edit"),
    path("medewerkers/<uuid:key>/plaatsingen/nieuw/", placement_new, name="placement_new"),
    path("medewerkers/<uuid:key>/plaatsingen/<uuid:placement>/beeindigen/", placement_end, name="placement_end"),
    path("medewerkers/<uuid:key>/overlijden/", employee_death, name="employee_death"),
    path("medewerkers/<uuid:key>/bewaren/", employee_keep, name="employee_keep"),
    path("medewerkers/<uuid:key>/bewaren/<uuid:hold>/opheffen/", employee_let_go, name="employee_let_go"),
    path("bewaartermijnen/", retention_terms, name="retention_terms"),
    path("vernietiging/", destruction_lists, name="destruction_lists"),
    path("vernietiging/<uuid:key>/", destruction_list, name="destruction_list"),
    path("vernietiging/<uuid:key>/uitzonderen/<uuid:item>/", destruction_exempt, name="destruction_exempt"),
    path("vernietiging/<uuid:key>/voorstellen/", destruction_propose, name="destruction_propose"),
    path("vernietiging/<uuid:key>/akkoord/", destruction_agree, name="destruction_agree"),
    path("vernietiging/<uuid:key>/teruggeven/", destruction_give_back, name="destruction_give_back"),
    path("vernietiging/<uuid:key>/verklaring/", destruction_certificate, name="destruction_certificate"),
    path("rapportages/", report_list, name="report_list"),
    path("rapportages/maken/", report_request, name="report_request"),
    path("rapportages/productie/<uuid:key>/", production_progress, name="production"),
    path("rapportages/<uuid:key>/", report, name="report"),
    path("rapportages/<uuid:key>/controleren/", report_check, name="report_check"),
    path("rapportages/<uuid:key>/vrijgeven/", report_release, name="report_release"),
    path("rapportages/<uuid:key>/achter/", report_cell, name="report_cell"),
    path("rapportages/<uuid:key>/<str:format>/", report_file, name="report_file"),
    path("dashboard/", dashboard, name="dashboard"),
    path("toegankelijkheid/", views.page("toegankelijkheid"), name="accessibility"),
    path("privacy/", views.page("privacy"), name="privacy"),
    path("hulp/", views.page("hulp"), name="help"),
    path("gezondheid/", views.health, name="health"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
