"""The synthetic infants; these tests need no web application."""
