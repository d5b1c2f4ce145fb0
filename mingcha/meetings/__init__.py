"""Meetings: who is invited by which group, who has come, where they sit (会议与签到)."""
