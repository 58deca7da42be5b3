"""What waits for an office's answer: number, secret token, append-only steps, clock, hand-over, coded reasons, dispute.

The engine under proposals and cases. It knows no domain: each domain declares its machine of states (`machines.declare`).
"""
