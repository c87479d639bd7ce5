"""Intervals in the files of BORIS and ELAN. Knows no web application; takes and gives text and numbers."""
