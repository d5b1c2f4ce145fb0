"""What ships with the program: twenty norms, eight institutions, one checklist per place.

Contents follow the domain reference 5.3; a city enters them once and then keeps its own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ShippedNorm:
    """One norm as shipped."""

    code: str
    title: str
    title_en: str
    failure_kind: str
    severity: int
    text: str
    basis: str


@dataclass(frozen=True)
class ShippedInstitution:
    """One institution as shipped."""

    code: str
    title: str
    title_en: str
    text: str


@dataclass(frozen=True)
class Question:
    """One question: the norm a no points at, the question, where to look."""

    norm: str
    question: str
    help: str = ""


@dataclass(frozen=True)
class Place:
    """The shipped checklist of one kind of place."""

    place_type: str
    title: str
    questions: tuple[Question, ...]


FOUNDING = "全市机关作风建设大会部署"
LICENSING = "《行政许可法》"

# fmt: off
NORMS = (
    ShippedNorm("N01", "在岗履职", "On post and on time", "conduct", 1,
        "工作时间在岗，不迟到、不早退、不擅自离岗；离岗须告示去向并有人顶岗。", "机关工作纪律"),
    ShippedNorm("N02", "工作时间不办私事", "No private matters at work", "conduct", 1,
        "工作时间不玩游戏、不炒股、不看影视、不网购，不做与工作无关的事。", "机关工作纪律"),
    ShippedNorm("N03", "态度与用语", "Attitude and language", "conduct", 1,
        "接待办事人主动、耐心，用语文明，不训斥、不推脱、不冷落。", FOUNDING),
    ShippedNorm("N04", "首问负责", "First-asked duty", "absent", 2,
        "第一个被询问的人负责办理，或引导到承办人并交接清楚。", "首问负责制"),
    ShippedNorm("N05", "一次性告知", "One-time notice", "wilful", 2,
        "所需条件、材料、程序、时限一次书面告知，不让办事人多跑。", LICENSING + "第三十二条"),
    ShippedNorm("N06", "AB岗顶岗", "A/B stand-in", "absent", 1,
        "A岗不在时B岗以完整权限办理；A岗提前一天交接。", "AB岗工作制"),
    ShippedNorm("N07", "承诺与时限公示", "Promises and limits posted", "absent", 1,
        "承诺事项、办理时限、收费依据、监督电话在办事场所公示，内容现行有效。", "服务承诺制"),
    ShippedNorm("N08", "兑现承诺", "Promise kept", "slow", 2,
        "按公开承诺的标准和时限办结。", "服务承诺制"),
    ShippedNorm("N09", "环节不超时", "No step overrun", "slow", 2,
        "每个环节在规定工作日内办结；暂停、延期有依据并书面告知。", "限时办结制"),
    ShippedNorm("N10", "不设违法条件、环节、收费", "No unlawful condition, step or fee", "wilful", 3,
        "不在法定之外增设条件、环节、材料和收费。", LICENSING + "第十六条、第二十七条"),
    ShippedNorm("N11", "不予办理须说明理由", "Refusal gives its reason", "wilful", 2,
        "不予受理、不予许可须书面说明理由，并告知救济途径。", LICENSING + "第三十八条"),
    ShippedNorm("N12", "不干扰企业经营", "No disturbance of enterprise", "wilful", 3,
        "不多头检查、重复检查，不强制参会、捐助、订阅，不指定中介。", FOUNDING),
    ShippedNorm("N13", "不吃拿卡要", "No extortion, no gifts", "extortion", 3,
        "不收受礼品礼金，不接受宴请，不借办事谋取好处。", FOUNDING),
    ShippedNorm("N14", "不铺张、不作秀", "No waste, no show", "conduct", 2,
        "不搞铺张浪费和形式主义，不以迎检代替整改。", FOUNDING),
    ShippedNorm("N15", "公示栏与值班表现行有效", "Notice boards and duty lists up to date", "absent", 1,
        "公示栏、岗位牌、值班表与实际一致。", "岗位责任制"),
    ShippedNorm("N16", "电话有人接听", "Telephone answered", "absent", 1,
        "公布的电话在工作时间有人接听，能答复或转办。", FOUNDING),
    ShippedNorm("N17", "不推诿、不让群众往返", "Nobody is pushed around", "absent", 2,
        "不推诿扯皮，不因内部原因让办事人往返。", "首问负责制"),
    ShippedNorm("N18", "记录真实、整改真实", "True records, real correction", "wilful", 3,
        "不弄虚作假，不补造记录，不以摆拍代替整改。", FOUNDING),
    ShippedNorm("N19", "不打击报复、不干预评议", "No retaliation, no pressure on raters", "wilful", 3,
        "不打听、不报复反映人和评议人，不请托评议。", FOUNDING),
    ShippedNorm("N20", "值得表扬的事", "Praise-worthy act", "none", 0,
        "主动服务、创新便民、办成难事，记录在案并通报表扬。", FOUNDING),
)

INSTITUTIONS = (
    ShippedInstitution("Z01", "岗位责任制", "Post responsibility",
        "每个岗位职责、权限、标准明确到人。"),
    ShippedInstitution("Z02", "首问负责制", "First-asked responsibility",
        "第一个接待办事人的工作人员负责办理或引导到位。"),
    ShippedInstitution("Z03", "一次性告知制", "One-time notice",
        "应备条件、材料和程序一次书面告知清楚。"),
    ShippedInstitution("Z04", "限时办结制", "Handling within set limits",
        "受理事项在承诺时限内办结，逾期说明原因。"),
    ShippedInstitution("Z05", "服务承诺制", "Public service promises",
        "服务内容、标准、时限向社会公开并兑现。"),
    ShippedInstitution("Z06", "AB岗工作制", "A/B stand-in posts",
        "同一岗位设A、B两人，一人不在由另一人完整代办。"),
    ShippedInstitution("Z07", "否定事项报备制", "Refusals are reported upward",
        "对办事人说“不”须说明依据，并向上一级报备。"),
    ShippedInstitution("Z08", "失职追究制", "Accountability for neglect",
        "对不作为、慢作为、乱作为依规追究责任。"),
)

POSTED = Question("N07", "承诺事项、办理时限和监督电话已公示且现行有效", "看公示栏、屏幕、办事指南")
ON_POST = Question("N01", "应到人员在岗，离岗有告示并有人顶岗", "对照值班表和岗位牌逐岗核对")
PRIVATE = Question("N02", "没有人在工作时间做与工作无关的事", "看屏幕、桌面和手机使用")
MANNER = Question("N03", "接待主动耐心，用语文明")
CURRENT = Question("N15", "岗位牌、值班表、公示栏与实际一致")
PRAISE = Question("N20", "有值得表扬的人和事", "表扬同样记录、反馈、通报，请写明人和事")

CHECKLISTS = (
    Place("counter", "窗口察访表", (
        ON_POST, PRIVATE, MANNER, POSTED,
        Question("N04", "第一个被问的人办理或引导到位", "以办事人身份询问一件事"),
        Question("N05", "所需材料一次书面告知清楚", "索取一次性告知单"),
        Question("N06", "A岗不在时B岗能完整办理"),
        Question("N08", "抽查的办件在承诺时限内办结", "抽查三件，记下编号和日期"),
        Question("N10", "没有法定之外的条件、环节和收费", "对照办事指南和收费目录"),
        Question("N11", "不予办理的都书面说明了理由", "抽查不予受理的办件"),
        Question("N17", "办事人没有被推诿或让其往返", "询问两位办事人"),
        PRAISE,
    )),
    Place("office", "科室察访表", (
        ON_POST, PRIVATE, CURRENT,
        Question("N06", "外出人员的工作有人接手"),
        Question("N09", "抽查的办件没有环节超时", "抽查三件，核对每一步的起止日"),
        Question("N14", "没有铺张浪费和应付检查的做法"),
        Question("N18", "台账记录真实，与现场一致", "任选两条与原件核对"),
        PRAISE,
    )),
    Place("hall", "办事大厅察访表", (
        ON_POST, MANNER, POSTED, CURRENT,
        Question("N04", "导办台能一次说清去哪个窗口"),
        Question("N05", "办事指南齐全，可以取走"),
        Question("N12", "没有指定中介或强制服务", "看大厅内外的中介、复印、代办收费"),
        Question("N13", "没有收受礼品、好处的现象"),
        Question("N17", "排队、取号、等候秩序正常，没有让群众空跑"),
        PRAISE,
    )),
    Place("phone", "电话察访表", (
        Question("N16", "公布的电话在响铃六声内有人接听", "相隔半小时拨打两次"),
        MANNER,
        Question("N04", "接听人自行答复或转到承办人"),
        Question("N05", "电话中一次说清所需材料和时限"),
        Question("N07", "答复的时限与公示一致"),
        PRAISE,
    )),
)
# fmt: on
