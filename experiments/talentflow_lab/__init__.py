"""Run studies of the talentflow model: scenarios in, checked tables and reports out.

The commands are in `cli`, the same as functions in `api`; modules are named after what they do.
"""
