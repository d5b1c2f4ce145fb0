"""What the slot is compared with: plain Django, one view, one transaction, a row an answer."""
