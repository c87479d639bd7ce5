"""The pure vision code; these tests need no web application."""
