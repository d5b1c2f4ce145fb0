"""The words that papers begin with: groups, questions and grades in use, in both languages."""

from __future__ import annotations

from typing import Final

Row = dict[str, str]

GROUPS: Final[tuple[Row, ...]] = (
    {"code": "deputy", "name": "人大代表", "name_en": "Deputies of the congress"},
    {"code": "cppcc", "name": "政协委员", "name_en": "Members of the CPPCC"},
    {"code": "supervisor", "name": "行风监督员", "name_en": "Conduct supervisors"},
    {"code": "enterprise", "name": "企业代表", "name_en": "Enterprises"},
    {"code": "citizen", "name": "市民代表", "name_en": "Citizens"},
    {"code": "grassroots", "name": "基层单位", "name_en": "Grassroots units"},
    {"code": "leader", "name": "市领导", "name_en": "City leaders"},
    {"code": "peer", "name": "机关互评", "name_en": "Other organs"},
)
QUESTIONS: Final[tuple[Row, ...]] = (
    {"code": "conduct", "text": "总体作风", "text_en": "Conduct on the whole"},
)
THREE_GRADES: Final[tuple[Row, ...]] = (
    {"text": "满意", "text_en": "Satisfied"},
    {"text": "基本满意", "text_en": "Rather satisfied"},
    {"text": "不满意", "text_en": "Not satisfied"},
)
