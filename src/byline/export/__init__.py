"""What leaves a draft: title, body, tags and label, laid out for where they will be pasted.

    post           the parts that can be copied, and whether the AI label goes along
    blocks         the body as headings, paragraphs and lines, whatever Markdown it is in
    copies         plain text, Markdown and data
    wechat         HTML with inline styles alone (themes.toml), and a page to look at it
    teleprompter   lines to speak and how long they take (speech.toml)

Pure but for reading the data files beside it. Nothing here posts anything anywhere.
"""
