# ---
# jupyter: {jupytext: {text_representation: {extension: .py, format_name: percent}}}
# ---

# %% [markdown]
# # A city's levers
#
# *Jyväskylä is short of ICT professionals. What could the city, and Finland for it, do, and what
# does each additional professional cost?* A city receives a handful of people, so this needs
# everybody (`SCALE = 1`), twins and several pairs; the command line chooses that by itself:
# `talentflow ask belarus-2020 actions --for FIN:Jyväskylä --out report.html`.

# %%
import os
import tempfile
from pathlib import Path

from talentflow.scenario import load
from talentflow_lab.actions import actions
from talentflow_lab.actions_folder import read_actions
from talentflow_lab.actions_summary import sentences
from talentflow_lab.options import options_for
from talentflow_lab.page_actions import actions_document
from talentflow_lab.question import Ground
from talentflow_lab.report import write_document
from talentflow_lab.territory import find

SCALE = float(os.environ.get("EXAMPLE_SCALE", "1"))
PAIRS = int(os.environ.get("EXAMPLE_RUNS", "6"))
MONTHS = int(os.environ.get("EXAMPLE_MONTHS", "24"))
START = os.environ.get("EXAMPLE_START", "2020-09")
HERE = Path(os.environ.get("EXAMPLE_FOLDER") or tempfile.mkdtemp())

# %% [markdown]
# ## Who asks, and what could be done
#
# A name may have umlauts or not. Options are the levers that the city holds, those that Finland
# holds, those of firms and of the origin, and packages with one lever of each mechanism.

# %%
city = find("Jyväskylä", load("belarus-2020"))
ground = Ground.of("belarus-2020", (), START, MONTHS, scale=SCALE)
options = options_for(ground, city)
print(len(options), "options for", city.code)
for option in options[:4]:
    print("-", option.title)

# %% [markdown]
# ## The same people, the same luck, with and without each
#
# The months before the start are lived once a pair, the baseline once, and then each option.

# %%
actions(options, city, HERE / "actions", PAIRS, {"scenario": "belarus-2020"}, workers=1)
found = read_actions(HERE / "actions")
columns = ["title", "additional", "low", "high", "told", "cost_per_additional"]
print(found.table.loc[found.table["side"] == "city", columns].round(1).to_string(index=False))

# %% [markdown]
# ## What may be said
#
# An option whose interval holds zero is not told from doing nothing, whatever its mean.

# %%
for sentence in sentences(found):
    print("-", sentence.text)

# %% [markdown]
# ## The report

# %%
document = actions_document(found, ground.baseline.title)
print(write_document(document, HERE / "report.html"))
