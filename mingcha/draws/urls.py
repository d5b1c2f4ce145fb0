"""The addresses of draws."""

from django.urls import path

from mingcha.draws.views import draws as views

app_name = "draws"
urlpatterns = [
    path("", views.draws, name="draws"),
    path("replay/", views.replay, name="replay"),
    path("<int:pk>/", views.draw, name="draw"),
    path("<int:pk>/protocol/", views.protocol, name="protocol"),
    path("<int:pk>/pool.txt", views.pool, name="pool"),
    path("<int:pk>/record.json", views.record, name="record"),
    path("<int:pk>/look/", views.look, name="look"),
    path("<int:pk>/<str:act>/", views.draw_act, name="draw_act"),
]
