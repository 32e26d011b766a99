"""Where people work: ways of working for an employer abroad without moving."""
