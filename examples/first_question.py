# ---
# jupyter: {jupytext: {text_representation: {extension: .py, format_name: percent}}}
# ---

# %% [markdown]
# # The first question of a policy analyst
#
# *How many ICT professionals left Belarus after August 2020, where did they go, and how sure is
# that?* Run this file as it is, or open it as a notebook (jupytext). It takes about a minute; with
# `SCALE = 1` one simulated person stands for one real one, and it takes a few.

# %%
import os
import tempfile
from pathlib import Path

from talentflow.scenario import load
from talentflow_lab.facts import facts_frame, facts_of
from talentflow_lab.page_matters import swings
from talentflow_lab.page_parts import Page
from talentflow_lab.page_results import read_results
from talentflow_lab.page_summary import run_sentences
from talentflow_lab.report import write_page
from talentflow_lab.run import Request, run_scenario

SCALE = float(os.environ.get("EXAMPLE_SCALE", "20"))
RUNS = int(os.environ.get("EXAMPLE_RUNS", "4"))
HERE = Path(os.environ.get("EXAMPLE_FOLDER") or tempfile.mkdtemp())

# %% [markdown]
# ## Run the scenario
#
# A scenario is a small file; `talentflow scenario show belarus-2020` prints every value with its
# unit and source. Each run has other luck, and the spread over runs is the interval.

# %%
case = load("belarus-2020").replace(scale=SCALE, replications=RUNS)
run_scenario(Request(case, HERE / "run", workers=1, force=True))

# %% [markdown]
# ## What it says, in sentences
#
# The words follow from the numbers: "about", "close to" and "between" say how wide an interval is,
# and no digit is written that the interval does not warrant.

# %%
page = Page(read_results(HERE / "run"))
sentences = run_sentences(page)
for sentence in sentences:
    print("-", sentence.text)

# %% [markdown]
# ## Where each number stands
#
# Every number of a sentence comes from a results table.

# %%
print(facts_frame(facts_of(sentences))[["what", "written", "source"]].to_string(index=False))

# %% [markdown]
# ## What it hangs on
#
# The assumptions that could move the wish to leave furthest, with source and certainty. Most are
# priors: vary them before you rely on a number (`talentflow sweep`).

# %%
print(swings(page.numbers)[["path", "value", "swing", "certainty"]].head(6).to_string(index=False))

# %% [markdown]
# ## The report
#
# One file for colleagues, which opens without a network. On the command line the same is
# `talentflow ask belarus-2020 plans --for FIN --out report.html`.

# %%
print(write_page(HERE / "run", HERE / "report.html"))
