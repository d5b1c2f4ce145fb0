"""Three files as another city has them at hand: 临江市 never saw the program, nor it these files.

A title line above the head, merged cells, full-width digits, days in four manners, one file in
GBK, blank lines, a line written twice, a unit under a parent nobody knows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl

CLASSES = {
    "服务类": "教育局 民政局 人力资源和社会保障局 卫生健康局 医疗保障局 政务服务局",
    "执法类": "公安局 城市管理局 市场监督管理局 应急管理局 生态环境局",
    "综合管理": "发展和改革局 财政局 住房和城乡建设局 水利局",
    "公用事业": "供水公司 燃气公司 公交公司",
    "垂直管理": "税务局 气象局",
}
NAMES = [f"市{name}" for names in CLASSES.values() for name in names.split()]
OFFICES = ("办公室", "综合科")
DAYS = ("2019-1-1", "２０１９年１月１日", "2019.1.1", "2019/01/01")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
CENTRE = [
    ("LJ010", "白主任", "察访中心主任"),
    ("LJ011", "江一帆", "察访员"),
    ("LJ012", "江二舟", "察访员"),
    ("LJ013", "江三桥", "察访员、督办员"),
    ("LJ014", "陆督", "督办员"),
    ("LJ015", "高市长", "市领导"),
    ("LJ016", "严审", "审计员"),
]
COVER = {"在岗": "9:10 到达，查看值班表与岗位牌。"}


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def organs(*, mended: bool) -> bytes:
    """The list of organs; as it comes it has a line twice and an office under nobody."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "名录"
    page.append(["临江市机关、内设机构和窗口名录"])
    page.append(["填报单位：市委编办", "", "", "", "", "填报日期：2026年4月"])
    page.append(
        ["序号", "单位代码", "单位名称", "单位层级", "单位性质", "上级单位", "设立日期", "备注"]
    )
    page.merge_cells("A1:H1")
    _organ_rows(page)
    page.append([""])
    _office_rows(page)
    if not mended:
        page.append([99, "Ｌ００１", "市教育局", "机关", "服务类", "", "2019.1.1", "重复"])
        page.append([100, "L777-1", "信息科", "科室", "", "市不存在局", "2019-01-01", ""])
    book.create_sheet("说明").append(["本表由各单位填报"])
    return _saved(book)


def _organ_rows(page: Any) -> None:
    n = 0
    for kind, names in CLASSES.items():
        first = page.max_row + 1
        for name in names.split():
            code = f"L{n + 1:03d}"
            code = code.replace("L", "Ｌ").translate(WIDE) if n % 5 == 0 else code
            page.append([n + 1, code, f"市{name}", "机关", kind if page.max_row < first else "",
                         "", DAYS[n % 4], ""])  # fmt: skip
            n += 1
        page.merge_cells(f"E{first}:E{page.max_row}")


def _office_rows(page: Any) -> None:
    for n, name in enumerate(NAMES, 1):
        first = page.max_row + 1
        for k, office in enumerate(OFFICES, 1):
            page.append([f"{n}.{k}", f"L{n:03d}-{k}", office, "内设机构", "",
                         name if k == 1 else "", "2019年1月1日", ""])  # fmt: skip
        page.merge_cells(f"F{first}:F{page.max_row}")


def staff() -> bytes:
    """The list of staff, as an old program saves it: text in GBK."""
    heads = ["序号", "工号", "姓名", "单位", "科室", "职务", "职责", "任职日期", "手机", "初始密码"]
    rows: list[Sequence[str]] = [["临江市机关工作人员及作风职责一览表"], [], heads]
    rows += [
        [str(n), no, name, "", "", "", duty, "2026年1月1日", "", "123456"]
        for n, (no, name, duty) in enumerate(CENTRE, 1)
    ]
    rows.append([])
    for n, organ in enumerate(NAMES, 1):
        common = [organ, "办公室"]
        rows.append([str(n), f"H{n:03d}", f"局{n}长", organ, "", "局长", "第一责任人",
                     "2026.1.1", "１３８００００００００", ""])  # fmt: skip
        rows.append(
            [str(n), f"K{n:03d}", f"联络{n}", *common, "科员", "联络员", "2026/1/1", "", ""]
        )
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("gbk")


def sheets(visits: Sequence[dict[str, Any]], questions: Sequence[tuple[int, str]]) -> bytes:
    """The field sheets: what holds for a visit stands once, in merged cells.

    `visits` tell number, organ, place and team; `questions` the numbers of the checklist and
    which answer tells something there. Every third visit found somebody away from their post.
    """
    book = openpyxl.Workbook()
    page = book.active
    page.append(["临江市机关作风察访记录表（汇总）"])
    heads = "表号 察访编号 察访日期 到达时间 离开时间 被察访单位 地点 察访方式 察访人员 察访经过"
    page.append([*heads.split(), "题号", "检查结果", "具体情况"])
    for n, visit in enumerate(visits):
        first = page.max_row + 1
        for k, (number, telling) in enumerate(questions):
            seen, facts = _seen(n, k, telling)
            day = ("2026年4月9日", "2026.4.9")[n % 2]
            head = [f"Ａ{n + 1}".translate(WIDE), visit["number"], day, "9:10",
                    "９点４０分", visit["organ"], visit["place"], "公开",
                    "、".join(visit["team"]), COVER["在岗"]]  # fmt: skip
            page.append([*(head if k == 0 else [""] * len(head)), number, seen, facts])
        for column in "ABCDEFGHIJ":
            page.merge_cells(f"{column}{first}:{column}{page.max_row}")
        page.append([""])
    return _saved(book)


def _seen(visit: int, question: int, telling: str) -> tuple[str, str]:
    if question == 0 and visit % 3 == 0:
        return "×", "9:15，2号工位无人，值班表载明应在岗，无外出告示，无人顶岗。"
    return ("未见", "") if telling == "yes" else ("√", "")
