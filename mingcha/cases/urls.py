"""The addresses of cases, items, flags, cards and intakes."""

from django.urls import path

from mingcha.cases.views import cards, cases, flags, intakes, items

app_name = "cases"
urlpatterns = [
    path("", cases.cases, name="cases"),
    path("<int:pk>/", cases.case, name="case"),
    path("items/", items.items, name="items"),
    path("items/<path:code>/", items.item, name="item"),
    path("flags/", flags.flags, name="flags"),
    path("flags/<int:pk>/", flags.flag, name="flag"),
    path("flags/<int:pk>/<slug:act>/", flags.flag_act, name="flag_act"),
    path("cards/", cards.cards, name="cards"),
    path("cards/<int:pk>/", cards.card, name="card"),
    path("cards/<int:pk>/<slug:act>/", cards.card_act, name="card_act"),
    path("intakes/", intakes.intakes, name="intakes"),
    path("intakes/take_in/", intakes.take_in, name="take_in"),
    path("intakes/<int:pk>/", intakes.intake, name="intake"),
]
