"""A house with leaks in it, so that the permission matrix is seen to find them."""

import json

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from mingcha.findings.models import Finding
from mingcha.web import rooms
from mingcha.web.urls import urlpatterns as sound


def leaky_list(request):
    """A list that forgot to ask who is looking."""
    if request.GET.get("format") == "csv":
        lines = "\n".join(Finding.objects.values_list("number", flat=True))
        return HttpResponse(f"number\n{lines}\n".encode("utf-8-sig"))
    context = {"table": {"total": Finding.objects.count()}, "count": 0}
    return render(request, "findings/findings.html", context)


def leaky_page(request, pk):
    """A page that finds by key alone."""
    return HttpResponse(Finding.objects.get(pk=pk).facts)


def leaky_api(request):
    """An operation that tells everything."""
    items = [{"id": pk} for pk in Finding.objects.values_list("pk", flat=True)]
    return JsonResponse({"items": items, "count": len(items)})


def leaky_show(request, pk):
    """An operation that shows anything."""
    return HttpResponse(json.dumps({"id": pk}))


def leaky_search(request):
    """A search that counts what it does not show."""
    everything = {"table": {"caption": rooms.FINDING.label}, "count": Finding.objects.count()}
    return render(request, "search.html", {"groups": [everything]})


def leaky_number(request, number):
    """A number opened without asking."""
    return HttpResponse(status=302, headers={"Location": "/"})


LEAKS = {
    "_list": path("findings/", leaky_list),
    "_page": path("findings/<int:pk>/", leaky_page),
    "_api_list": path("api/findings", leaky_api),
    "_api_show": path("api/findings/<int:pk>", leaky_show),
    "_count": path("search/", leaky_search),
    "_number": path("n/<str:number>/", leaky_number),
}
urlpatterns = [*LEAKS.values(), *sound]
