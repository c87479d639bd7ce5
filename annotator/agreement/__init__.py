"""How far blind operators agree on the same videos, with intervals that resample infants."""
