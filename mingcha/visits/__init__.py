"""The yearly plan, draws of targets and teams, open and covert visits, the burden meter."""
