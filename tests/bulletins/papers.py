"""Papers of Mingzhou, one of each kind, that the rendering tests print."""

from __future__ import annotations

from datetime import date

from mingcha.bulletins.render import (
    Annex,
    Content,
    Figure,
    Form,
    Heading,
    Items,
    Paragraph,
    Picture,
    Table,
)

OFFICE = "明州市机关作风建设领导小组办公室"
ORGANS = (
    "市行政审批局",
    "市市场监管局",
    "市自然资源局",
    "市住房城乡建设局",
    "市人力资源社会保障局",
)
PLOT = """<svg xmlns="http://www.w3.org/2000/svg" width="420" height="150" viewBox="0 0 420 150">
<rect width="420" height="150" fill="white"/>
<g font-family="Noto Sans CJK SC, sans-serif" font-size="11" fill="#1a1a1a">
<text x="8" y="16" font-size="13">环保类 4 个机关中，前三名无法区分</text>
<text x="8" y="48">市生态环境局</text><text x="8" y="76">市林业局</text>
<text x="8" y="104">市水务局</text><text x="8" y="132">市城市管理局</text></g>
<g stroke="#1a1a1a" stroke-width="2"><path d="M250 44H340M236 72H330M228 100H318M150 128H210"/></g>
<g fill="#9e1b1b"><circle cx="295" cy="44" r="4"/><circle cx="283" cy="72" r="4"/>
<circle cx="273" cy="100" r="4"/><circle cx="180" cy="128" r="4"/></g></svg>"""


def _row(number: int) -> tuple[str, ...]:
    organ = f"{ORGANS[number % 5]}{'第' + str(number // 5 + 1) + '分局' if number >= 5 else ''}"
    closed = "*" if number % 11 == 3 else str(number % 6)
    return (str(number + 1), organ, str(3 + number % 7), str(1 + number % 6), closed, "0")


LEDGER = Table(
    caption="表1　2026年第一季度察访与整改情况",
    header=("序号", "被察访机关", "察访次数", "发现问题", "已办结", "逾期"),
    rows=tuple(_row(number) for number in range(30)),
    align=("center", "left", "right", "right", "right", "right"),
    widths=(1, 4.2, 1.4, 1.4, 1.2, 1),
    note="标“*”的单元格人数不足10人，按规定不予公布；为防止推算，同行另有一格一并隐去。",
)


def notice() -> Content:
    """A quarterly circular notice of several pages."""
    return Content(
        kind="notice",
        mark=f"{OFFICE}文件",
        number="明作风办通报〔2026〕1号",
        title=(OFFICE, "关于2026年第一季度察访和整改情况的通报"),
        organ=OFFICE,
        date=date(2026, 4, 10),
        addressees=("各县（市、区）机关作风建设领导小组办公室", "市直各单位"),
        body=(
            Paragraph(
                "2026年第一季度，市机关作风建设领导小组办公室组织40名督察员，按照年度计划对84个机关"
                "开展明察暗访600次，发现并反馈问题147件。现将有关情况通报如下。"
            ),
            Heading("总体情况"),
            Paragraph(
                "本季度察访对象由公开抽取产生，抽取的种子、对象池指纹和见证人均已公布，任何人都可以"
                "复算。察访以暗访为主，重点看窗口单位工作人员在岗、首问负责、一次性告知、限时办结等"
                "规定的落实情况。" * 2
            ),
            Heading("主要做法", level=2),
            Items(("公开抽取，不打招呼。", "当场记录，双人签字。", "如实反馈，听取申辩。")),
            Heading("数据口径", level=2),
            Paragraph("一件问题只计一次；办结以复查通过为准，开会、发文不作为整改依据。"),
            Heading("复查方法", level=3),
            Paragraph("复查由未参与发现问题的人员进行，并回访反映人。"),
            LEDGER,
            Heading("值得肯定的单位"),
            Paragraph(
                "市行政审批局第2分局推行“一窗受理、并联审批”，平均用时由9.6个工作日减至5.9个。"
            ),
            Figure(
                "rank",
                "图1　环保类机关作风得分及其区间",
                "环保类四个机关的得分区间，前三个相互重叠",
            ),
            Heading("下一步要求"),
            Paragraph("各单位要对照通报举一反三，于2026年4月30日前将整改结果报我办。"),
        ),
        pictures={"rank": Picture(svg=PLOT)},
        annexes=(
            Annex(
                "2026年第一季度逾期未办结整改事项清单",
                (Paragraph("截至2026年3月31日，逾期未办结事项共2件，均已发出蓝色督办单。"),),
            ),
            Annex(
                "受到表扬的窗口和个人名单",
                (Items(("市行政审批局综合受理窗口", "市水务局用水报装窗口"), style="plain"),),
            ),
        ),
        note="此件公开发布",
        copies_to=(
            "市委办公室",
            "市人大常委会办公室",
            "市政府办公室",
            "市政协办公室",
            "市纪委监委机关",
        ),
        printed_by=OFFICE,
        printed_on=date(2026, 4, 10),
    ).proved("9f" * 32)


def order() -> Content:
    """A rectification notice with copy number, secrecy, urgency and signer."""
    return Content(
        kind="order",
        mark=f"{OFFICE}文件",
        number="明作风办整〔2026〕147号",
        copy_no="000003",
        secrecy="秘密",
        secret_for="1年",
        urgency="加急",
        signer="林知远",
        title=(OFFICE, "关于限期整改用地科窗口无人值守问题的", "整改通知书"),
        organ=OFFICE,
        date=date(2026, 3, 17),
        addressees=("市规划局",),
        body=(
            Paragraph(
                "2026年3月12日10时40分，察访组在你局用地科窗口发现工作时间无人值守，前来办事的群众"
                "等候35分钟。该情形违反《明州市机关工作人员作风规范》第五条。现责令整改。"
            ),
            Heading("整改要求"),
            Items(("窗口在工作时间须有人在岗，AB岗互补。", "向等候群众当面致歉。")),
            Heading("完成期限和证明"),
            Paragraph(
                "2026年3月31日前完成，并提交排班表、现场照片。以会议、文件代替结果的不予认可。"
            ),
            Heading("申辩权利"),
            Paragraph("对本通知有异议的，可在收到之日起5个工作日内书面提出。"),
        ),
        note="联系人：周敏，联系电话：0000-1234567",
        copies_to=("市纪委监委驻市规划局纪检监察组",),
        printed_by=OFFICE,
        printed_on=date(2026, 3, 17),
    )


def feedback() -> Content:
    """A feedback letter in the letter layout."""
    return Content(
        kind="feedback",
        mark=OFFICE,
        number="明作风办函〔2026〕212号",
        title=("关于反馈市水务局用水报装窗口", "察访情况的函"),
        organ=OFFICE,
        date=date(2026, 3, 20),
        addressees=("市水务局",),
        body=tuple(
            Paragraph(text)
            for text in (
                "2026年3月18日，我办察访组到你局用水报装窗口察访，现将情况反馈如下。",
                "窗口公示的办理时限为5个工作日，抽查的20件中19件按时办结，1件超过时限2个工作日；"
                "超时的1件未向申请人说明原因。依据为《明州市限时办结制度》第八条。",
                "窗口工作人员主动引导老年人办理，受到在场群众称赞，予以肯定。",
                "你局可在收到本函之日起5个工作日内提出书面意见。逾期不提出的，视为无异议。" * 6,
                "特此函告。" * 60,
            )
        ),
        note="联系人：周敏，联系电话：0000-1234567",
        copies_to=("市政府办公室",),
    )


def slip() -> Content:
    """An orange supervision slip."""
    return Content(
        kind="slip",
        seal_lines=1,
        colour="orange",
        mark=OFFICE,
        number="DB-2026-0018",
        title=("督　办　单",),
        organ=OFFICE,
        date=date(2026, 4, 2),
        body=(
            Form(
                (
                    ("承办单位", "市规划局", "首责", "局长　陈立"),
                    ("督办事项", "用地科窗口无人值守问题整改（ZG-2026-0147）"),
                    ("办理要求", "3个工作日内提交经复查可以证实的整改结果，并说明逾期原因。"),
                    ("办结时限", "2026年4月7日", "在前督办", "蓝色，2026年3月27日"),
                    ("逾期后果", "逾期仍未办结的，发红色督办单并报领导小组。"),
                )
            ),
            Form((("承办意见", ""), ("办理结果", "")), tall=4),
        ),
    )


def record() -> Content:
    """A visit record with a checklist and room for two signatures."""
    return Content(
        kind="record",
        number="CF-2026-0412",
        title=("察访记录表",),
        organ="明州市察访中心第三组",
        date=date(2026, 3, 12),
        seal_lines=1,
        body=(
            Form(
                (
                    ("被访单位", "市规划局用地科", "察访方式", "暗访"),
                    ("时　　间", "2026年3月12日10时40分", "地　　点", "政务大厅二层12号窗口"),
                )
            ),
            Table(
                caption="检查事项",
                header=("规范", "事项", "结果", "说明"),
                rows=tuple(
                    (f"N{n:02d}", "工作时间在岗", "是" if n % 3 else "否", "见照片3" * (n % 3 == 0))
                    for n in range(1, 41)
                ),
                align=("center", "left", "center", "left"),
                widths=(1, 4, 1, 3),
            ),
            Form((("察访人签字", "", "察访人签字", ""), ("被访单位意见", "")), tall=3),
        ),
    )


ALL = {paper.__name__: paper for paper in (notice, order, feedback, slip, record)}
