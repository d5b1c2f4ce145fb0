"""Papers and tickets, the opening, the sealed box, the count and the proof (评议表决).

Somebody says whom to ask what; this room makes the paper, hands out tickets that nobody can trace,
opens the poll, seals what comes in, closes it, counts it before scrutineers and publishes what
lets everybody check the count. It never knows who cast what.
"""
