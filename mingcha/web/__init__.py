"""Assembly: settings, addresses, the first page, the command line, what all pages share."""
