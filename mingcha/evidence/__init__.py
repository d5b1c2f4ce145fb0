"""Photos and papers: kept once, named by digest, never changed; three dates each."""
