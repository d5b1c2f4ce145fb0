"""The addresses of norms."""

from django.urls import path

from mingcha.norms import views

app_name = "norms"
urlpatterns = [
    path("", views.norms, name="norms"),
    path("enter/", views.enter_norm, name="enter_norm"),
    path("enter_catalogue/", views.enter_catalogue, name="enter_catalogue"),
    path("<int:pk>/", views.norm, name="norm"),
    path("<int:pk>/<slug:act>/", views.norm_act, name="norm_act"),
    path("institutions/", views.institutions, name="institutions"),
    path("institutions/enter/", views.enter_institution, name="enter_institution"),
    path("institutions/<int:pk>/", views.institution, name="institution"),
    path("institutions/<int:pk>/<slug:act>/", views.institution_act, name="institution_act"),
    path("checklists/", views.checklists, name="checklists"),
    path("checklists/draft/", views.draft_checklist, name="draft_checklist"),
    path("checklists/<int:pk>/", views.checklist, name="checklist"),
    path("checklists/<int:pk>/<slug:act>/", views.checklist_act, name="checklist_act"),
]
