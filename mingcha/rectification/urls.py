"""The addresses of rectification."""

from django.urls import URLPattern, URLResolver, path

from mingcha.rectification import views

app_name = "rectification"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.orders, name="orders"),
    path("ageing/", views.ageing, name="ageing"),
    path("slips/<int:pk>/", views.slip, name="slip"),
    path("slips/<int:pk>/<slug:act>/", views.slip_act, name="slip_act"),
    path("<int:pk>/", views.order, name="order"),
    path("<int:pk>/notice/", views.notice, name="notice"),
    path("<int:pk>/<slug:act>/", views.order_act, name="order_act"),
]
