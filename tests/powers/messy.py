"""A list of over a thousand items as cities publish them, made from a seed: nothing is tidy."""

from __future__ import annotations

import io
import random

import xlsxwriter

HEADS = ["序号", "事项名称", "事项类型", "实施机关", "设定依据", "法定时限", "承诺时限",
         "申请材料", "办理流程", "收费标准", "备注"]  # fmt: skip
WHAT = ["户外广告", "污水排放", "临时占道", "挖掘城市道路", "古树迁移", "餐饮服务", "渣土处置", "夜间施工",
        "桥下空间", "公共场所卫生", "再生资源", "民办教育", "医疗机构", "危化品经营", "河道采砂"]  # fmt: skip
DOING = ["设置", "审核", "备案", "变更", "注销", "延续", "年检", "验收", "补办", "转让"]
LIMITS = ["20个工作日", "２０个工作日", "二十个工作日", "30日", "自受理之日起45个工作日内", "20",
          "10个工作日（不含公示）", "60天"]  # fmt: skip
PROMISES = ["8个工作日", "５个工作日", "即办", "当场办结", "3", "10日", "7个工作日"]
LAWS = [
    "《行政许可法》第四十二条；《城市道路管理条例》（国务院令第198号）第三十一条、第三十三条",
    "《中华人民共和国水法》第三十九条：“国家实行河道采砂许可制度。”",
    "1.《公共场所卫生管理条例》第四条\n2.《食品安全法》第三十五条",
    "国务院令第412号",
]
PAPERS = [
    "1.申请表\n2.身份证明\n3.营业执照",
    "申请表；经办人授权书；场地证明",
    "1、申请书2、平面图3、照片",
]
ORGANS_OF_A_ROW = ["{a}", "{a}、{b}", "{a}（牵头）会同{b}"]


def book(organs: list[str], items: int = 1100, seed: int = 7) -> bytes:
    """The workbook: title rows, merged cells, headings, parts, several organs, totals."""
    chance = random.Random(seed)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("权力清单")
        sheet.merge_range(0, 0, 0, len(HEADS) - 1, "明州市市级行政权力事项清单（2026年版）")
        sheet.write(1, 0, "单位：项")
        for n, head in enumerate(HEADS):
            sheet.merge_range(2, n, 3, n, head)
        _fill(sheet, chance, organs, items)
    return out.getvalue()


def _fill(sheet, chance, organs, items) -> None:
    row, done, number = 4, 0, 0
    each = -(-items // len(organs))
    for place, organ in enumerate(organs):
        sheet.write(row, 0, f"{'一二三四五六七八九十'[place]}、{organ}（{each}项）")
        row, begun = row + 1, done
        while done < items and done - begun < each:
            number += 1
            row, more = _item(sheet, chance, organs, organ, row, number)
            done += more
        sheet.write(row, 0, f"小计：{done - begun}项")
        row += 1
    sheet.write(row, 0, f"合计 {done} 项")
    sheet.write(row + 1, 0, "注：本清单由市审改办负责解释。")


def _item(sheet, chance, organs, organ, row, number):
    """One item on one, two or three rows; sometimes with parts of its own."""
    name = f"{chance.choice(WHAT)}{chance.choice(DOING)}（{number}号）"
    rows = chance.choice([1, 1, 1, 2, 3])
    words = _words(chance, organs, organ)
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    told = [chance.choice([str(number), wide]), name, *words]
    for column, word in enumerate(told):
        if rows > 1 and column in {0, 1, 2, 3, 5, 6}:
            sheet.merge_range(row, column, row + rows - 1, column, word)
        elif word:
            sheet.write(row, column, word)
    for n in range(1, rows):
        sheet.write(row + n, 4, f"《地方条例{n}》第{n}条")
        sheet.write(row + n, 7, f"补充材料{n}")
    row, parts = row + rows, 0
    if number % 9 == 0:
        for parts in (1, 2):
            mark = chance.choice([f"{number}.{parts}", f"（{'一二'[parts - 1]}）"])
            line = [mark, f"{name}之{parts}", *_words(chance, organs, organ)]
            for column, word in enumerate(line):
                sheet.write(row, column, word)
            row += 1
    return row, 1 + parts


def _words(chance, organs, organ):
    other = chance.choice([one for one in organs if one != organ])
    said = chance.choice(["", "", *ORGANS_OF_A_ROW]).format(a=organ, b=other)
    kind = chance.choice(["行政许可", "许可", "行政确认", "其他行政权力", ""])
    fee = chance.choice(["不收费", "无", "工本费20元/本", ""])
    limits = [chance.choice(LIMITS), chance.choice(PROMISES)]
    steps = chance.choice(["受理→审查→决定", "受理（1个工作日）、审查（5）、决定", ""])
    return [kind, said, chance.choice(LAWS), *limits, chance.choice(PAPERS), steps, fee]
