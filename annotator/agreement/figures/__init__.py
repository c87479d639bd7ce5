"""Figures of agreement as SVG text, drawn from what the addresses answer. Knows no web application, no database."""
