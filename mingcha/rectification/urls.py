"""The addresses of rectification."""

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, path

app_name = "rectification"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/", lambda r, pk: HttpResponse(), name="order"),
    path("slips/<int:pk>/", lambda r, pk: HttpResponse(), name="slip"),
]
