"""Checks: pure functions from a text and its facts to findings. No model.

review       every check on one text
post         the parts of a text, as a platform has them
advertising  absolutes and promises that advertising law forbids
grounding    figures, credentials and first-person experience that no fact covers
limits       what a platform allows, counted as it counts
"""
