"""Who gets the original, who the copy, and who nothing at all."""

from __future__ import annotations

import pytest

from mingcha.evidence import commands, queries, store
from mingcha.evidence.models import Evidence
from tests.evidence import samples


@pytest.fixture
def open_house(sights):
    """A room that lets everybody see every piece."""

    @queries.seen_through
    def the_room(person):
        return Evidence.objects.values("pk")


@pytest.fixture
def photo(clerk):
    return commands.keep(samples.telephone_photo(), "窗口.jpg", by=clerk)


def body(answer):
    return b"".join(answer.streaming_content)


def get(client, person, piece, tail=""):
    client.force_login(person)
    return client.get(f"/evidence/{piece.pk}/{tail}")


def test_the_centre_and_the_auditor_get_the_original(client, photo, clerk, auditor, open_house):
    for person in (clerk, auditor):
        answer = get(client, person, photo)
        assert answer.status_code == 200
        assert body(answer) == store.place(photo.digest).read_bytes()


def test_everybody_else_gets_the_copy_without_its_secrets(client, photo, liaison, open_house):
    answer = get(client, liaison, photo)
    assert answer.status_code == 200
    shown = body(answer)
    assert b"Mingphone" not in shown
    assert shown[:3] == b"\xff\xd8\xff"


def test_the_centre_can_look_at_what_the_others_will_see(client, photo, clerk, liaison, open_house):
    seen = body(get(client, clerk, photo, "?copy"))
    assert seen == body(get(client, liaison, photo))


def test_not_even_the_one_who_sent_it_gets_an_original_as_organ(client, liaison, sights):
    piece = commands.keep(samples.telephone_photo(), "整改.jpg", by=liaison)
    assert b"Mingphone" not in body(get(client, liaison, piece))


def test_what_a_person_may_not_see_is_not_found(client, photo, stranger, sights):
    for tail in ("", "thumb", "?copy"):
        assert get(client, stranger, photo, tail).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client, photo):
    for tail in ("", "thumb"):
        answer = client.get(f"/evidence/{photo.pk}/{tail}")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")


def test_a_thumbnail_is_small_and_a_paper_has_none(client, photo, clerk, sights):
    answer = get(client, clerk, photo, "thumb")
    assert answer["Content-Type"] == "image/jpeg"
    assert b"Mingphone" not in body(answer)
    paper = commands.keep(b"%PDF-1.7\n", "a.pdf", by=clerk)
    assert get(client, clerk, paper, "thumb").status_code == 404


def test_papers_are_saved_and_never_opened_by_the_browser(client, clerk, sights):
    piece = commands.keep(samples.word(), "整改报告.docx", by=clerk)
    answer = get(client, clerk, piece)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    body(answer)


def test_a_picture_is_shown_in_place(client, photo, clerk, sights):
    answer = get(client, clerk, photo)
    assert answer["Content-Disposition"].startswith("inline;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    body(answer)


def test_a_copy_is_saved_under_an_ending_that_is_true(client, liaison, sights):
    piece = commands.keep(samples.photo(form="WEBP"), "shot.webp", by=liaison)
    answer = get(client, liaison, piece)
    assert answer["Content-Type"] == "image/jpeg"
    assert 'filename="shot.jpg"' in answer["Content-Disposition"]
    body(answer)


def test_a_photo_that_cannot_be_cleaned_is_kept_from_the_organ_and_says_why(
    client, clerk, liaison, open_house
):
    piece = commands.keep(samples.iphone_photo(), "IMG_1.heic", by=clerk)
    assert body(get(client, clerk, piece)) == samples.iphone_photo()
    answer = get(client, liaison, piece)
    assert answer.status_code == 403
    assert "JPEG" in answer.content.decode()


def test_a_file_that_is_gone_says_so_instead_of_breaking(client, photo, clerk, sights):
    store.place(photo.digest).unlink()
    assert get(client, clerk, photo).status_code == 410
    assert get(client, clerk, photo, "thumb").status_code == 410


@pytest.mark.parametrize("tail", ["../../settings.py", "%2e%2e%2fcity.db", "not-a-key/"])
def test_no_address_leads_out_of_the_store(client, clerk, tail):
    client.force_login(clerk)
    assert client.get(f"/evidence/{tail}").status_code == 404
