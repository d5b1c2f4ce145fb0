"""The addresses of organs."""

from django.urls import path

from mingcha.organs import views

app_name = "organs"
urlpatterns = [
    path("", views.organs, name="organs"),
    path("<int:unit_id>/", views.organ, name="organ"),
]
