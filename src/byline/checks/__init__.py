"""Checks: pure functions from a text and its facts to findings. No model.

grounding    figures, credentials and first-person experience that no fact covers
limits       what a platform allows, counted as it counts
"""
