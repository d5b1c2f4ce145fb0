"""The slot: ballots in, nothing else. Raw ASGI, group commit, sealed before the disk (投票箱)."""
