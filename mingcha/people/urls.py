"""The addresses of the register of persons, and of one's own page."""

from django.urls import path

from mingcha.people import me, views

app_name = "people"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.register, name="register"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/issue_password/", views.issue_password, name="issue_password"),
    path("people/<int:pk>/<str:act>/", views.person_act, name="person_act"),
    path("me/", me.me, name="me"),
    path("me/password/", me.password, name="password"),
    path("me/tokens/<int:pk>/revoke_token/", me.revoke_token, name="revoke_token"),
]
