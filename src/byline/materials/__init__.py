"""Documents a person gave, as text in which every word has a place.

rendering  text with places: what all readers return
reading    a file -> its rendering: which reader, limits, and what goes wrong
plain      md and txt, in any encoding; saved chats
word       docx
pdf        pdf
page       saved web pages
posts      json exports: a list of posts or messages
rules      formats, limits and word lists, from the TOML file beside it
shelf      the folder of documents: adding one, and renderings kept in the cache

A rendering is made from the document alone: the same bytes give the same text, so that one that was
deleted comes back and every fact still finds its quote.
"""
