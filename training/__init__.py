"""Everything that learns from labelled pictures: files, arrays and numbers only, no web application."""
