"""The addresses of draws."""

from django.urls import URLPattern, URLResolver

app_name = "draws"
urlpatterns: list[URLPattern | URLResolver] = []
