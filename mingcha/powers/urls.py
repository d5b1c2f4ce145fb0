"""The addresses of the inventory."""

from django.urls import path

from mingcha.powers import views

app_name = "powers"
urlpatterns = [
    path("", views.items, name="items"),
    path("enter/", views.enter, name="enter"),
    path("checks/", views.checks, name="checks"),
    path("ledger/", views.ledger, name="ledger"),
    path("reforms/", views.reforms, name="reforms"),
    path("reforms/<int:pk>/", views.reform, name="reform"),
    path("<int:pk>/", views.item, name="item"),
    path("<int:pk>/<slug:act>/", views.item_act, name="item_act"),
]
