"""A log as the tests write it: one line an event, the usual course of a case."""

from __future__ import annotations

from datetime import date, timedelta

MAPPING = """
[columns]
case = "办件编号"
activity = "环节"
time = "办理时间"
actor = "经办人"
item = "事项编码"
material = "索要材料"
fee = "收费"
[text]
organ = "机关编码"
applicant = "申请人"
reason = "理由"
days = "天数"
event = "流水号"
"""
HEAD = "办件编号,环节,办理时间,经办人,事项编码,索要材料,收费,机关编码,申请人,理由,天数,流水号"
COLUMNS = ("case", "activity", "time", "actor", "item", "material", "fee", "organ", "applicant",
           "reason", "days", "event")  # fmt: skip


def line(case, activity, at, **more):
    """One event as a row of the file."""
    facts = {"case": case, "activity": activity, "time": at, "item": "GH-001", **more}
    return ",".join(str(facts.get(name, "")) for name in COLUMNS)


def log(*lines):
    """A file of events."""
    return "\n".join([HEAD, *lines, ""]).encode()


def usual(case, received="2026-03-02", decided="2026-03-09", **more):
    """A case as it should be: received, accepted, examined, decided and delivered."""
    day = date.fromisoformat(received)
    return [
        line(case, "收件", f"{received} 09:10", actor="甲", **more),
        line(case, "受理", f"{received} 10:20", actor="甲", **more),
        line(case, "审查", f"{day + timedelta(days=1)} 15:00", actor="乙", **more),
        line(case, "决定", f"{decided} 11:00", actor="丙", **more),
        line(case, "送达", f"{decided} 16:00", actor="甲", **more),
    ]
