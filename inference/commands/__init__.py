"""One module per subcommand of `python -m inference`; each has `configure(parser)` and `run(arguments)`."""
