"""Pages of imports: hand in, look, carry out, take back; only for those who keep the registers."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingcha.foundation.imports.sheet import SHEETS
from mingcha.foundation.models import Import
from mingcha.organs.models import Unit
from mingcha.people import commands as people
from tests.foundation.sheets_at_hand import ORGANS, organ, text, workbook


@pytest.fixture
def desk(clerk, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(clerk)
    return client


def hand_in(desk, *lines, name="机构.xlsx", content=None, kind="organs"):
    given = SimpleUploadedFile(name, content if content is not None else workbook(ORGANS, *lines))
    return desk.post(f"/imports/table/{kind}/", {"file": given})


def page(answer):
    return answer.content.decode()


def previewed(desk, *lines):
    answer = hand_in(desk, *lines)
    assert answer.status_code == 302
    return Import.objects.latest("pk"), answer.url


def test_a_table_is_handed_in_looked_at_carried_out_and_taken_back(desk):
    imp, url = previewed(desk, organ())
    shown = page(desk.get(url))
    assert "新增" in shown
    assert "执行导入" in shown
    assert not Unit.objects.exists()
    assert desk.post(f"{url}commit/").url == url
    assert Unit.objects.get().name == "市城管局"
    assert "撤销整批导入" in page(desk.get(url))
    desk.post(f"{url}undo/")
    assert not Unit.objects.exists()
    assert "已撤销" in page(desk.get(url))
    assert imp.number in page(desk.get("/imports/"))


def test_faulty_rows_are_shown_first_when_asked_for_and_can_be_downloaded(desk):
    _imp, url = previewed(desk, organ(), organ("MZ101", since="去年"))
    shown = page(desk.get(f"{url}?verdict=faulty"))
    assert "去年" in shown
    assert "MZ100" not in shown
    assert "有 1 行有误" in page(desk.get(url))
    answer = desk.get(f"{url}faulty.xlsx")
    lines = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert lines[0][-1] == "问题"
    assert "第 3 行" in lines[1][-1]


def test_a_faulty_file_is_carried_out_only_without_its_faulty_rows_and_only_if_asked(desk):
    _imp, url = previewed(desk, organ(), organ("MZ101", since="去年"))
    answer = desk.post(f"{url}commit/")
    assert answer.status_code == 409
    assert not Unit.objects.exists()
    desk.post(f"{url}commit_good/")
    assert list(Unit.objects.values_list("code", flat=True)) == ["MZ100"]


def test_discard_leaves_everything_as_it_was(desk):
    _imp, url = previewed(desk, organ())
    desk.post(f"{url}discard/")
    assert not Unit.objects.exists()
    assert "已放弃" in page(desk.get(url))


def test_an_undo_that_is_not_possible_says_what_stands_in_the_way(desk, clerk):
    _imp, url = previewed(desk, organ())
    desk.post(f"{url}commit/")
    people.register("p1", "张三", by=clerk, organ=Unit.objects.get())
    answer = desk.post(f"{url}undo/")
    assert answer.status_code == 409
    assert "市城管局" in page(answer)
    assert "人员" in page(answer)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "file"), (b"%PDF-1.7\x00\x01", "WPS"), (text(["姓名"], ["张三"]), "表头")],
)
def test_a_file_that_cannot_be_read_is_answered_on_the_form_with_a_remedy(desk, content, words):
    answer = hand_in(desk, content=content)
    assert answer.status_code == 422
    assert words in page(answer)
    assert not Import.objects.exists()


def test_a_file_of_200_mb_is_refused_before_it_is_read(desk):
    answer = desk.generic(
        "POST", "/imports/table/organs/", b"", "multipart/form-data; boundary=x",
        CONTENT_LENGTH=200 << 20,
    )  # fmt: skip
    assert answer.status_code == 422
    assert "200,000" in page(answer)


def test_handing_in_without_the_forms_token_is_refused(clerk, settings, tmp_path):
    from django.test import Client

    settings.MEDIA_ROOT = tmp_path
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk)
    assert hand_in(strict, organ()).status_code == 403
    assert not Import.objects.exists()


def test_words_of_a_file_are_shown_as_words_and_never_as_a_page(desk):
    _imp, url = previewed(desk, organ(name="<script>alert(1)</script>"))
    assert "<script>alert" not in page(desk.get(url))
    assert "&lt;script&gt;" in page(desk.get(url))


def test_the_file_as_it_was_handed_in_can_be_had_again(desk):
    content = workbook(ORGANS, organ())
    hand_in(desk, content=content)
    answer = desk.get(f"/imports/{Import.objects.get().pk}/file")
    assert b"".join(answer.streaming_content) == content


@pytest.mark.parametrize("kind", list(SHEETS))
def test_every_table_has_a_page_and_a_template_within_the_budget(
    desk, kind, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        shown = page(desk.get(f"/imports/table/{kind}/"))
    assert str(SHEETS[kind].title) in shown
    assert desk.get(f"/imports/table/{kind}/template.xlsx").content[:2] == b"PK"


def test_pages_stay_within_their_budget_of_questions(desk, django_assert_max_num_queries):
    _imp, url = previewed(desk, *(organ(f"MZ{n}") for n in range(100, 180)))
    for address in ("/imports/", url, f"{url}?verdict=new&page=2&sort=-row"):
        with django_assert_max_num_queries(20):
            assert desk.get(address).status_code == 200


@pytest.mark.parametrize("role", ["inspector", "case_handler", "auditor", "leader", "personnel"])
def test_others_are_told_that_this_page_is_not_theirs(desk, clerk, client, day, role):
    imp, url = previewed(desk, organ())
    person = people.register(role, role, by=clerk)
    people.charge(person, role, since=day, by=clerk)
    client.force_login(person)
    for address in ("/imports/", "/imports/table/organs/", "/imports/table/organs/template.xlsx",
                    url, f"{url}file", f"{url}faulty.xlsx", f"{url}commit/"):  # fmt: skip
        assert client.get(address).status_code == 403, address
    assert client.post(f"{url}commit/").status_code == 403
    assert hand_in(client, organ("MZ9")).status_code == 403
    assert imp.state == "previewed"
    assert not Unit.objects.exists()


@pytest.mark.parametrize("role", ["director", "administrator"])
def test_the_director_and_the_administrator_may_import(desk, clerk, client, day, role):
    person = people.register(role, role, by=clerk)
    people.charge(person, role, since=day, by=clerk)
    client.force_login(person)
    _imp, url = previewed(client, organ())
    client.post(f"{url}commit/")
    assert Unit.objects.count() == 1


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get("/imports/").url.startswith("/login/")


def test_pages_are_complete_in_english(desk):
    _imp, url = previewed(desk, organ(), organ("MZ101", since="去年"))
    for address in ("/imports/", "/imports/table/organs/", url):
        shown = page(desk.get(address, headers={"accept-language": "en"}))
        main = shown.partition("<main")[2].partition("</main>")[0]
        assert "Import" in main
        assert not re.findall(r"[\u4e00-\u9fff]+行有误", main)
