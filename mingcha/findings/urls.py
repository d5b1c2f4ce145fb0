"""The addresses of findings."""

from django.urls import URLPattern, URLResolver

app_name = "findings"
urlpatterns: list[URLPattern | URLResolver] = []
