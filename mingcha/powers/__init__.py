"""Powers and approval items: what the law gives, to whom, within what limits, and its reform."""
