"""Contests of groups (lomba KIM, KIMFest): criteria and weights as data, judges, scores, a public result with reasons."""
