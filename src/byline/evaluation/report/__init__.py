"""What people and pipelines read of a run: one HTML file, JUnit XML, a Markdown summary.

    content     what a report holds, and taking it out of streamed rows
    wording     the Chinese words and the numbers' shape; all three formats use them
    charts      geometry of the drawings; prompt_changes  unified diffs, made readable
    html  junit  markdown    the three formats: `render(page) -> str`, `write(path, page)`

Nothing here decides anything: verdicts, intervals and exit codes come from the comparison.
"""
