"""Settings: `base` is the embedded default, `dev` adds debugging, `test` serves the suite, `prod` the hospital."""
