"""Paper ballots: where every oval lies, the printed sheet, the reading of its scan (纸质选票)."""
