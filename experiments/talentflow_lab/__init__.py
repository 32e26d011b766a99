"""Run studies of the talentflow model: scenarios in, checked tables and reports out."""
