"""Observation windows, coded facial actions, pain scales as data and the sheets that score them, blind."""
