"""The addresses of findings."""

from django.urls import path

from mingcha.findings import views

app_name = "findings"
urlpatterns = [
    path("", views.findings, name="findings"),
    path("<int:pk>/", views.finding, name="finding"),
    path("<int:pk>/letter/", views.letter, name="letter"),
    path("<int:pk>/<slug:act>/", views.finding_act, name="finding_act"),
]
