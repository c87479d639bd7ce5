"""The suite: most of it goes through the HTTP API, workers are called directly."""
