"""Phases of a month: engine glue, one file for each line of `talentflow.month.MONTH`."""
