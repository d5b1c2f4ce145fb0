"""The pages of visits: what each reader sees, what stays hidden, what a thumb can do."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from PIL import Image

from mingcha.evidence import queries as evidence
from mingcha.evidence.models import Evidence
from mingcha.findings import commands as findings
from mingcha.findings.models import Finding
from mingcha.foundation import reactions, time
from mingcha.foundation.models import JournalEntry
from mingcha.people.models import Message
from mingcha.visits import commands, queries, record
from mingcha.visits.models import Mode, Signature, Visit
from mingcha.visits.xrays import (
    forgotten_envelopes,
    small_teams,
    telling_answers_without_a_finding,
    tied_inspectors,
    unsigned_records,
)
from tests.visits.conftest import SINCE, moment, sheet_of

S = Visit.State


@pytest.fixture
def at(bring):
    return bring


@pytest.fixture
def page(client):
    """What a person reads at an address."""

    def read(person, address, status=200):
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == status, address
        return answer.content.decode()

    return read


def of(visit, part=""):
    return f"/visits/{visit.pk}/{part}"


def form_of(visit, **changed):
    """What a browser sends for a whole sheet."""
    said = {"day": "2026-04-10", "began": "08:10", "ended": "08:50", "present": "大厅主任"}
    said["told"] = "8:10 到达大厅，8:50 离开。"
    for answer in sheet_of(visit).answers:
        said[f"seen_{answer.number}"] = answer.seen
        said[f"facts_{answer.number}"] = answer.facts
    return {**said, **changed}


def picture(name="窗口.png", colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


# The list


def test_without_signing_in_no_visit_page_opens_but_the_one_at_the_door(client, at):
    visit = at("recorded")
    for address in ("/visits/", of(visit), of(visit, "record/"), of(visit, "hand_in/")):
        assert client.get(address).status_code == 302
    assert client.get("/visits/verify/").status_code == 200


def test_the_list_names_the_mode_of_each_visit_and_no_sealed_target(
    page, at, clerk, organ, hall, pair
):
    at("sealed"), at("sealed", "covert")
    text = page(clerk, "/visits/")
    assert "公开察访" in text
    assert "暗访" in text
    for hidden in (organ.name, hall.name, *(one.name for one in pair)):
        assert hidden not in text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_of_the_list_holds_no_sealed_target(client, at, clerk, form):
    at("sealed")
    client.force_login(clerk)
    content = client.get(f"/visits/?format={form}").content
    assert content
    if form == "csv":
        text = content.decode("utf-8-sig")
        assert "CF-2026-0001" in text
        assert "市规划局" not in text


def test_narrowing_by_class_or_words_does_not_point_at_a_sealed_visit(page, at, clerk):
    sealed, opened = at("sealed"), at("opened")
    for address in ("/visits/?class=management", "/visits/?q=规划"):
        text = page(clerk, address)
        assert opened.number in text
        assert sealed.number not in text


def test_a_list_is_narrowed_by_state_mode_place_and_month(page, at, clerk):
    opened, covert = at("opened"), at("recorded", "covert")
    text = page(clerk, "/visits/?state=opened&mode=open&place=counter&month=2026-04")
    assert opened.number in text
    assert covert.number not in text
    assert opened.number not in page(clerk, "/visits/?month=2026-03")


def test_list_page_file_and_count_agree_for_every_reader(
    page, client, at, clerk, auditor, handler, leader, head, other_head, pair, stranger
):
    for stage in ("sealed", "opened", "recorded", "signed", "verified"):
        at(stage), at(stage, "covert")
    for person in (clerk, auditor, handler, leader, head, other_head, *pair, stranger):
        known = {visit.number for visit in queries.visible_to(person)}
        text = page(person, "/visits/")
        rows = client.get("/visits/?format=csv").content.decode("utf-8-sig").split()
        for n in range(1, 11):
            number = f"CF-2026-{n:04d}"
            assert (number in text) == (number in known), (person, number)
            assert any(number in row for row in rows) == (number in known)
        for visit in Visit.objects.all():
            status = 200 if visit.number in known else 404
            page(person, of(visit), status)
            written = known and visit.number in known and visit.began_at
            page(person, of(visit, "record/"), 200 if written else 404)


def test_an_inspectors_envelopes_stand_on_top_and_say_no_more_than_they_may(page, at, pair, organ):
    at("sealed"), at("sealed", opens_at=moment(14))
    text = page(pair[0], "/visits/")
    assert "我的信封" in text
    assert "CF-2026-0002" in text
    assert organ.name not in text
    at("opened")
    assert organ.name in page(pair[0], "/visits/")


def test_pages_stay_within_their_questions(
    client, at, clerk, pair, head, django_assert_max_num_queries
):
    for _n in range(6):
        visit = at("verified")
    for person in (clerk, pair[0], head):
        client.force_login(person)
        for address in ("/visits/", of(visit), of(visit, "record/")):
            with django_assert_max_num_queries(20):
                client.get(address)


def test_a_longer_list_asks_no_more_questions(client, at, clerk, connection_of):
    at("recorded")
    client.force_login(clerk)
    client.get("/visits/")
    with CaptureQueriesContext(connection_of) as few:
        client.get("/visits/")
    for _n in range(5):
        at("recorded")
    with CaptureQueriesContext(connection_of) as many:
        client.get("/visits/")
    assert len(many) <= len(few)


# One visit


def test_a_sealed_visit_shows_its_hour_and_nothing_else_until_a_look_is_on_record(
    page, client, at, director, organ, hall, pair
):
    visit = at("sealed", "covert")
    hidden = (organ.name, hall.name, *(one.name for one in pair), visit.code)
    text = page(director, of(visit))
    assert "密封" in text
    assert not [words for words in hidden if words in text]
    asking = page(director, of(visit, "look/"))
    assert not [words for words in hidden if words in asking]
    assert not JournalEntry.objects.filter(verb="visits.visit.look").exists()

    client.post(of(visit, "look/"), {"reason": "核对保密安排"})
    assert organ.name in page(director, of(visit))
    assert JournalEntry.objects.filter(verb="visits.visit.look", by=director).count() == 1


def test_a_tie_to_the_sealed_organ_is_not_told_by_what_a_page_offers_or_refuses(
    page, client, at, clerk, organ, charged
):
    from mingcha.people import commands as people

    visit, own = at("sealed"), charged("lead2", "邓办", "conduct_office")
    people.declare_tie(own, organ, "亲属", since=SINCE, by=clerk)
    offered = [page(person, of(visit)).count("<button") for person in (clerk, own)]
    assert offered[0] == offered[1]
    for person in (clerk, own):
        client.force_login(person)
        assert client.post(of(visit, "verify/")).status_code == 409


def test_what_can_never_be_done_any_more_is_not_offered_in_grey(page, at, clerk):
    text = page(clerk, of(at("verified")))
    assert "aria-disabled" not in text
    assert "aria-disabled" in page(clerk, of(at("recorded")))


def test_nobody_else_is_offered_a_look_or_can_take_it(client, page, at, pair, auditor, organ):
    visit = at("sealed")
    for person in (pair[0], auditor):
        assert f"{of(visit)}look/" not in page(person, of(visit))
        assert client.post(of(visit, "look/"), {"reason": "看看"}).status_code == 403
        assert organ.name not in page(person, of(visit))
    assert not JournalEntry.objects.filter(verb="visits.visit.look").exists()


def test_the_paper_sheet_of_a_sealed_visit_asks_its_questions_without_naming_the_target(
    page, at, clerk, organ, hall
):
    text = page(clerk, of(at("sealed"), "hand_in/"))
    assert "应到人员在岗" in text
    assert organ.name not in text
    assert hall.name not in text


def test_the_team_opens_by_one_button_and_then_sees_place_and_code(page, client, at, pair, hall):
    visit = at("sealed")
    assert hall.name not in page(pair[0], of(visit))
    client.post(of(visit, "open/"))
    text = page(pair[0], of(visit))
    assert hall.name in text
    assert visit.code in text


def test_a_covert_visit_shows_no_code_for_the_door(page, at, pair):
    visit = at("opened", "covert")
    assert visit.code not in page(pair[0], of(visit))


def test_every_act_of_the_record_can_be_done_on_its_page(page, client, at, pair, clerk):
    visit = at("recorded")
    for person, act, state in (
        (pair[0], "sign", S.RECORDED),
        (pair[1], "countersign", S.SIGNED),
        (clerk, "verify", S.VERIFIED),
    ):
        assert f"{of(visit)}{act}/" in page(person, of(visit))
        assert client.post(of(visit, f"{act}/")).status_code == 302
        assert Visit.objects.get().state == state
    number = Finding.objects.get().number
    text = page(clerk, of(visit))
    assert f"/n/{number}/" in text
    assert "发现问题" in text


def test_sending_back_and_calling_off_ask_for_their_reason(client, at, clerk, director):
    visit = at("signed")
    client.force_login(clerk)
    assert client.post(of(visit, "send_back/"), {"remark": " "}).status_code == 422
    assert client.post(of(visit, "send_back/"), {"remark": "补照片"}).status_code == 302
    client.force_login(director)
    off = at("opened")
    assert client.post(of(off, "cancel/"), {"remark": "台风"}).status_code == 302
    assert Visit.objects.get(pk=off.pk).state == S.CANCELLED


def test_an_act_that_is_not_ones_own_is_refused_at_the_door(client, at, pair, head):
    visit = at("signed")
    client.force_login(pair[0])
    assert client.post(of(visit, "verify/")).status_code == 403
    client.force_login(head)
    assert client.post(of(visit, "send_back/"), {"remark": "不服"}).status_code == 403
    assert Visit.objects.get().state == S.SIGNED


def test_no_reader_but_those_entitled_finds_an_inspectors_name_on_a_covert_visit(
    page, at, clerk, director, auditor, handler, leader, pair
):
    visit = at("verified", "covert")
    for address in (of(visit), of(visit, "record/"), "/visits/", "/visits/?format=csv"):
        for person in (handler, leader):
            text = page(person, address)
            assert not [one.name for one in pair if one.name in text], (person, address)
            assert record.code_of(visit, pair[0]) in text
        for person in (clerk, director, auditor, pair[0]):
            assert pair[1].name in page(person, address)


def test_a_leader_reads_neither_who_verified_nor_what_was_sent_back(page, at, leader, clerk):
    visit = at("signed")
    commands.send_back(visit, by=clerk, on=time.today(), remark="内部意见：照片模糊")
    fresh = Visit.objects.get()
    team = list(fresh.team.order_by("staff_no"))
    sheet = sheet_of(fresh)
    commands.hand_in(fresh, by=team[0], on=time.today(), sheet=sheet)
    commands.sign(fresh, by=team[0], on=time.today())
    commands.countersign(fresh, by=team[1], on=time.today())
    commands.verify(fresh, by=clerk, on=time.today())
    text = page(leader, of(fresh))
    assert "察访中心" in text
    assert clerk.name not in text
    assert "照片模糊" not in text


def test_an_organ_reads_the_open_record_adds_its_words_and_sees_no_finding_before_it_is_fed_back(
    page, client, at, head, clerk, day
):
    visit = at("signed")
    client.force_login(head)
    said = {"reply": "当日3号窗口系统故障。"}
    assert client.post(of(visit, "add_organ_words/"), said).status_code == 302
    commands.verify(Visit.objects.get(), by=clerk, on=day)
    finding = Finding.objects.get()
    text = page(head, of(visit))
    assert "当日3号窗口系统故障。" in text
    assert finding.number not in text
    findings.feed_back(finding, by=clerk, on=day)
    assert finding.number in page(head, of(visit))


# The record on paper


def test_the_record_on_paper_bears_both_signatures_the_organs_words_and_the_code(
    page, at, head, clerk, pair, day
):
    visit = at("signed")
    commands.add_organ_words(visit, by=head, on=day, reply="情况属实。")
    text = page(clerk, of(visit, "record/"))
    for words in ("察访记录表", visit.number, *(one.name for one in pair), "情况属实。", visit.code,
                  record.digest(visit)):  # fmt: skip
        assert words in text
    assert text.count("sheet-paper-signs") == 2


def test_a_signature_under_other_words_is_not_printed(page, at, clerk, pair, day):
    visit = at("half")
    Signature.objects.update(digest="0" * 64)
    text = page(clerk, of(visit))
    assert "目前的记录还没有人签字" in text


# The sheet


def test_the_sheet_is_filled_in_without_script_and_handed_in_with_many_photos(client, at, pair):
    visit = at("opened")
    client.force_login(pair[0])
    said = form_of(visit, seen_2="no", facts_2="8:20，3号窗口，看股票")
    said["files_2"] = [picture("一.png"), picture("二.png", "blue")]
    answer = client.post(of(visit, "hand_in/"), said)
    assert answer.status_code == 302
    kept = Visit.objects.get()
    assert (kept.state, kept.began_at) == (S.RECORDED, moment(8, 10))
    assert kept.observations.get(item__number=2).evidence.count() == 2


def test_the_sheet_has_three_large_answers_a_note_and_photos_at_every_question(client, at, pair):
    visit = at("opened")
    client.force_login(pair[0])
    text = client.get(of(visit, "hand_in/")).content.decode()
    questions = visit.checklist.items.count()
    assert text.count('type="radio"') == 3 * questions
    assert text.count('type="file"') == questions
    assert text.count("data-telling") == questions
    assert 'name="viewport"' in text
    assert f'data-draft="visits.visit.hand_in.{visit.pk}"' in text


def test_what_lacks_is_said_at_its_question_and_photos_are_not_asked_for_twice(client, at, pair):
    visit = at("opened")
    client.force_login(pair[0])
    said = form_of(visit, seen_2="no", facts_2="", files_2=[picture()])
    del said["seen_3"]
    answer = client.post(of(visit, "hand_in/"), said)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请写明所见" in text
    assert Visit.objects.get().state == S.OPENED
    piece = Evidence.objects.get()
    assert f'value="{piece.pk}"' in text

    said |= {"seen_3": "yes", "facts_2": "8:20，3号窗口", "keep_2": [str(piece.pk)], "files_2": []}
    assert client.post(of(visit, "hand_in/"), said).status_code == 302
    assert Visit.objects.get().observations.get(item__number=2).evidence.get() == piece


def test_the_form_is_not_even_shown_to_whoever_may_not_use_it(page, at, head, handler, pair):
    visit = at("recorded")
    for person in (head, handler):
        page(person, of(visit, "hand_in/"), 403)
    page(pair[0], of(visit, "hand_in/"), 409)


def test_a_file_that_is_no_photo_is_refused_with_the_words_kept(client, at, pair):
    visit = at("opened")
    client.force_login(pair[0])
    odd = SimpleUploadedFile("x.png", b"not a picture", "image/png")
    answer = client.post(of(visit, "hand_in/"), form_of(visit, files_1=[odd]))
    assert answer.status_code == 422
    assert "8:10 到达大厅" in answer.content.decode()
    assert Visit.objects.get().state == S.OPENED


def test_a_stranger_cannot_attach_a_piece_that_is_not_theirs_to_see(client, at, pair, photo, clerk):
    visit = at("opened")
    hidden = photo(by=clerk)
    client.force_login(pair[0])
    answer = client.post(of(visit, "hand_in/"), form_of(visit, keep_1=[str(hidden.pk)]))
    assert answer.status_code in {404, 422}
    assert Visit.objects.get().state == S.OPENED


def test_a_double_click_hands_in_one_sheet(client, at, pair):
    visit = at("opened")
    client.force_login(pair[0])
    said = form_of(visit, seen_2="no", facts_2="8:20，3号窗口")
    for _click in range(2):
        assert (
            client.post(of(visit, "hand_in/"), {**said, "files_2": [picture()]}).status_code == 302
        )
    assert JournalEntry.objects.filter(verb="visits.visit.hand_in").count() == 1


def test_a_sheet_sent_back_comes_back_filled_in_with_its_photos(
    client, at, pair, clerk, day, photo
):
    visit = at("opened")
    piece = photo()
    sheet = sheet_of(visit, no={2}, pieces=[piece])
    commands.hand_in(visit, by=pair[0], on=day, sheet=sheet)
    commands.send_back(visit, by=clerk, on=day, remark="补写岗位")
    client.force_login(pair[1])
    text = client.get(of(visit, "hand_in/")).content.decode()
    assert "补写岗位" in text
    assert f'value="{piece.pk}"' in text
    assert "8:10 到达大厅" in text


def test_the_sheet_of_a_covert_visit_does_not_ask_for_the_organs_words(client, at, pair):
    client.force_login(pair[0])
    text = client.get(of(at("opened", "covert"), "hand_in/")).content.decode()
    assert "organ_words" not in text


# The door's own question


def verify(client, code):
    text = client.get("/visits/verify/", {"code": code}).content.decode()
    return text[text.index("<main") : text.index("</main>")]


def test_the_visited_learn_that_an_open_visit_is_genuine(client, at, plan, hall):
    visit = at("opened")
    text = verify(client, visit.code.lower())
    for words in (visit.number, plan.title, hall.name, "是，这是察访中心的公开察访"):
        assert words in text
    assert not [one.name for one in visit.team.all() if one.name in text]


def test_a_guess_a_sealed_and_a_covert_visit_get_the_very_same_answer(client, at):
    codes = ["ABCDE-FGHJK", at("sealed").code, at("opened", "covert").code]
    codes.append(at("verified", "covert").code)
    answers = {verify(client, code).replace(code, "") for code in codes}
    assert len(answers) == 1
    assert "今天没有公开察访使用这个验证码" in answers.pop()


def test_the_page_at_the_door_tells_the_rights_of_the_visited(client, db, day):
    text = client.get("/visits/verify/").content.decode()
    assert "被察访时您的权利" in text


# Who sees the photos


def test_photos_of_a_visit_are_seen_by_whoever_may_read_its_record(
    at, pair, clerk, head, other_head, handler, stranger, photo, day
):
    shown = {}
    for mode in Mode.values:
        visit = at("opened", mode)
        shown[mode] = photo(by=pair[0])
        sheet = sheet_of(visit, no={2}, pieces=[shown[mode]])
        commands.hand_in(visit, by=pair[0], on=day, sheet=sheet)
    both, open_only = set(shown.values()), {shown["open"]}
    for person, seen in ((clerk, both), (pair[1], both), (handler, both), (head, open_only),
                         (other_head, set()), (stranger, set())):  # fmt: skip
        assert set(evidence.visible_to(person)) == seen, person


# What follows


def told(person):
    return [message.text for message in Message.objects.filter(to=person)]


def test_each_is_told_what_is_theirs_to_do_and_the_organ_only_of_open_visits(
    at, pair, clerk, director, handler, head
):
    at("signed"), at("signed", "covert")
    for entry in JournalEntry.objects.filter(verb__startswith="visits.visit."):
        for name in list(reactions._heard.get(entry.verb, {})):
            reactions.react.func(entry.pk, name)
            reactions.react.func(entry.pk, name)
    assert len(told(pair[1])) == 2  # late news to sign what is signed already is told to nobody
    assert any("CF-2026-0001" in text for text in told(pair[1]))
    for person in (clerk, director, handler):
        assert len(told(person)) == 2
    assert len(told(head)) == 1
    assert "CF-2026-0001" in told(head)[0]


def test_a_record_sent_back_is_told_to_the_whole_team(at, pair, clerk, day):
    visit = commands.send_back(at("signed"), by=clerk, on=day, remark="补照片")
    entry = JournalEntry.objects.get(verb="visits.visit.send_back")
    for name in list(reactions._heard[entry.verb]):
        reactions.react.func(entry.pk, name)
    for person in pair:
        assert any("补照片" in text for text in told(person))
    assert visit.number in told(pair[0])[-1]


# What a careful clerk looks for


def test_a_sound_book_of_visits_gives_no_cause(at):
    at("sealed"), at("verified"), at("recorded", "covert")
    for look in (forgotten_envelopes, small_teams, telling_answers_without_a_finding,
                 tied_inspectors, unsigned_records):  # fmt: skip
        assert look() == []


def test_what_is_odd_about_visits_is_named(at, pair, clerk, organ, day):
    from mingcha.people import commands as people

    late, lost = at("recorded"), at("verified")
    lost.observations.update(finding=None)
    alone, forgotten = at("opened"), at("sealed")
    alone.team.remove(pair[1])
    people.declare_tie(pair[0], organ, "亲属", since=SINCE, by=clerk)
    with time.at(moment(9, day=30)):
        assert [row.which for row in unsigned_records()] == [late.number]
        assert [lost.number in row.which for row in telling_answers_without_a_finding()] == [True]
        assert [row.which for row in small_teams()] == [alone.number]
        assert [row.which for row in forgotten_envelopes()] == [forgotten.number]
        assert {row.which for row in tied_inspectors()} >= {late.number, alone.number}


def test_the_pages_speak_english_too(client, at, clerk):
    visit = at("verified")
    client.force_login(clerk)
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        text = client.get(of(visit)).content.decode()
    assert "Problem found" in text
