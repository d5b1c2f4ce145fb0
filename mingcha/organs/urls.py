"""The addresses of the register of organs.

The page of one organ, `organs:organ`, shows what every upper room knows of it: `web` adds it.
"""

from django.urls import URLPattern, path

from mingcha.organs import views

app_name = "organs"
urlpatterns: list[URLPattern] = [
    path("", views.organs, name="organs"),
]
