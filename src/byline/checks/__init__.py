"""Checks: pure functions from a text and its facts to findings. No model.

review       every check on one text
post         the parts of a text, as a platform has them
advertising  absolutes and promises that advertising law forbids
contacts     contact details and invitations to go elsewhere, where a platform forbids them
tells        turns of phrase that read like a machine
slips        words to the author, open slots, loops, the wrong language
leaks        what the person has not opened, standing in a text all the same
grounding    figures, credentials and first-person experience that no fact covers
experiences  its stories: what is told as having happened
computed     figures that follow from said ones by a recorded computation
bent         what was said, said another way
faithful     grounding and bent in one call
limits       what a platform allows, counted as it counts
"""
