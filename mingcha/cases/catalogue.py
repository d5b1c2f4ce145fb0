"""What the room looks for in a case, each look with its article; and what activities mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.cases.models import Card, Meaning
from mingcha.norms.models import FailureKind

SLOW, ABSENT, WILFUL = FailureKind.SLOW, FailureKind.ABSENT, FailureKind.WILFUL
YELLOW, RED = Card.Colour.YELLOW, Card.Colour.RED
LAW = "《行政许可法》"


@dataclass(frozen=True)
class Check:
    """One look: the kind of failure, what it says, its article, the norm that would be broken."""

    kind: FailureKind
    says: Any
    article: str
    norm: str
    colour: str


# fmt: off
CHECKS: dict[str, Check] = {
    #                     kind    what it says                                        article                  norm   card
    "slow.legal":   Check(SLOW,   _("Longer than the law allows"),                    LAW + "第四十二条",      "N09", RED),
    "slow.promise": Check(SLOW,   _("Longer than was promised"),                      "服务承诺制",            "N08", YELLOW),
    "slow.step":    Check(SLOW,   _("A step took longer than its limit"),             "限时办结制",            "N09", YELLOW),
    "slow.delivery":Check(SLOW,   _("Delivered too long after the decision"),         LAW + "第四十四条",      "N09", YELLOW),
    "absent.silent":Check(ABSENT, _("Nothing has happened for many working days"),    "岗位责任制",            "N17", YELLOW),
    "absent.unanswered":Check(ABSENT, _("Neither accepted nor told what is missing"), LAW + "第三十二条第四项", "N17", RED),
    "absent.refused":Check(ABSENT, _("Not accepted, and no reason given"),            LAW + "第三十二条",      "N11", RED),
    "wilful.unlisted":Check(WILFUL, _("No listed power stands behind it"),            LAW + "第四条",          "N10", RED),
    "wilful.step":  Check(WILFUL, _("A step that the item does not have"),            LAW + "第十六条",        "N10", RED),
    "wilful.order": Check(WILFUL, _("Steps out of their order"),                      LAW + "第十六条",        "N09", YELLOW),
    "wilful.material":Check(WILFUL, _("A paper was asked for that is not on the list"), LAW + "第三十一条",    "N10", RED),
    "wilful.second_notice":Check(WILFUL, _("Papers were asked for a second time"),    LAW + "第三十二条第四项", "N05", YELLOW),
    "wilful.fee":   Check(WILFUL, _("A fee that is not on the list"),                 LAW + "第五十八条",      "N10", RED),
    "wilful.same_person":Check(WILFUL, _("The same person examined and decided"),     LAW + "第十条",          "N18", YELLOW),
    "wilful.minutes":Check(WILFUL, _("Accepted and decided within minutes: entered after the fact?"), "限时办结制", "N18", YELLOW),
    "wilful.backdated":Check(WILFUL, _("Accepted before the ticket was drawn: backdated?"), "限时办结制",     "N18", RED),
    "wilful.denied":Check(WILFUL, _("Denied, and no reason given"),                   LAW + "第三十八条",      "N11", RED),
}
# fmt: on
BY_KIND: dict[str, str] = {
    SLOW: "N09",
    ABSENT: "N17",
    WILFUL: "N10",
}  # of rules that come with a log

M = Meaning
_WORDS = {
    M.TICKET: "取号 窗口取号 叫号 登记申请 ticket",
    M.RECEIVED: "收件 申请 接收申请 提交申请 接件 received application",
    M.NOTICE: "补正告知 一次性告知 补正 要求补正 补齐补正告知 notice",
    M.SUPPLIED: "补正完成 补正材料 提交补正 材料补齐 supplied",
    M.ACCEPTED: "受理 予以受理 准予受理 accepted",
    M.NOT_ACCEPTED: "不予受理 不受理 not_accepted",
    M.SUSPENDED: "中止 暂停 挂起 特别程序 特别程序开始 中止计时 suspended",
    M.RESUMED: "恢复 恢复办理 恢复计时 特别程序结束 resumed",
    M.EXTENDED: "延期 延长期限 延期告知 extended",
    M.DECIDED: "办结 决定 准予许可 审批办结 予以许可 decided",
    M.DENIED: "不予许可 不予批准 不予办理 denied",
    M.DELIVERED: "送达 制证送达 发证 领证 delivered",
    M.ENDED: "撤回申请 申请人撤回 终止 ended",
}
MEANINGS = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}


def meaning_of(activity: str) -> str:
    """What an activity means by its usual names; empty where it has none of them."""
    return MEANINGS.get(activity.strip(), "")
