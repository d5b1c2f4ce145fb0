"""What the rooms' facts add up to: dated snapshots, named measures, and what of them is public."""
