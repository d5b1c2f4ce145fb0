"""From frozen figures and the composer's words to the document: nothing here reads live data."""
