"""The description of the API made whole: an example and a documented refusal at every operation.

Rooms describe what is theirs; what is the same everywhere is said here once: what an answer
without a log-in looks like, and a plausible value for every field that has none of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Part = dict[str, Any]
PROBLEM = {"$ref": "#/components/schemas/Problem"}
DEPTH = 6  # of things inside things; an example deeper than this helps nobody

A_NO = {
    "type": "urn:mingcha:refusal:workflow.wrong_state",
    "title": "当前状态为“已销号”，不能进行此项操作。",
    "detail": "处于以下状态时可以进行：整改中。",
    "status": 409,
}
EXAMPLES: Mapping[str, Any] = {
    "answer": "已按要求整改到位，附现场照片。",
    "basis": "首问负责制",
    "beyond": "0",
    "cause": "人手不足",
    "code": "MZ001",
    "colour": "blue",
    "content": "yes",
    "correction": "当日系停电，附供电公司证明。",
    "decision": "情况属实，予以认定。",
    "detail": "请先办结前一步骤。",
    "document": "明编〔2026〕3号",
    "facts": "10时40分，2号窗口无人在岗，无离岗告示。",
    "fault": "窗口无人在岗",
    "headline": "一季度察访通报",
    "help": "看公示栏",
    "hint": "对照值班表",
    "hours": "2.5",
    "imposed_by": "市统计局",
    "introduction": "现将有关情况通报如下。",
    "kind": "service",
    "level": "organ",
    "mode": "open",
    "name": "市规划局",
    "note": "现场拍摄",
    "norm": "N01",
    "number": "ZG-2026-0147",
    "objection": "评分未计入3月整改结果。",
    "organ": "市规划局",
    "organ_reply": "情况属实。",
    "organ_words": "已当场调整排班。",
    "outcome": "upheld",
    "passage": "市规划局窗口在岗情况较好。",
    "place_type": "counter",
    "plan": "调整排班，增设B岗，4月20日前完成。",
    "plan_person": "张三",
    "present": "窗口负责人",
    "proof_wanted": "排班表和现场照片",
    "purpose": "一季度察访",
    "question": "应到人员在岗",
    "reached": "第一步已完成",
    "reason": "有新证据",
    "remark": "请补充排班表。",
    "reply": "情况属实，已整改。",
    "report": "已调整排班，附排班表。",
    "required": "窗口工作时间始终有人在岗",
    "requirement": "五个工作日内整改到位",
    "requirements": "窗口始终有人在岗",
    "review": "复核维持原结论",
    "role": "liaison",
    "ruling": "理由不成立",
    "seed": "2026041 07 12 19 23 28 31",
    "seed_source": "福彩双色球第2026041期",
    "solved": "yes",
    "stance": "accepts",
    "state": "issued",
    "target": "市规划局服务大厅",
    "telling": "no",
    "text": "工作时间在岗，不擅自离岗。",
    "theme": "窗口在岗履职",
    "themes": "窗口在岗履职（明政办〔2026〕5号）",
    "title": "在岗履职",
    "title_en": "On post",
    "tone": "good",
    "type": "urn:mingcha:refusal:workflow.wrong_state",
    "what": "月报表",
    "witnesses": "王某、李某",
}


def complete(schema: Part) -> Part:
    """The same description with an example at every field, body and answer, and its refusals."""
    schemas = schema["components"]["schemas"]
    schemas["Problem"]["example"] = A_NO
    for one in schemas.values():
        for name, field in one.get("properties", {}).items():
            if not _has_example(field) and "$ref" not in field:
                field["example"] = _plausible(name, field, schemas, DEPTH)
    for path, _method, operation in operations(schema):
        _add_refusals(path, operation)
        _add_examples(operation, schemas)
    return schema


def operations(schema: Part) -> Iterator[tuple[str, str, Part]]:
    """Every operation with its path and its method."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _add_refusals(path: str, operation: Part) -> None:
    answers = operation["responses"] = {
        str(code): answer for code, answer in operation["responses"].items()
    }
    noes = {"401": "Not signed in, or the key opens nothing."}
    if "{" in path:
        noes["404"] = "Not there, or not for you: the two answer alike."
    if "requestBody" in operation:
        noes["422"] = "Something that was sent is missing or does not fit."
    for code, words in noes.items():
        answers.setdefault(
            code,
            {"description": words, "content": {"application/problem+json": {"schema": PROBLEM}}},
        )


def _add_examples(operation: Part, schemas: Part) -> None:
    bodies = list(operation.get("requestBody", {}).get("content", {}).values())
    for code, answer in operation["responses"].items():
        if code.startswith("2"):
            bodies += answer.get("content", {}).values()
    for body in bodies:
        if "schema" in body:
            body.setdefault("example", example(body["schema"], schemas))
    for parameter in operation.get("parameters", []):
        if not _has_example(parameter) and not _has_example(parameter["schema"]):
            named = _plausible(parameter["name"], parameter["schema"], schemas, DEPTH)
            parameter["example"] = "1" if parameter["in"] == "path" else named


def _has_example(part: Part) -> bool:
    return "example" in part or "examples" in part


def example(part: Part, schemas: Part, depth: int = DEPTH) -> Any:
    """A plausible value for a schema, put together from the examples of its fields."""
    if "$ref" in part:
        part = schemas[part["$ref"].rpartition("/")[2]]
    if "example" in part:
        return part["example"]
    if part.get("examples"):
        return part["examples"][0]
    if "properties" in part and depth:
        fields = part["properties"].items()
        return {name: _plausible(name, field, schemas, depth - 1) for name, field in fields}
    return _plausible("", part, schemas, depth)


def _plausible(name: str, field: Part, schemas: Part, depth: int) -> Any:
    if _has_example(field) or "$ref" in field:
        return example(field, schemas, depth)
    if several := field.get("anyOf") or field.get("allOf"):
        return _plausible(name, several[0], schemas, depth)
    if "enum" in field or "const" in field:
        return field.get("const", field.get("enum", [None])[0])
    if field.get("type") == "array":
        inside = field.get("items", {})
        return [_plausible(name, inside, schemas, depth - 1)] if depth else []
    return _simple(name, field)


def _simple(name: str, field: Part) -> Any:
    forms = {"date": "2026-04-10", "date-time": "2026-04-10T09:30:00+08:00",
             "uuid": "69ff4434-cfb3-4740-b7a5-9c638439845e"}  # fmt: skip
    if field.get("format") in forms:
        return forms[field["format"]]
    plain = {"integer": 1, "number": 86.4, "boolean": True, "object": {}}
    if field.get("type") in plain:
        return plain[field["type"]]
    return field.get("default") or EXAMPLES.get(name, "…")


# What a newer description breaks for programs written against an older one


def breaks(old: Part, new: Part) -> list[str]:
    """What a program that went by the old description would stumble over, in sentences."""
    ids = {operation["operationId"]: operation for _p, _m, operation in operations(new)}
    gone = [
        f"operation {operation['operationId']} is gone"
        for _path, _method, operation in operations(old)
        if operation["operationId"] not in ids
    ]
    moved = [
        f"operation {operation['operationId']} is no longer at {method.upper()} {path}"
        for path, method, operation in operations(old)
        if operation["operationId"] in ids
        and new["paths"].get(path, {}).get(method, {}).get("operationId")
        != operation["operationId"]
    ]
    return gone + moved + list(_broken_schemas(old, new))


def _at(schema: Part, path: str, method: str) -> Any:
    return schema["paths"].get(path, {}).get(method, {}).get("operationId")


def _broken_schemas(old: Part, new: Part) -> Iterator[str]:
    schemas = new["components"]["schemas"]
    for name, was in old["components"]["schemas"].items():
        if name not in schemas:
            continue  # renamed or gone: what used it says so itself
        now = schemas[name]
        for field, fact in was.get("properties", {}).items():
            if field not in now.get("properties", {}):
                yield f"{name}.{field} is gone"
            elif _kind(fact) != _kind(now["properties"][field]):
                yield f"{name}.{field} was {_kind(fact)}, is {_kind(now['properties'][field])}"
        for field in set(now.get("required", ())) - set(was.get("required", ())):
            if name.endswith("In"):
                yield f"{name}.{field} must be sent now"


def _kind(field: Part) -> str:
    if "anyOf" in field:
        return " or ".join(sorted(_kind(one) for one in field["anyOf"]))
    return str(field.get("type") or field.get("$ref", "anything"))


def additions(old: Part, new: Part) -> list[str]:
    """Operations that the old description does not know."""
    known = {operation["operationId"] for _p, _m, operation in operations(old)}
    fresh = [operation["operationId"] for _p, _m, operation in operations(new)]
    return [name for name in fresh if name not in known]
