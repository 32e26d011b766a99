"""The compiled loops over people. Formulas live in the rule files; here is only their order.

Kernels release the GIL, read shared tables, write the rows that they were given and sum in whole
numbers, so that no result depends on how rows are split over threads. They take tables as tuples
of arrays; small steps are compiled into their callers, since passing such a tuple costs more than
most steps.
"""
