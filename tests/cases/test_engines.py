"""Spark, where it is there, says of a log what DuckDB says."""

from __future__ import annotations

import shutil

import pytest

from mingcha.cases.log import checks, figures, reading
from mingcha.cases.log.language import Rules
from mingcha.cases.log.mapping import Mapping
from mingcha.foundation import columns
from tests.cases.test_checks import SHIPPED

ROWS = """办件编号,环节名称,办理时间,办理人,办理部门,事项编码,材料名称,收费项目,取号时间
A1,申请,2026-03-02 09:00:00,张,窗口,X1,身份证,,2026-03-02
A1,受理,2026-03-02 10:00:00,张,窗口,X1,,,2026-03-02
A1,特别程序开始,2026-03-09 10:00:00,王,业务科,X1,,,2026-03-02
A1,特别程序结束,2026-03-19 10:00:00,王,业务科,X1,,,2026-03-02
A1,审查,2026-03-12 10:00:00,王,业务科,X1,,,2026-03-02
A1,决定,2026-04-15 10:00:00,王,业务科,X1,,,2026-03-02
A2,受理,2026-03-05 09:00:00,,窗口,X1,,,2026-03-10
A2,决定,2026-03-05 09:01:00,,窗口,X1,,,2026-03-10
A3,受理,2026-04-01 09:00:00,李,窗口,X1,,,
"""


def told(path, calendar, engine):
    """Everything an engine says of one log under the shipped Chinese rules."""
    mapping = Mapping.of(SHIPPED / "mappings" / "chinese_approvals.toml")
    rules = Rules.of(SHIPPED / "rules" / "chinese_approvals.toml")
    with reading.read(path, mapping, engine) as log:
        found = checks.check(log, rules, calendar)
        rows = [one.plain() for one in found.found]
        seen = figures.figures(log, calendar).plain()
        for name in ("throughput_days", "throughput_working_days"):
            seen[name] = {what: round(value, 9) for what, value in seen[name].items()}
        return seen, rows, list(found.violations())


@pytest.mark.spark
@pytest.mark.skipif(
    not (shutil.which("java") and columns.has_spark()),
    reason="Spark: no Java or no mingcha[spark] here",
)
@pytest.mark.filterwarnings("ignore")  # Spark's own
def test_spark_says_of_a_log_what_duckdb_says(tmp_path, calendar):
    from pyspark.sql import SparkSession

    few = SparkSession.builder.config("spark.sql.shuffle.partitions", "1")
    few.config("spark.ui.enabled", "false").config("spark.default.parallelism", "1").getOrCreate()
    path = tmp_path / "log.csv"
    path.write_text(ROWS, encoding="utf-8")
    assert told(path, calendar, "spark") == told(path, calendar, "duckdb")
