"""The addresses everyone may open."""

from django.urls import path

from dueprocess.public import figures, views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("how/", views.how, name="how"),
    path("how/rulebook.toml", views.rulebook_text, name="rulebook_text"),
    path("how/steps/<slug:stage>/", views.stage, name="stage"),
    path("how/<slug:part>/", views.part, name="part"),
    path("code/<slug:code>/", views.code, name="code"),
    path("guidance/", views.guidance, name="guidance"),
    path("requirements/", views.requirements, name="requirements"),
    path("backlog/", views.backlog, name="backlog"),
    path("figures/", figures.every, name="figures"),
    path("figures/<slug:sha256>/", figures.one, name="report"),
    path("figures/<slug:sha256>/report.pdf", figures.pdf, name="report_pdf"),
    path("figures/<slug:sha256>/report.csv", figures.table, name="report_csv"),
    path("figures/<slug:sha256>/report.json", figures.data, name="report_json"),
    path("figures/<slug:sha256>/report.tlog-proof", figures.proof, name="report_proof"),
    path("record/", views.record, name="record"),
    path("record/verify.py", views.verifier, name="verifier"),
    path("record/verify.html", views.verifier_page, name="verifier_page"),
    path("record/log.zip", views.log_archive, name="log_archive"),
    path("record/log/<path:path>", views.log_file, name="log_file"),
]
