"""Repeatable measurements of the budgets, each against a reference in the same run (docs/performance.md)."""
