"""What people are reminded of by the clock: contests, scores, reports, tasks, trainings. Each step once, only the latest that is due."""
