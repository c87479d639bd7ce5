"""The clinician's queue: labels beside suggestions, final labels, and what suggestions changed."""
