"""Secrets laid out in the demonstration city, each with whoever must never read it.

Every secret is a word that stands nowhere else. All of it is done through commands, as people
would do it, so that whatever follows from an act (letters, messages, journal, story) is there.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from PIL import Image

from mingcha.evidence.commands import keep
from mingcha.evidence.models import Evidence
from mingcha.findings import commands as findings
from mingcha.findings.models import Finding
from mingcha.foundation import reactions, time
from mingcha.meetings import commands as meetings
from mingcha.norms.models import Norm
from mingcha.norms.queries import checklist_for, items_of
from mingcha.organs import commands as organs
from mingcha.organs.models import Unit
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.people.queries import READ_THE_REGISTER
from mingcha.rectification import commands as orders
from mingcha.visits import commands as visits
from mingcha.visits.models import Plan, Visit
from mingcha.visits.record import Answer, Sheet

R = Duty.Role
__all__ = ["Evidence", "Planted", "Secret", "lay_out"]
EVERYBODY = frozenset(role.value for role in R)
LEADING = frozenset({R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR})
CENTRE = LEADING | {R.INSPECTOR, R.CASE_HANDLER}
FULL_FILE = {"夜莺丁": {R.SUPERVISION}}  # who found what was transferred
FOR_ORGAN = frozenset({R.HEAD, R.LIAISON})
# Where a word may stand although it is secret elsewhere: the registers of persons and of units.
REGISTER = r"/(people|roles|api/people|organs|api/organs)\b"


@dataclass(frozen=True)
class Secret:
    """One word, who may read it, and addresses at which its standing is no leak."""

    word: str
    for_roles: frozenset[str]
    free: str = r"^$"
    free_for: frozenset[str] = EVERYBODY

    def is_leak(self, role: str, address: str) -> bool:
        """Whether this word may not stand at an address that someone with this duty opened."""
        if role in self.for_roles:
            return False
        return not (role in self.free_for and re.search(self.free, address))


@dataclass
class Planted:
    """The city's actors and everything that was laid out."""

    by: dict[str, Person]
    secrets: list[Secret] = field(default_factory=list)
    things: list[Any] = field(default_factory=list)
    covert: Any = None
    sealed: Any = None
    transferred: Any = None
    guest: Any = None

    def hide(self, word: str, for_roles: Any, free: str = r"^$", free_for: Any = EVERYBODY) -> str:
        """Make a word secret."""
        self.secrets.append(Secret(word, frozenset(for_roles), free, frozenset(free_for)))
        return word


def lay_out() -> Planted:
    """Lay every secret into the small city."""
    city = Planted(_people())
    with reactions.heard_afterwards():
        _covert(city)
        _sealed(city)
        _unfed(city)
        _transferred(city)
        _drafts(city)
        _open_visit(city)
        _meeting(city)
    return city


def _people() -> dict[str, Person]:
    """Somebody with every duty who may sign in; four inspectors whose names are secrets."""
    named = {person.staff_no: person for person in Person.objects.all()}
    by = {role: named[no] for role, no in ACCOUNTS.items()}
    office = by[R.CONDUCT_OFFICE]
    organ = by[R.HEAD].organ
    by["organ"] = organ
    since = time.today().replace(year=2024)
    for role, unit in (
        (R.OFFICE_HEAD, Unit.objects.filter(organ=organ, level="office").first()),
        (R.STAFF, organ),
        (R.LAY_SUPERVISOR, None),
        (R.PERSONNEL, None),
        (R.ADMINISTRATOR, None),
    ):
        by[role] = people.register(f"only-{role}", f"某{role}", by=office)
        people.charge(by[role], role, since=since, organ=unit, by=office)
    liaison = people.register("own-liaison", "本机关联络员", by=office, organ=organ)
    people.charge(liaison, R.LIAISON, since=since, organ=organ, by=office)
    by[R.LIAISON] = liaison
    for n, name in enumerate(("夜莺甲", "夜莺乙", "夜莺丙", "夜莺丁")):
        one = people.register(f"NIGHT{n:02d}", name, by=office)
        people.charge(one, R.INSPECTOR, since=since, by=office)
        by[name] = one
    return by


ACCOUNTS = {
    R.LEADER: "leader",
    R.CONDUCT_OFFICE: "office",
    R.DIRECTOR: "director",
    R.INSPECTOR: "inspector",
    R.CASE_HANDLER: "handler",
    R.AUDITOR: "auditor",
    R.SUPERVISION: "supervision",
    R.HEAD: "head",
    R.APPROVAL_OFFICE: "approval",
    R.LEGAL_OFFICE: "legal",
}


def photo(by: Person, name: str, maker: str) -> Any:
    """A photo into which the telephone wrote whose it is."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = maker, maker
    Image.new("RGB", (9, 7), (len(name), len(maker), by.pk % 255)).save(out, "JPEG", exif=exif)
    return keep(out.getvalue(), name, by=by, note=f"{maker}note")


def _sheet(checklist: Any, no: set[int], pieces: Any, mark: str) -> Sheet:
    began = time.now() - timedelta(hours=2)
    rows = []
    for item in items_of(checklist):
        seen = "not_seen" if item.telling == "yes" else "no" if item.number in no else "yes"
        said = f"{mark}第{item.number}项" if seen == item.telling else ""
        rows.append(Answer(item.number, seen, said, pieces if seen == "no" else ()))
    return Sheet(began, began + timedelta(minutes=30), f"{mark}所见", rows)


def _visited(city: Planted, mode: str, team: list[Person], mark: str, no: set[int], pieces: Any):
    by, day = city.by, time.today()
    checklist = checklist_for("counter")
    visit = visits.enter_field_sheet(
        by=by[R.DIRECTOR], on=day, plan=Plan.objects.get(), organ=by["organ"], mode=mode,
        team=team, checklist=checklist, reason="纸质记录补录",
        sheet=_sheet(checklist, no, pieces, mark),
    )  # fmt: skip
    visits.sign(visit, by=team[0], on=day)
    visits.countersign(visit, by=team[1], on=day)
    return Visit.objects.get(pk=visit.pk)


def _covert(city: Planted) -> None:
    """A covert visit to the head's organ: signed, verified, one finding fed back, one an order."""
    by, day = city.by, time.today()
    for name in ("夜莺甲", "夜莺乙", "夜莺丙", "夜莺丁"):
        for word in (name, by[name].staff_no):
            city.hide(word, CENTRE | FULL_FILE.get(name, set()), REGISTER, READ_THE_REGISTER)
    for word in ("NightingaleCam", "暗访偷拍"):
        city.hide(word, CENTRE)
    city.hide("暗访见闻所见", CENTRE | {R.LEADER})
    piece = photo(by["夜莺甲"], "暗访偷拍.jpg", "NightingaleCam")
    team = [by["夜莺甲"], by["夜莺乙"]]
    visit = _visited(city, "covert", team, "暗访见闻", {1, 2}, [piece])
    visits.verify(visit, by=by[R.DIRECTOR], on=day)
    made = list(Finding.objects.filter(origin_id=str(visit.pk)).order_by("pk"))
    handler, head = by[R.CASE_HANDLER], by[R.HEAD]
    for one in made:
        findings.feed_back(one, by=handler, on=day)
    findings.reply(made[0], by=head, on=day, stance="accepts")
    findings.confirm(made[0], by=handler, on=day, required="整改", pace="at_once")
    order = made[0].order
    _put_right(city, order)
    city.covert = visit
    city.things += [visit, *made, order]


def _put_right(city: Planted, order: Any) -> None:
    """Received, draft written, reported, re-checked by the two others, called."""
    by, day = city.by, time.today()
    orders.receive(order, by=by[R.HEAD], on=day)
    told = {"cause": "a", "report": "b", "for_person": "c", "for_class": "d"}
    proof = keep("整改照片说明".encode(), "整改.txt", by=by[R.HEAD])
    orders.report(order, by=by[R.HEAD], on=day, proof=[proof], **told)
    orders.recheck_passes(order, by=by["夜莺丙"], on=day, remark="到场看过")
    city.hide("某某群众当事", CENTRE)
    orders.call_back(
        order, by=by[R.DIRECTOR], on=day, solved="yes", content="yes", remark="某某群众当事说好"
    )


def _sealed(city: Planted) -> None:
    """An envelope of tomorrow, with target, place and team in it."""
    by = city.by
    office = by[R.CONDUCT_OFFICE]
    day = time.today()
    facts = {"since": day.replace(year=2024), "by": office}
    organ = organs.found("TARGET9", "靶标局", level="organ", kind="service", **facts)
    place = organs.found("TARGET9-1", "靶标窗口", level="counter", parent=organ, **facts)
    answering = people.register("target-head", "靶标领导", by=office, organ=organ)
    people.charge(answering, R.HEAD, since=facts["since"], organ=organ, by=office)
    # Units stand in registers, in what everybody may choose from, and in every bag.
    lists = r"visits/burden|api/burden|norms|api/norms|bulletins|journal"
    free = REGISTER + rf"|^/({lists})|/[a-z]+_[a-z]+/$"
    city.hide("靶标局", frozenset(), free)
    city.hide("靶标窗口", frozenset(), free)
    city.hide("靶标线索", frozenset())
    hour = time.now() + timedelta(days=1)
    visit = visits.name_target(
        Plan.objects.get(), by=office, on=day, organ=organ, place=place, reason="靶标线索举报",
        team=[by["夜莺甲"], by["夜莺丙"]], mode="covert", opens_at=hour, place_type="counter",
    )  # fmt: skip
    city.sealed = visit
    city.things.append(visit)


def _propose(city: Planted, facts: str, organ: Any = None, finder: str = "夜莺甲") -> Finding:
    by = city.by
    visit = city.covert
    return findings.propose(
        origin=visit, organ=organ or by["organ"], office=None,
        norm=Norm.objects.exclude(failure_kind__in=["none", "extortion"]).first(), facts=facts,
        happened_on=time.today(), finders=[by[finder]], by=by[R.DIRECTOR], on=time.today(),
        was_covert=True,
    )  # fmt: skip


def _unfed(city: Planted) -> None:
    """Proposed and never told; withdrawn before it was told."""
    city.hide("未曾反馈其一", CENTRE)
    city.hide("未曾反馈其二", CENTRE)
    one, two = _propose(city, "未曾反馈其一"), _propose(city, "未曾反馈其二")
    day = time.today()
    findings.withdraw(two, by=city.by[R.CASE_HANDLER], on=day, decision="撤回")
    city.things += [one, two]
    held = Duty.objects.filter(role=R.HEAD, until=None).exclude(organ=city.by["organ"])
    other = held.exclude(person=city.by[R.HEAD]).first().organ
    told = _propose(city, "别的机关的事", other)
    city.hide("别的机关的事", CENTRE)
    findings.feed_back(told, by=city.by[R.CASE_HANDLER], on=day)
    city.things.append(told)


def _transferred(city: Planted) -> None:
    """Fed back, answered, then handed to the supervision organ."""
    by, day = city.by, time.today()
    may = CENTRE | {R.SUPERVISION}
    city.hide("收受购物卡线索", may)
    city.hide("移送决定理由", may)
    city.hide("本机关答复甲乙", may)
    one = _propose(city, "收受购物卡线索", finder="夜莺丁")
    findings.feed_back(one, by=by[R.CASE_HANDLER], on=day)
    findings.reply(one, by=by[R.HEAD], on=day, stance="explains", reply="本机关答复甲乙")
    findings.transfer(one, by=by[R.DIRECTOR], on=day, decision="移送决定理由")
    city.transferred = one
    city.hide(one.number, may, r"^/messages|^/work")  # what was told before the transfer
    city.things.append(one)


def _drafts(city: Planted) -> None:
    """An order not out yet; a report of the organ that its head has not signed."""
    by, day = city.by, time.today()
    facts = {
        "organ": by["organ"], "office": None, "responsible": by[R.HEAD], "finders": [by["夜莺甲"]],
        "basis": "N01", "required": "改", "pace": "time_limited", "severity": 1,
        "by": by[R.DIRECTOR], "on": day,
    }  # fmt: skip
    city.hide("未发草稿整改", CENTRE)
    draft = orders.draft(fault="未发草稿整改", **facts)
    order = orders.issue(orders.draft(fault="已发整改", **facts), by=by[R.DIRECTOR], on=day)
    orders.receive(order, by=by[R.HEAD], on=day)
    orders.file_plan(order, by=by[R.HEAD], on=day, plan="p", plan_person="q", plan_date=day)
    city.hide("尚未签发报告", FOR_ORGAN | {R.OFFICE_HEAD})
    told = {"cause": "尚未签发报告", "report": "尚未签发报告", "for_person": "x", "for_class": "y"}
    orders.prepare(order, by=by[R.LIAISON], on=day, **told)
    city.things += [draft, order]


def _open_visit(city: Planted) -> None:
    """An open visit, sent back by the centre with words for the team alone."""
    by, day = city.by, time.today()
    team = [by[R.INSPECTOR], Person.objects.get(staff_no="inspector2")]
    visit = _visited(city, "open", team, "明访见闻", {3}, ())
    city.hide("只对组员的话", CENTRE)
    visits.send_back(visit, by=by[R.DIRECTOR], on=day, remark="只对组员的话")
    city.things.append(Visit.objects.get(pk=visit.pk))


def _meeting(city: Planted) -> None:
    """A meeting while its desk works: whoever keeps the desk sees names, nobody else does."""
    may = {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER}
    office, today = {"by": city.by[R.CONDUCT_OFFICE]}, time.today()
    office["on"] = today
    held = {"held_on": today, "begins_at": time.now().time().replace(microsecond=0)}
    meeting = meetings.call("作风建设大会", "大会堂", ["deputy", "cppcc"], **held, **office)
    for name in ("到会雪雁甲", "到会雪雁乙"):
        city.hide(name, may)
        one = meetings.invite(meeting, name=name, group="deputy", body="来宾单位", **office)
    meetings.amend(one, name="到会雪雁丙", **office)
    city.hide("到会雪雁丙", may)
    meetings.open_check_in(meeting, **office)
    meetings.check_in(one, by=city.by[R.CASE_HANDLER], on=today)
    city.things.append(meeting)
    city.guest = one
