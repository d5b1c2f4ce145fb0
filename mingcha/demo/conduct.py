"""The demonstration's visits: drawn by lot, made by teams, recorded, signed, verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as hour
from functools import partial

from mingcha.demo import photos, texts
from mingcha.demo.agenda import Agenda
from mingcha.demo.mending import Mending
from mingcha.demo.people import People
from mingcha.draws import commands as draws
from mingcha.evidence import commands as evidence
from mingcha.evidence.models import Evidence
from mingcha.findings.models import Finding
from mingcha.foundation import time
from mingcha.norms import queries as norms
from mingcha.norms.models import Item, PlaceType
from mingcha.organs.queries import standing
from mingcha.visits import commands as visits
from mingcha.visits import queries
from mingcha.visits.models import Plan, Round, Visit
from mingcha.visits.queries.pools import KINDS
from mingcha.visits.record import Answer, Sheet

# Of a hundred answers to a question, so many are no; the light faults are the frequent ones.
FAULTY = {"N01": 4, "N15": 4, "N07": 3, "N05": 3, "N06": 2, "N03": 2, "N04": 2, "N16": 9}
SELDOM = 1
PRAISED = 5
PHOTOGRAPHED = {"N01", "N06", "N07", "N15"}
SEED_DICE = 16
LEFT_SINCE = date(2026, 4, 8)  # what is left unsigned is not late yet on the city's day


@dataclass(frozen=True)
class Planned:
    """One round of the quarter: theme, mode, kind of place, how many, fixed when, opened when."""

    theme: str
    mode: str
    place_type: str
    share: float
    fixed: date
    opens: date


# fmt: off
ROUNDS = (
    #       theme              mode      place      share  pool fixed         opens
    Planned("在岗履职和AB岗",   "open",   "office",  0.18, date(2026, 1, 8),  date(2026, 1, 12)),
    Planned("一次性告知和首问", "covert", "counter", 0.14, date(2026, 1, 22), date(2026, 1, 26)),
    Planned("节前服务不断档",   "covert", "phone",   0.10, date(2026, 2, 5),  date(2026, 2, 9)),
    Planned("在岗履职和AB岗",   "open",   "office",  0.17, date(2026, 2, 26), date(2026, 3, 2)),
    Planned("一次性告知和首问", "open",   "hall",    0.10, date(2026, 3, 10), date(2026, 3, 12)),
    Planned("在岗履职和AB岗",   "covert", "office",  0.17, date(2026, 3, 18), date(2026, 3, 20)),
    Planned("一次性告知和首问", "open",   "counter", 0.09, date(2026, 3, 31), date(2026, 4, 2)),
    Planned("在岗履职和AB岗",   "open",   "office",  0.05, date(2026, 4, 8),  date(2026, 4, 10)),
)
# fmt: on
THEMES = """在岗履职和AB岗 | 省作风建设工作要点〔2026〕1号 第三条
一次性告知和首问 | 省政务服务条例实施意见 第十二条
节前服务不断档 | 明政办〔2026〕2号 第一条"""


class Conduct:
    """Plays the centre's visits of one quarter."""

    def __init__(self, agenda: Agenda, people: People, mending: Mending, how_many: int) -> None:
        self.agenda, self.people, self.mending = agenda, people, mending
        self.how_many = how_many
        self._clues = 0

    def plan(self, day: date) -> None:
        """Adopt the plan of the year and put down its rounds."""
        lead, title = self.people.office, "2026年机关作风察访计划"
        plan = visits.draft(2026, by=lead, on=day, title=title, themes=THEMES, ceiling=40)
        visits.approve(plan, by=lead, on=day)
        for planned in ROUNDS:
            self.agenda.on(planned.fixed, partial(self._fix, plan, planned))

    def _fix(self, plan: Plan, planned: Planned, day: date) -> None:
        opens_at = datetime.combine(planned.opens, hour(8, 30), time.city_zone())
        round_ = visits.prepare_round(
            plan,
            by=self.people.director,
            on=day,
            theme=planned.theme,
            mode=planned.mode,
            place_type=planned.place_type,
            opens_at=opens_at,
            want=self._want(planned, day),
        )
        self.agenda.after(day, 1, lambda day: self._draw(round_, day))

    def _want(self, planned: Planned, day: date) -> int:
        """So many as the quarter's share, or every place of the kind where there are fewer."""
        places = standing(on=day).filter(KINDS[PlaceType(planned.place_type)])
        return min(places.count(), max(2, round(self.how_many * planned.share)))

    def _draw(self, round_: Round, day: date) -> None:
        dice = "-".join(str(self.agenda.chance.randint(1, 6)) for _die in range(SEED_DICE))
        draw, director = round_.draw, self.people.director
        draws.draw(draw, seed=f"dice:{dice}", witnesses=texts.WITNESSES, by=director, on=day)
        made = visits.assign_round(round_, by=director, on=day)
        first = round_.opens_at.astimezone(time.city_zone()).date()
        for n, visit in enumerate(made):
            self.agenda.after(first, n * 6 // len(made), partial(self._go, visit))

    def _go(self, visit: Visit, day: date) -> None:
        leader, other = visit.leader, visit.team.exclude(pk=visit.leader_id).first()
        assert other is not None
        visits.open(visit, by=leader, on=day)
        visits.hand_in(visit, by=leader, on=day, sheet=self._sheet(visit))
        if self.agenda.one_in(5) and day >= LEFT_SINCE:
            return  # left as it is: somebody has to sign
        read = self._read(visit)  # the record is read once and signed by both
        visits.sign(read, by=leader, on=day)
        visits.countersign(read, by=other, on=day)
        self.agenda.after(day, self.agenda.days(0, 2), lambda day: self._verify(visit, day))

    def _verify(self, visit: Visit, day: date) -> None:
        visits.verify(self._read(visit), by=self.people.handler, on=day)
        for finding in Finding.objects.filter(origin_id=str(visit.pk)).select_related("norm"):
            self.mending.begin(finding, day)

    def _read(self, visit: Visit) -> Visit:
        """The whole record in a few questions to the database."""
        return queries.whole(Visit.objects.all()).get(pk=visit.pk)

    def _sheet(self, visit: Visit) -> Sheet:
        ended = time.now()
        began = max(visit.opens_at, ended - timedelta(minutes=40))
        answers = [self._answer(visit, item) for item in norms.items_of(visit.checklist)]
        what = visit.place or visit.organ
        return Sheet(
            began_at=began,
            ended_at=ended,
            facts=f"{began.astimezone(time.city_zone()):%H:%M}到达{what}，按察访表逐项查看。",
            answers=answers,
            present="值班负责人" if visit.mode == "open" else "",
            organ_words="无异议。" if visit.mode == "open" and self.agenda.one_in(3) else "",
        )

    def _answer(self, visit: Visit, item: Item) -> Answer:
        chance, code = self.agenda.chance, item.norm.code
        lot = chance.randrange(100)
        if item.telling == "yes":
            praised = lot < PRAISED
            words = chance.choice(texts.PRAISE) if praised else ""
            return Answer(item.number, "yes" if praised else "not_seen", words)
        if code == "N13" and not self._clues and self._clue(item):
            return Answer(item.number, "no", texts.FAULTS[code].seen[0])
        if code != "N13" and lot < FAULTY.get(code, SELDOM):
            seen = chance.choice(texts.FAULTS[code].seen)
            return Answer(item.number, "no", seen, self._photo(visit, code))
        return Answer(item.number, "not_seen" if lot > 92 else "yes")

    def _clue(self, item: Item) -> bool:
        self._clues += item.norm.code == "N13"
        return True

    def _photo(self, visit: Visit, code: str) -> Sequence[Evidence]:
        if code not in PHOTOGRAPHED or visit.place_type == "phone":
            return ()
        content = photos.counter(self.agenda.chance.randrange(3))
        if code in {"N07", "N15"}:
            content = photos.board(self.agenda.chance.randint(3, 7))
        moment = time.now()
        return (evidence.keep(content, "现场.jpg", by=visit.leader, happened_at=moment),)
