"""One module per subcommand of `python -m training`; each has `configure(parser)` and `run(arguments, report)`."""
