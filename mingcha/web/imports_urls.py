"""The addresses of imports."""

from django.urls import path

from mingcha.web import imports_views as views

app_name = "imports"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("table/<slug:kind>/", views.kind, name="kind"),
    path("table/<slug:kind>/template.xlsx", views.template, name="template"),
    path("<int:pk>/", views.one, name="import"),
    path("<int:pk>/file", views.file, name="file"),
    path("<int:pk>/faulty.xlsx", views.faulty, name="faulty"),
    path("<int:pk>/<slug:act>/", views.act, name="import_act"),
]
