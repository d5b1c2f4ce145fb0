"""The addresses of evidence."""

from django.urls import path

from mingcha.evidence import views

app_name = "evidence"
urlpatterns = [
    path("<uuid:pk>/", views.file, name="file"),
    path("<uuid:pk>/thumb", views.thumb, name="thumb"),
]
