"""The decision: wish, plan, destination, preparation."""
