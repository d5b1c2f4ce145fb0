"""What the style page shows: realistic matters of the fictional city of Mingzhou, no real one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation import plots

TODAY = date(2026, 3, 24)
HOLIDAYS = {date(2026, 4, 6): "清明节"}

Sample = dict[str, Any]


def state(label: str, tone: str = "neutral", shape: str = "") -> Sample:
    """A status as the tag part wants it."""
    return {"code": tone, "label": label, "tone": tone, "shape": shape}


def states() -> list[Sample]:
    """Every tone once, and the shapes that tell neutral states apart."""
    return [
        state("已送达"),
        state("整改中", "neutral", "half"),
        state("已销号", "good"),
        state("今日到期", "attention"),
        state("逾期 2 个工作日", "overdue"),
        state("样本过小，不公布", "withheld"),
        state("蓝色督办", "blue"),
        state("橙色督办", "orange"),
        state("红色督办", "red"),
        state("已撤回", "neutral", "cross"),
    ]


def facts() -> list[Sample]:
    """The strip on top of an order."""
    return [
        {"label": _("Due"), "value": "3月31日 周二", "note": "剩 5 个工作日", "url": "#clock"},
        {"label": _("Whose turn"), "value": "市规划局", "note": "用地管理科"},
        {"label": _("First responsible"), "value": "局长", "note": "2025年6月起任职"},
        {"label": _("Supervision"), "value": "蓝色", "tone": "blue", "note": "3月20日发出"},
        {"label": _("Sent back"), "value": "1 次", "note": "最多 1 次"},
    ]


def dues() -> list[Sample]:
    """A date in each of its distances."""
    return [
        {"day": date(2026, 3, 31), "left": 5},
        {"day": date(2026, 3, 26), "left": 2},
        {"day": TODAY, "left": 0},
        {"day": date(2026, 3, 20), "left": -2},
        {"day": date(2027, 2, 22), "left": 212, "provisional": True},
        {"day": date(2026, 3, 31), "left": 5, "paused": True},
        {"day": date(2026, 3, 19), "left": 3, "done": True},
    ]


def _note(day: date, paused: range) -> tuple[str, str]:
    if day in HOLIDAYS:
        return "holiday", HOLIDAYS[day] + "放假"
    if day.weekday() > 4:
        return "weekend", "周末"
    if day.day in paused and day.month == 3:
        return "paused", "等待第三方检测报告，暂停计时"
    return "counted", "工作日"


def _derivation(start: date, days: int, paused: range) -> list[Sample]:
    """Day by day from the day after the start; the day of receipt is day zero."""
    rows: list[Sample] = [
        {"day": start, "kind": "start", "counts": False, "n": 0, "note": "送达，当日不计"}
    ]
    counted, day = 0, start
    while counted < days:
        day += timedelta(days=1)
        kind, note = _note(day, paused)
        counts = kind == "counted"
        counted += counts
        rows.append({"day": day, "kind": kind, "counts": counts, "n": counted, "note": note})
    return rows


def clocks() -> list[Sample]:
    """A clock that runs, one that is overdue, one that stands still, one beyond the notices."""
    rows = _derivation(date(2026, 3, 6), 15, range(16, 18))
    running = {"due": date(2026, 3, 31), "left": 5, "used": 10, "paused": 2, "total": 15}
    late = {"due": date(2026, 3, 20), "left": -2, "used": 17, "paused": 0, "total": 15}
    still = {"due": date(2026, 4, 8), "left": 9, "used": 6, "paused": 4, "total": 15}
    far = {"due": date(2027, 1, 8), "left": 18, "used": 2, "paused": 0, "total": 20}
    turn = "轮到：市规划局"
    return [
        running | {"state": "running", "side_words": turn, "rows": rows, "today": TODAY},
        late | {"state": "running", "side_words": turn, "today": TODAY},
        still | {"state": "paused", "side_words": "等待第三方检测报告", "today": TODAY},
        far | {"state": "running", "provisional": True, "today": TODAY},
    ]


def _order(number: str, organ: str, matter: str, left: int, status: Sample, slip: str) -> Sample:
    day = TODAY + timedelta(days=left + (2 if left > 3 else 0))
    tone = "overdue" if left < 0 else ""
    return {
        "key": number,
        "url": f"#{number}",
        "tone": tone,
        "cells": [
            {"text": number, "note": matter},
            {"text": organ},
            {"due": {"day": day, "left": left}},
            {"state": status},
            {"state": state(f"{slip}督办", {"蓝色": "blue", "橙色": "orange"}[slip])}
            if slip
            else {"text": "—"},
            {"text": str(max(0, 15 - left))},
        ],
    }


def table() -> Sample:
    """A list with everything a list can have."""
    back, under = state("退回重报", "attention"), state("整改中", "neutral", "half")
    rows = [
        _order("ZG-2026-0147", "市规划局", "窗口未公示收件材料清单", -2, back, "蓝色"),
        _order("ZG-2026-0139", "市住房和城乡建设局", "AB 岗无人顶岗", -6, under, "橙色"),
        _order("ZG-2026-0152", "市水务局", "一次性告知单缺少承办人", 0, under, ""),
        _order("ZG-2026-0160", "市交通运输局", "办结时限超出公开承诺", 2, state("已送达"), ""),
        _order("ZG-2026-0163", "市教育局", "服务热线连续两日无人接听", 5, state("已报告"), ""),
    ]
    columns = [
        {"key": "number", "label": _("Order"), "sort_url": "?sort=number"},
        {"key": "organ", "label": _("Organ"), "sort_url": "?sort=organ"},
        {"key": "due", "label": _("Due"), "sort_url": "?sort=-due", "sorted": "up"},
        {"key": "state", "label": _("State")},
        {"key": "slip", "label": _("Supervision")},
        {"key": "used", "label": _("Days used"), "align": "right"},
    ]
    bulk = {"url": "#bulk", "name": "order", "label": _("Arrange re-checks…")}
    bulk["help"] = _("You see a preview before anything is done.")
    caption = _("Open orders")
    return {"caption": caption, "columns": columns, "rows": rows, "total": 43, "bulk": bulk}


def page() -> Page[int]:
    """The second of three pages."""
    return Paginator(range(43), 20).page(2)


def empty() -> Sample:
    """A list that has nothing to show and says what to do."""
    return {
        "caption": _("Open orders"),
        "columns": [],
        "rows": [],
        "empty": {
            "title": "本单位没有未结的整改",
            "text": "察访发现的问题经反馈确认后，整改通知会出现在这里。",
            "url": "#closed",
            "label": "查看已销号的 12 件",
        },
    }


def filters() -> list[Sample]:
    """Filters are addresses: they can be sent to a colleague."""
    return [
        {
            "label": _("Kind"),
            "options": [
                {"label": "全部", "url": "?", "current": True, "count": 18},
                {"label": "察访", "url": "?kind=visit", "count": 4},
                {"label": "整改", "url": "?kind=order", "count": 11},
                {"label": "申诉", "url": "?kind=objection", "count": 3},
            ],
        },
        {
            "label": _("Deadline"),
            "options": [
                {"label": "不限", "url": "?", "current": True},
                {"label": "只看逾期", "url": "?late=1", "count": 2},
                {"label": "三日内", "url": "?soon=1", "count": 5},
            ],
        },
    ]


def chain() -> list[Sample]:
    """Where a finding came from and what became of it."""
    return [
        {"label": "察访", "number": "CF-2026-0311", "url": "#v", "state": state("已核验", "good")}
        | {"when": date(2026, 2, 26)},
        {"label": "问题", "number": "WT-2026-0212", "url": "#f", "state": state("已确认", "good")}
        | {"when": date(2026, 3, 5)},
        {"label": "整改", "number": "ZG-2026-0147", "current": True, "when": date(2026, 3, 6)}
        | {"state": state("退回重报", "attention")},
        {"label": "复查", "missing_words": "整改报告送达后安排"},
        {"label": "计分", "missing_words": "第一季度汇总时计入"},
        {"label": "通报", "missing_words": "尚未编制"},
    ]


def events() -> list[Sample]:
    """What has happened to an order, newest last."""
    words = "窗口已公示清单，但未标注承办人和办结时限。请补充后重报。"
    return [
        {"when": datetime(2026, 3, 6, 9, 12), "who": "督办员 周衡", "act": "发出整改通知"}  # noqa: DTZ001
        | {"words": "15 个工作日内整改，附现场照片。"},
        {"when": datetime(2026, 3, 6, 15, 40), "who": "市规划局 联络员", "act": "签收"},  # noqa: DTZ001
        {"when": date(2026, 3, 16), "who": "市规划局", "act": "暂停计时 2 个工作日"}
        | {"words": "等待第三方检测报告。"},
        {"when": datetime(2026, 3, 19, 10, 5), "who": "市规划局 局长", "act": "提交整改报告"}  # noqa: DTZ001
        | {"url": "#report"},
        {"when": datetime(2026, 3, 23, 16, 20), "who": "察访中心", "act": "退回重报"}  # noqa: DTZ001
        | {"words": words, "tone": "attention"},
    ]


def evidence() -> list[Sample]:
    """A photo and a paper with their three dates."""
    taken = datetime(2026, 2, 26, 10, 40)  # noqa: DTZ001
    digest = "9f2c41d07be85a3361c0de4497a1b25f8c6603ea7d914b20c5f8e1730a6bd942"
    dates = {"happened": taken, "captured": taken, "digest": digest}
    return [
        dates
        | {"name": "窗口公示栏.jpg", "kind": "照片", "url": "#1", "size": "1.8 MB"}
        | {"received": date(2026, 2, 26)},
        dates
        | {"name": "一次性告知单.pdf", "kind": "PDF", "url": "#2", "size": "214 kB"}
        | {"received": date(2026, 2, 27)},
        dates
        | {"name": "大厅取号记录.xlsx", "kind": "表格", "url": "#3", "size": "36 kB"}
        | {"received": date(2026, 3, 2)},
    ]


def acts() -> list[Sample]:
    """Live acts and grey ones with their reason."""
    return [
        {"act": "report", "label": "提交整改报告", "live": True, "primary": True, "url": "#report"}
        | {"help": "由首责人签字后送达察访中心。"},
        {"act": "extend", "label": "申请延期", "live": True, "url": "#extend"}
        | {"help": "须在到期前提出，仅一次。"},
        {"act": "withdraw", "label": "撤回通知", "live": True, "danger": True, "post": True}
        | {"url": "#withdraw", "help": "须说明理由，留存记录。"}
        | {"confirm": "撤回后市规划局不再承担此项整改。确定撤回 ZG-2026-0147？"},
        {"act": "refuse", "label": "不属我单位", "live": False}
        | {"because": "已于 3月9日 裁定由市规划局承办，不能再次退回。"}
        | {"remedy": "如有新的权责依据，可提出申诉。"},
        {"act": "close", "label": "销号", "live": False, "because": "尚未复查。"}
        | {"remedy": "复查通过并完成回访后即可销号。"},
    ]


class ReportForm(forms.Form):
    """The form of the style page: one field of each kind."""

    done = forms.CharField(
        label=gettext_lazy("What was done"),
        help_text=gettext_lazy("Results, not meetings: what does a visitor now find?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    finished_on = forms.DateField(
        label=gettext_lazy("Finished on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of correction"),
        choices=[("once", "立即整改"), ("limited", "限期整改"), ("long", "长期整改")],
        widget=forms.RadioSelect,
    )
    office = forms.ChoiceField(
        label=gettext_lazy("Office"), choices=[("", "请选择"), ("1", "用地管理科")], required=False
    )
    proof = forms.FileField(
        label=gettext_lazy("Proof"),
        help_text=gettext_lazy("Photo or PDF, up to 20 MB each."),
    )
    signed = forms.BooleanField(label=gettext_lazy("The first-responsible head has signed"))


def receipt() -> Sample:
    """What a person takes home."""
    return {
        "title": "已收到您反映的问题",
        "code": "7K4M-QX92-3TVD",
        "words": "凭此码可随时查询进展，无需登录。请妥善保管，遗失无法补发。",
        "when": datetime(2026, 3, 24, 0, 12),  # noqa: DTZ001
        "rows": [
            {"label": "承办", "value": "市察访中心"},
            {"label": "最迟答复", "value": "4月15日 周三"},
        ],
    }


def steps() -> Sample:
    """An import under way."""
    return {
        "title": "导入人员名册",
        "value": 6200,
        "max": 10000,
        "words": "6,200 / 10,000 行",
        "steps": [
            {"label": "读取文件", "state": "done", "note": "人员名册.xlsx，10,000 行"},
            {"label": "逐行核对", "state": "current", "note": "已发现 14 行需要修改"},
            {"label": "等待确认", "state": "waiting"},
        ],
        "log": ["10:41:07  打开 人员名册.xlsx", "10:41:09  第 318 行：工号重复 M0317"],
    }


def pictures() -> list[plots.Plot]:
    """The four plots and what stands where there are no figures."""
    source = "明州市察访中心，2026年第一季度，截至3月24日"
    return [_rank(source), _trend(source), _ageing(source), _burden(source), _none(source)]


def _rank(source: str) -> plots.Plot:
    scores = [
        ("市生态环境局", 92.4, 1.1, 1),
        ("市水务局", 92.0, 1.6, 1),
        ("市城市管理局", 91.6, 1.3, 1),
        ("市自然资源和规划局", 88.2, 1.2, 2),
        ("市交通运输局", 87.9, 1.8, 2),
        ("市住房和城乡建设局", 87.1, 1.4, 2),
        ("市市场监督管理局", 86.4, 1.2, 2),
        ("市应急管理局", 82.0, 1.7, 3),
    ]
    rows = [plots.Interval(o, v, v - 2 * e, v + e, band, 120) for o, v, e, band in scores]
    return plots.intervals(
        rows,
        title="执法类 8 个机关中，前三名无法区分",
        subtitle="得分，满分 100；横线为 95% 区间；同色为一档；每单位察访 120 次",
        source=source,
    )


def _trend(source: str) -> plots.Plot:
    quarters = [
        ("2025 一季度", 71.0, 4.0, 52),
        ("二季度", 74.0, 3.5, 61),
        ("三季度", 73.0, 3.0, 66),
        ("四季度", 79.0, 2.8, 80),
        ("2026 一季度", 83.5, 2.5, 96),
    ]
    return plots.trend(
        [plots.Trend(q, v, v - e, v + e, n) for q, v, e, n in quarters],
        title="按期整改率连续两个季度上升，已明显高于基线",
        subtitle="按期整改的占比，%；灰带为 95% 区间；每季 52 至 96 件",
        source=source,
        baseline=72,
        baseline_label="2024 年基线 72%",
        unit="%",
    )


def _ageing(source: str) -> plots.Plot:
    days = [
        ("5 日以内", 41, (96, 22, 4)),
        ("6 至 10 日", 28, (133, 61, 18)),
        ("11 至 15 日", 17, (142, 48, 26)),
        ("逾期", 9, (121, 15, 10)),
    ]
    rows = [
        plots.Ageing(bucket, side, spent, orders, overdue=bucket == "逾期")
        for bucket, orders, sides in days
        for side, spent in zip(("责任机关", "察访中心", "暂停"), sides, strict=True)
    ]
    return plots.ageing(
        rows,
        title="逾期的日子，八成耗在责任机关",
        subtitle="未结整改 95 件，按已用工作日分组；条长为累计工作日",
        source=source,
    )


def _burden(source: str) -> plots.Plot:
    counts = [
        ("市自然资源和规划局", 9, 6),
        ("市水务局", 6, 6),
        ("市市场监督管理局", 5, 6),
        ("市教育局", 2, 4),
    ]
    return plots.burden(
        [plots.Burden(*line) for line in counts],
        title="一个机关受检查的次数超过上限",
        subtitle="本季到场检查次数；竖线为上限，超出部分为红色",
        source=source,
    )


def _none(source: str) -> plots.Plot:
    return plots.trend([], title="服务类机关的季度走势", subtitle="", source=source)
