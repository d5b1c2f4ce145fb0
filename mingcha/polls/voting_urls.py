"""The addresses of those who vote. Below them nobody is known: see `web.shield.Unnamed`."""

from django.urls import path, re_path

from mingcha.polls.views import voting as views

app_name = "voting"
urlpatterns = [
    re_path(r"^vote/(?P<code>[0-9a-f]{32})/?$", views.vote, name="vote"),
    path("vote/<str:code>/paper/", views.paper, name="paper"),
    path("vote/<str:code>/ticket/", views.ticket, name="ticket"),
    path("vote/<str:code>/receipt/", views.receipt, name="receipt"),
    re_path(r"^v/?$", views.short, name="short"),
    re_path(r"^v/(?P<number>[^/]+)/?$", views.short, name="number"),  # the wall shows it bare
]
