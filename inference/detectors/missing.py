"""Say that a detector cannot run here; imported before the sandbox is entered, hence without numpy."""


class WeightsMissingError(Exception):
    """A detector's files are not there, or not the right ones; the message says which, for a person."""
