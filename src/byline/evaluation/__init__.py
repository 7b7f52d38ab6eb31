"""The eval harness: what a change of a prompt, the guide or the notes does, with error bars.

A `suite` says what runs; a `case` is one situation; a `target` runs the product on a case and
scores what came out; a `run` is one row per case, variant and repeat; a `comparison` pairs two
runs case by case and gives a verdict. Only this room and the command line build models.
"""
