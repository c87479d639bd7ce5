"""Datasets: immutable, hashed selections of labelled faces, with every exclusion counted; exports and imports."""
