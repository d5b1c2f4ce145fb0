"""Who may sign in to the demonstration city, and its organs. All of it is invented."""

from __future__ import annotations

from typing import Any

from mingcha.people.models import Duty, Person

PASSWORD = "mingzhou-2026"  # noqa: S105 -- the demonstration city's, printed on its log-in page

R = Duty.Role
# fmt: off
ACTORS = [
    # account      name      duty
    ("leader",     "沈明远", R.LEADER),
    ("office",     "顾知行", R.CONDUCT_OFFICE),
    ("director",   "陆正则", R.DIRECTOR),
    ("inspector",  "许察之", R.INSPECTOR),
    ("inspector2", "贺明远", R.INSPECTOR),
    ("handler",    "程督之", R.CASE_HANDLER),
    ("auditor",    "严核实", R.AUDITOR),
    ("supervision", "宋清源", R.SUPERVISION),
    ("scrutineer",  "周秉公", R.LAY_SUPERVISOR),
    ("scrutineer2", "吴守约", R.LAY_SUPERVISOR),
    ("scrutineer3", "郑如一", R.LAY_SUPERVISOR),
    ("admin",      "罗守正", R.ADMINISTRATOR),
    ("office2",    "苏清和", R.CONDUCT_OFFICE),
    ("approval",   "江审之", R.APPROVAL_OFFICE),
    ("legal",      "方知衡", R.LEGAL_OFFICE),
]
# fmt: on

CLASSES = {
    "service": (
        "教育局 民政局 人力资源和社会保障局 卫生健康委员会 医疗保障局 文化旅游局 政务服务局 退役军人事务局 "
        "住房公积金管理中心 体育局 档案馆 图书馆 公共资源交易中心 就业服务中心 妇幼健康中心 不动产登记中心"
    ),
    "enforcement": (
        "公安局 司法局 城市管理局 市场监督管理局 应急管理局 生态环境局 交通运输局 农业综合执法支队 "
        "劳动保障监察支队 文化市场执法支队 消防管理局 知识产权局 粮食和物资储备局 卫生监督所"
    ),
    "management": (
        "发展和改革委员会 工业和信息化局 科学技术局 财政局 自然资源和规划局 住房和城乡建设局 水利局 农业农村局 "
        "商务局 审计局 国有资产管理委员会 统计局 地方金融管理局 机关事务管理局 外事办公室 信访局 园林绿化局"
    ),
    "party_mass": (
        "委办公室 委组织部 委宣传部 委统战部 委政法委员会 委机关工作委员会 委党校 总工会 团委员会 妇女联合会 "
        "科学技术协会 文学艺术联合会 残疾人联合会 红十字会 工商业联合会"
    ),
    "vertical": "税务局 气象局 海关办事处 邮政管理局 烟草专卖局 海事局 国家统计调查队 地震监测台 无线电管理处 盐务局",
    "utility": "供电公司 自来水公司 燃气公司 公共交通公司 热力公司 电信公司 移动通信公司 联合通信公司 有线电视公司 污水处理公司 轨道交通公司 环境卫生公司",
}
OFFICES = [
    "办公室",
    "综合处",
    "法规处",
    "行政审批处",
    "服务大厅",
    "人事处",
    "财务处",
    "监督处",
    "业务一处",
    "业务二处",
    "信息中心",
    "督查室",
    "规划处",
    "宣传处",
]
SURNAMES = "林周吴郑王冯陈褚卫蒋韩杨朱秦尤何吕施张孔曹华金魏陶姜谢邹章云苏潘葛范彭鲁马苗方俞任袁柳"
GIVEN = "安宁文博雅静志远思源嘉禾子墨若水景行怀瑾清和立言书航永年秋实春华长青晓岚云舒致和景明乐山"


def accounts() -> list[dict[str, Any]]:
    """The accounts the log-in page names, with what each may do."""
    named = {
        person.staff_no: person
        for person in Person.objects.filter(
            staff_no__in=[account for account, *_ in ACTORS] + ["head", "liaison"]
        ).select_related("organ")
    }
    duties = {account: duty.label for account, _, duty in ACTORS}
    duties |= {"head": R.HEAD.label, "liaison": R.LIAISON.label}
    return [
        {"username": no, "duty": duties[no], "name": named[no].name, "organ": named[no].organ}
        for no in duties
        if no in named
    ]
