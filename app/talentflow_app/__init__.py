"""Show the talentflow model in a browser with Solara."""
