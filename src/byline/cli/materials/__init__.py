"""`byline add` and `byline materials`: documents in, the facts that stand in them, what is there.

add       taking documents in
reading   facts by the model, with progress
review    facts on the screen, one page at a time
listing   what was taken in
"""
