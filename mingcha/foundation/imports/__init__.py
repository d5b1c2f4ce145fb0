"""One way for every spreadsheet: read it, give each row a verdict, carry it out, take it back."""
