"""The bank of unfunded proposals: at the close of a planning year nothing is lost; next year's meeting is offered last year's."""
