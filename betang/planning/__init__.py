"""What governments plan: documents, nomenclature, plan lines from programme to sub-activity, phases, places, realisation.

Every published figure leads back to the file, sheet and cell that it came from, and sums reconcile to the rupiah.
"""
