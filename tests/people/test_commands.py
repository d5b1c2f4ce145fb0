"""Persons, their duties and who answers for an organ on a day."""

from datetime import date

import pytest

from mingcha.core.refusal import Refusal
from mingcha.people import commands, queries
from mingcha.people.models import Duty, Person

HEAD = Duty.Role.HEAD
SINCE = date(2024, 1, 1)


def person(clerk, no):
    return commands.register(no, f"人员{no}", by=clerk)


def test_a_staff_number_belongs_to_one_person(clerk):
    person(clerk, "A1")
    with pytest.raises(Refusal) as no:
        person(clerk, "A1")
    assert no.value.code == "people.staff_no_taken"
    assert Person.objects.filter(staff_no="A1").count() == 1


def test_a_person_without_a_password_exists_but_cannot_sign_in(clerk):
    assert not person(clerk, "A1").has_usable_password()


def test_an_organ_has_at_most_two_first_responsible_heads_at_a_time(clerk, organ):
    for no in ("A1", "A2"):
        commands.charge(person(clerk, no), HEAD, since=SINCE, organ=organ, by=clerk)
    third = person(clerk, "A3")
    with pytest.raises(Refusal) as no:
        commands.charge(third, HEAD, since=SINCE, organ=organ, by=clerk)
    assert no.value.code == "people.two_heads"
    first = Person.objects.get(staff_no="A1")
    commands.discharge(first, HEAD, until=date(2024, 6, 30), organ=organ, by=clerk)
    commands.charge(third, HEAD, since=date(2024, 7, 1), organ=organ, by=clerk)
    told = [
        sorted(p.staff_no for p in queries.heads_of(organ, on=on))
        for on in (date(2023, 12, 31), date(2024, 6, 30), date(2024, 7, 1))
    ]
    assert told == [[], ["A1", "A2"], ["A2", "A3"]]


def test_an_active_organ_without_a_head_is_found(clerk, organ, day):
    assert list(queries.organs_without_head(on=day)) == [organ]
    commands.charge(person(clerk, "A1"), HEAD, since=SINCE, organ=organ, by=clerk)
    assert not queries.organs_without_head(on=day)


def test_a_duty_that_is_not_held_cannot_be_ended(clerk, organ):
    with pytest.raises(Refusal) as no:
        commands.discharge(clerk, HEAD, until=SINCE, organ=organ, by=clerk)
    assert no.value.code == "people.not_charged"


def test_roles_follow_the_day(clerk):
    actor = person(clerk, "A1")
    commands.charge(actor, Duty.Role.INSPECTOR, since=SINCE, by=clerk)
    commands.discharge(actor, Duty.Role.INSPECTOR, until=date(2025, 1, 1), by=clerk)
    assert queries.roles_of(actor, on=date(2024, 6, 1)) == {"inspector"}
    assert queries.roles_of(actor, on=date(2025, 1, 2)) == set()


def test_own_staff_and_people_with_a_tie_are_not_drawn_for_an_organ(clerk, organ, day):
    own = commands.register("A1", "本单位", by=clerk, organ=organ)
    kin = person(clerk, "A2")
    commands.declare_tie(kin, organ, "配偶在该单位工作", since=SINCE, by=clerk)
    assert set(queries.tied_to(organ, on=day)) == {own, kin}


def test_many_are_registered_at_once_or_none(clerk):
    people = commands.register_many(
        [{"staff_no": "B1", "name": "甲"}, {"staff_no": "B2", "name": "乙"}], by=clerk
    )
    assert [one.has_usable_password() for one in people] == [False, False]
    with pytest.raises(Refusal) as no:
        commands.register_many(
            [{"staff_no": "B3", "name": "丙"}, {"staff_no": "B1", "name": "丁"}], by=clerk
        )
    assert no.value.code == "people.staff_no_taken"
    assert not Person.objects.filter(staff_no="B3").exists()


def test_many_are_charged_at_once_but_an_organ_never_gets_a_third_head(clerk, organ):
    people = [person(clerk, f"A{n}") for n in range(3)]
    duties = [Duty(person=one, role=HEAD, organ=organ, since=SINCE) for one in people]
    commands.charge_many(duties[:2], by=clerk)
    with pytest.raises(Refusal) as no:
        commands.charge_many(duties[2:], by=clerk)
    assert no.value.code == "people.two_heads"
    assert Duty.objects.filter(role=HEAD).count() == 2


def test_what_is_on_record_of_a_person_can_be_changed_and_put_back(clerk, organ, day):
    one = person(clerk, "A1")
    commands.change(one, by=clerk, organ=organ, phone="0571-1")
    one.refresh_from_db()
    assert (one.organ, one.phone) == (organ, "0571-1")
    commands.put_back(one, was={"organ_id": None, "phone": ""}, by=clerk, on=day)
    one.refresh_from_db()
    assert (one.organ, one.phone) == (None, "")


def test_persons_entered_in_error_leave_the_register_with_their_in_tray(clerk, day):
    from mingcha.foundation import time

    one = person(clerk, "A1")
    commands.tell([one], "请阅", about="x", at=time.now())
    duty = commands.charge(one, Duty.Role.STAFF, since=SINCE, by=clerk)
    with pytest.raises(Refusal) as no:
        commands.take_back([one], by=clerk, on=day)
    assert no.value.code == "people.referred_to"
    commands.take_back_duties([duty], by=clerk, on=day)
    commands.take_back([one], by=clerk, on=day)
    assert not Person.objects.filter(staff_no="A1").exists()


def test_whoever_has_signed_in_or_acted_stays_on_record(clerk, client, day):
    one = commands.register("A1", "甲", by=clerk, password="mingzhou-2026")
    client.login(username="A1", password="mingzhou-2026")
    one.refresh_from_db()
    with pytest.raises(Refusal) as no:
        commands.take_back([one], by=clerk, on=day)
    assert no.value.code == "people.has_signed_in"
    other = person(clerk, "A2")
    person(other, "A3")
    with pytest.raises(Refusal) as no:
        commands.take_back([other], by=clerk, on=day)
    assert no.value.code == "people.referred_to"


def test_a_duty_already_held_is_not_given_twice(clerk, day):
    actor = person(clerk, "A1")
    commands.charge(actor, Duty.Role.INSPECTOR, since=SINCE, by=clerk)
    with pytest.raises(Refusal) as no:
        commands.charge(actor, Duty.Role.INSPECTOR, on=day, by=clerk)
    assert no.value.code == "people.charged_already"


def test_a_head_without_an_organ_is_refused_before_the_database_does(clerk, day):
    with pytest.raises(Refusal) as no:
        commands.charge(person(clerk, "A1"), HEAD, on=day, by=clerk)
    assert no.value.code == "people.needs_organ"


def test_a_key_for_longer_than_a_year_is_refused(clerk, day):
    with pytest.raises(Refusal) as no:
        commands.make_token(clerk, "x", by=clerk, on=day, days=367)
    assert no.value.code == "people.token_too_long"


def test_suspend_restore_issue_password_and_change_password_are_journalled(clerk, day):
    from mingcha.foundation.models import JournalEntry

    actor = person(clerk, "A1")
    commands.suspend(actor, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        commands.issue_password(actor, by=clerk, on=day)
    assert no.value.code == "workflow.wrong_state"
    commands.restore(actor, by=clerk, on=day)
    secret = commands.issue_password(actor, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        commands.change_password(actor, secret, by=actor, on=day)
    assert no.value.code == "people.same_password"
    commands.change_password(actor, "春江花月夜-2026", by=actor, on=day)
    told = JournalEntry.objects.filter(about_id=str(actor.pk)).order_by("pk")
    acts = [entry.verb.rpartition(".")[2] for entry in told]
    assert acts == ["register", "suspend", "restore", "issue_password", "change_password"]


def test_read_messages_marks_only_ones_own_in_tray(clerk, day):
    from mingcha.foundation import time

    mine, other = person(clerk, "A1"), person(clerk, "A2")
    commands.tell([mine, other], "请阅", about="x", at=time.now())
    assert commands.read_messages(mine, at=time.now()) == 1
    assert queries.messages_of(mine).get().read_at is not None
    assert queries.messages_of(other).get().read_at is None


def test_a_second_factor_set_up_taken_off_or_reset_is_journalled_without_its_secret(clerk, day):
    from allauth.mfa.models import Authenticator

    from mingcha.foundation.models import JournalEntry

    actor = person(clerk, "A1")
    with pytest.raises(Refusal) as no:
        commands.reset_second_factor(actor, by=clerk, on=day)
    assert no.value.code == "people.no_second_factor"
    Authenticator.objects.create(user=actor, type="totp", data={"secret": "LOCKED"})
    commands.activate_second_factor(actor, by=actor, on=day)
    with pytest.raises(Refusal) as no:
        commands.reset_second_factor(actor, by=actor, on=day)
    assert no.value.code == "workflow.not_yours"
    commands.reset_second_factor(actor, by=clerk, on=day)
    commands.deactivate_second_factor(actor, by=actor, on=day)
    told = JournalEntry.objects.filter(about_id=str(actor.pk), verb__endswith="second_factor")
    acts = [entry.verb.rpartition(".")[2].partition("_")[0] for entry in told.order_by("pk")]
    assert acts == ["activate", "reset", "deactivate"]
    assert not any("LOCKED" in str(entry.facts) for entry in told)


def test_whoever_sits_at_the_machine_lets_the_first_person_in_but_no_suspended_one(clerk, day):
    actor = person(clerk, "A1")
    secret = commands.let_in(actor, by=None, on=day)
    assert actor.check_password(secret)
    assert Person.objects.get(staff_no="A1").must_change_password
    commands.suspend(actor, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        commands.let_in(actor, by=None, on=day)
    assert no.value.code == "people.suspended"
