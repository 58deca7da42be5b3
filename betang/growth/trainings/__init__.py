"""Trainings: planned and announced by an office, signed up for without an account, presence noted also without network, certificates.

Words: a seat is somebody's sign-up; a mark is one note of presence, its key made by the device; a scanner is a helper's phone.
Law: UU 27/2022 art. 16(2)(g), 20(2)(a)
"""
