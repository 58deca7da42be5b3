"""What waits for an office's answer: number, secret token, append-only steps, clock, hand-over, coded reasons, dispute.

The engine under proposals and cases. It knows no domain: each domain declares its machine of states (`machines.declare`), opens a
matter (`actions.open_matter`) and moves it (`actions.take_step`). Every step is a row that nobody can change, and an entry of the
trail; both are written in one transaction. No path leads from silence to solved.
"""
