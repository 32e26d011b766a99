"""People: what the synthetic population and its ties are made of."""
