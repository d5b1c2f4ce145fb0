"""The addresses of measures and snapshots."""

from django.urls import path

from mingcha.analytics.views import measures, snapshots

app_name = "analytics"
urlpatterns = [
    path("", measures.measures, name="measures"),
    path("snapshots/", snapshots.snapshots, name="snapshots"),
    path("snapshots/take/", snapshots.take, name="take"),
    path("snapshots/<int:pk>/", snapshots.snapshot, name="snapshot"),
    path("snapshots/<int:pk>/<str:name>.parquet", snapshots.table, name="table"),
    path("<str:name>/", measures.measure, name="measure"),
]
