"""The addresses of meetings."""

from django.urls import path

from mingcha.meetings.views import desk, meetings, papers

app_name = "meetings"
urlpatterns = [
    path("", meetings.meetings, name="meetings"),
    path("call/", meetings.call, name="call"),
    path("in/<str:code>/", desk.scan, name="scan"),
    path("invitations/<int:pk>/", meetings.invitation, name="invitation"),
    path("invitations/<int:pk>/<str:act>/", meetings.invitation_act, name="invitation_act"),
    path("<int:pk>/", meetings.meeting, name="meeting"),
    path("<int:pk>/people/", meetings.people, name="people"),
    path("<int:pk>/seats/", meetings.seats, name="seats"),
    path("<int:pk>/desk/", desk.desk, name="desk"),
    path("<int:pk>/cards.pdf", papers.cards, name="cards"),
    path("<int:pk>/places.pdf", papers.places, name="places"),
    path("<int:pk>/signatures.pdf", papers.signatures, name="signatures"),
    path("<int:pk>/<str:act>/", meetings.meeting_act, name="meeting_act"),
]
