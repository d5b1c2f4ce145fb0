"""The addresses of visits."""

from django.urls import URLPattern, URLResolver

from mingcha.visits.views import burden, plans

app_name = "visits"
urlpatterns: list[URLPattern | URLResolver] = [
    *plans.urls,
    *burden.urls,
]
