"""The addresses of bulletins: for those who sign in, and `/notices/` for everybody."""

from django.urls import path, register_converter

from mingcha.bulletins.views import issues, papers
from mingcha.bulletins.views import notices as public


class Form:
    """The forms in which a paper can be had."""

    regex = "pdf|docx|json"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Form, "paper_form")

app_name = "bulletins"
urlpatterns = [
    path("", issues.issues, name="issues"),
    path("compose/", issues.compose, name="compose"),
    path("<int:pk>/", issues.issue, name="issue"),
    path("<int:pk>/preview/", issues.preview, name="preview"),
    path("<int:pk>/page-<int:n>.png", issues.page_image, name="page_image"),
    path("<int:pk>/paper.<paper_form:form>", issues.file, name="file"),
    path("papers/<str:number>.<paper_form:form>", papers.paper, name="paper"),
    path("named/<int:pk>/", issues.named, name="named"),
    path("named/<int:pk>/<slug:act>/", issues.named_act, name="named_act"),
    path("<int:pk>/<slug:act>/", issues.issue_act, name="issue_act"),
]
notices = [
    path("", public.notices, name="notices"),
    path("<int:pk>/", public.notice, name="notice"),
    path("<int:pk>/notice.<paper_form:form>", public.file, name="file"),
]
