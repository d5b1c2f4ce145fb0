"""The engine of case logs, without a database: read, ordered, measured, held against rules."""
