"""What organs and the centre make of a count: objections decided, comments cleaned and answered."""

from __future__ import annotations

from datetime import date
from functools import partial

from mingcha.appraisals.commands import docket, objection
from mingcha.appraisals.models import Comment, Objection, Result, Round, Subject
from mingcha.demo import texts
from mingcha.demo.agenda import Agenda
from mingcha.demo.people import People

C = Comment.State


class Docket:
    """Plays objections and comments of one round."""

    def __init__(self, agenda: Agenda, people: People) -> None:
        self.agenda, self.people = agenda, people

    # Objections

    def object_twice(self, round_: Round, day: date, decided: date) -> None:
        """The two with the lowest scores object: one in vain, one for a note beside its result."""
        worst = [self._lowest(round_, n) for n in (0, 1)]
        first = self._file(worst[0], texts.RATED_WRONGLY, day)
        second = self._file(worst[1], texts.NAME_WRONG, day)
        self.agenda.on(decided, partial(self._reject, first))
        self.agenda.on(decided, partial(self._uphold, second))

    def object_to_list(self, round_: Round, day: date) -> None:
        """The first one rated objects; nobody has decided yet."""
        self._file(
            round_.subjects.select_related("unit__organ", "round__clock")[0],
            texts.KEY_POINT_WRONG,
            day,
        )

    def _lowest(self, round_: Round, place: int) -> Subject:
        rows = Result.objects.filter(reckoning__round=round_, group="", score__isnull=False)
        found = rows.select_related("subject__unit__organ", "subject__round__clock")
        return found.order_by("score", "subject__place")[place].subject

    def _file(self, subject: Subject, text: str, day: date) -> Objection:
        by = self.people.liaison_of(subject.unit.head_organ, day)
        return objection.file(subject, text=text, by=by, on=day)

    def _reject(self, one: Objection, day: date) -> None:
        objection.reject(one, answer=texts.RATED_RIGHTLY, by=self.people.director, on=day)

    def _uphold(self, one: Objection, day: date) -> None:
        said = {"answer": texts.NAME_RIGHT, "annotation": texts.NAME_NOTE}
        objection.uphold(one, by=self.people.director, on=day, **said)

    # Comments

    def take(self, round_: Round, day: date) -> None:
        """Take the comments over; whoever cleans them does so on the next days."""
        if docket.take_comments(round_, by=self.people.office, on=day):
            self.agenda.after(day, 1, partial(self._clean, round_))

    def _clean(self, round_: Round, day: date) -> None:
        for one in self._of(round_, C.RAW):
            if one.raw == texts.SAID_THREAT:
                docket.withhold(one, why=texts.WITHHELD, by=self.people.handler, on=day)
                continue
            named = one.raw == texts.SAID_WITH_NAME
            text = texts.SAID_CLEANED if named else one.raw
            docket.clean(one, text=text, by=self.people.handler, on=day)

    def hand_over(self, round_: Round, day: date, *, answered: bool) -> None:
        """Every organ gets what was said about it; where time has passed, it has replied."""
        n = docket.hand_over_comments(round_, by=self.people.handler, on=day)
        if n and answered:
            self.agenda.after(day, 4, partial(self._reply, round_))

    def _reply(self, round_: Round, day: date) -> None:
        """The first reply says nothing and comes back; the others are accepted."""
        for n, one in enumerate(self._of(round_, C.HANDED_OVER)):
            reply = texts.REPLIES[n % len(texts.REPLIES)] if n else texts.EMPTY_REPLY
            docket.reply(one, reply=reply, by=self.people.liaison_of(one.organ, day), on=day)
        self.agenda.after(day, 2, partial(self._check, round_))

    def _check(self, round_: Round, day: date) -> None:
        for one in self._of(round_, C.REPLIED):
            if one.reply == texts.EMPTY_REPLY:
                docket.send_back(one, why=texts.SENT_BACK, by=self.people.handler, on=day)
                self.agenda.after(day, 3, partial(self._better, one))
            else:
                docket.accept(one, by=self.people.handler, on=day)

    def _better(self, one: Comment, day: date) -> None:
        by = self.people.liaison_of(one.organ, day)
        docket.reply(one, reply=texts.BETTER_REPLY, by=by, on=day)
        self.agenda.after(day, 1, lambda then: docket.accept(one, by=self.people.handler, on=then))

    def _of(self, round_: Round, state: str) -> list[Comment]:
        """In the order of organs and words: that of the numbers is chance."""
        rows = Comment.objects.filter(subject__round=round_, state=state)
        found = rows.select_related("subject__unit__organ", "subject__round", "clock")
        return list(found.order_by("subject__place", "raw"))
