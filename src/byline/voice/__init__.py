"""How a person writes and speaks, measured; drafts are held against it.

- words: the closed lists; features: what is counted
- delta: the distance between texts, topic and all; likeness: between their manners alone
- sample: the person's own words, and which of them can be trusted to be theirs
- portrait: what is kept of a voice; storage: voice.yaml
- edits: what the person's changes to a draft say; rules: how far that is believed
- advice: a voice for a prompt; fit: a text held against a voice
"""
