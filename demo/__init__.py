"""Synthetic infants: drawn faces whose every movement is known, for trying and testing the tool."""
