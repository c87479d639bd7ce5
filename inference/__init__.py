"""Everything that looks at pixels: files, arrays and numbers only, no web application."""
