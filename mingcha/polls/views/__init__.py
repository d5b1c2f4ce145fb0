"""Pages of polls: the chair's, the scrutineers', the result, and what everybody can check."""
