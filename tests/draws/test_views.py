"""Pages of draws: what they tell, what they keep sealed, what they refuse."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingcha.draws import queries
from mingcha.draws.models import Draw
from mingcha.foundation import journal, time

from .conftest import SEED


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def sealed(drawn):
    drawn.sealed_until = datetime(2026, 4, 11, 8, tzinfo=time.city_zone())
    drawn.save()
    return drawn


def test_the_list_names_every_draw_and_goes_as_a_file(office, drawn):
    assert drawn.number in office.get("/draws/").content.decode()
    assert drawn.number in office.get("/draws/?format=csv").content.decode("utf-8-sig")
    assert "CQ-" not in office.get("/draws/?state=void").content.decode()


def test_before_any_draw_the_list_says_how_one_comes_about(office):
    assert 'class="empty"' in office.get("/draws/").content.decode()


def test_the_page_shows_the_fingerprint_in_groups_and_why_a_target_has_its_tickets(
    office, prepared
):
    page = office.get(f"/draws/{prepared.pk}/").content.decode()
    assert f"<span>{prepared.fingerprint[:4]}</span>" in page
    assert "A3" in page
    assert str(Draw.Why.OPEN.label) in page
    assert "J1" in page


def test_the_page_of_a_drawn_draw_tells_targets_teams_and_that_it_agrees(office, drawn):
    page = office.get(f"/draws/{drawn.pk}/").content.decode()
    for one in queries.record_of(drawn).targets:
        assert one.mark[:12] in page
    assert SEED in page


def test_what_is_sealed_stands_on_no_page_and_in_no_file(office, sealed):
    shown = [one.mark[:12] for one in queries.record_of(sealed).targets]
    for address in ("", "protocol/"):
        page = office.get(f"/draws/{sealed.pk}/{address}").content.decode()
        assert not any(words in page for words in shown)
        assert sealed.digest in page
    assert office.get(f"/draws/{sealed.pk}/record.json").status_code == 409


def test_a_look_shows_it_once_and_stands_in_the_journal(office, sealed, clerk):
    shown = queries.record_of(sealed).targets[0].mark[:12]
    page = office.post(f"/draws/{sealed.pk}/look/").content.decode()
    assert shown in page
    assert journal.about(sealed).filter(verb="draws.draw.look", by=clerk).count() == 1
    assert shown not in office.get(f"/draws/{sealed.pk}/").content.decode()
    assert office.get(f"/draws/{sealed.pk}/look/").status_code == 405


def test_the_record_is_taken_away_as_it_was_hashed(office, drawn):
    from hashlib import sha256

    content = office.get(f"/draws/{drawn.pk}/record.json").content
    assert sha256(content).hexdigest() == drawn.digest


def test_the_bag_as_text_gives_the_fingerprint_by_sha256(office, drawn):
    from hashlib import sha256

    content = office.get(f"/draws/{drawn.pk}/pool.txt").content
    assert sha256(content).hexdigest() == drawn.fingerprint


def test_the_form_draws_and_leads_back_to_the_draw(office, prepared):
    said = {"seed": SEED, "witnesses": "周文博\n吴静安"}
    answer = office.post(f"/draws/{prepared.pk}/draw/", said)
    assert answer["Location"] == f"/draws/{prepared.pk}/"
    assert Draw.objects.get().witnesses == ["周文博", "吴静安"]


def test_the_form_says_why_nothing_was_drawn_and_keeps_the_words(office, prepared):
    answer = office.post(f"/draws/{prepared.pk}/draw/", {"seed": SEED, "witnesses": "周文博"})
    assert answer.status_code == 422
    assert "draws.too_few_witnesses" in answer.content.decode()
    assert SEED in answer.content.decode()
    assert Draw.objects.get().state == "prepared"


def test_a_draw_is_declared_void_with_its_reason(office, drawn):
    office.post(f"/draws/{drawn.pk}/void/", {"reason": "见证人中途离场"})
    assert "见证人中途离场" in office.get(f"/draws/{drawn.pk}/").content.decode()


def test_the_protocol_has_blanks_for_the_dice_before_the_draw(office, prepared):
    page = office.get(f"/draws/{prepared.pk}/protocol/").content.decode()
    assert page.count("<i></i>") == queries.dice_enough(prepared)


@pytest.mark.parametrize("address", ["", "protocol/", "pool.txt", "record.json", "draw/", "void/"])
def test_an_inspector_finds_no_draw(client, inspector, drawn, address):
    client.force_login(inspector)
    assert client.get(f"/draws/{drawn.pk}/{address}").status_code == 404
    assert drawn.number not in client.get("/draws/").content.decode()


def upload(client, content, fingerprint=""):
    file = SimpleUploadedFile("RECORD.json", content)
    return client.post("/draws/replay/", {"record": file, "fingerprint": fingerprint})


def test_anybody_signed_in_repeats_a_draw_from_its_record(client, inspector, drawn):
    client.force_login(inspector)
    content = queries.record_of(drawn).to_json().encode()
    noted = " ".join(drawn.fingerprint.upper()[n : n + 4] for n in range(0, 64, 4))
    page = upload(client, content, noted).content.decode()
    assert "tone-good" in page


def test_a_changed_record_is_told_in_sentences(client, inspector, drawn):
    client.force_login(inspector)
    row = json.loads(queries.record_of(drawn).to_json())
    row["targets"] = row["targets"][1:]
    page = upload(client, json.dumps(row).encode()).content.decode()
    assert "tone-overdue" in page
    assert queries.record_of(drawn).targets[0].key in page


def test_a_file_that_is_no_record_is_refused_with_a_remedy(client, inspector):
    client.force_login(inspector)
    answer = upload(client, b"\xff\xfe no json")
    assert answer.status_code == 422
    assert "draws.record_unfit" in answer.content.decode()


def test_nobody_repeats_a_draw_without_signing_in(client, db):
    assert client.get("/draws/replay/").status_code == 302


def test_a_page_of_a_draw_asks_few_questions(office, drawn):
    office.get(f"/draws/{drawn.pk}/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        office.get(f"/draws/{drawn.pk}/")
    assert len(asked) <= 8
