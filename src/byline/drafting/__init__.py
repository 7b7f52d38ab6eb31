"""Drafting: a topic becomes a post a platform will take, made of what the person said.

models     paragraphs, sentences with their facts, the draft
beats      which paragraphs a platform's post has, as data
material   which of the person's passages carry which paragraph
chain      material -> checked paragraphs -> headline -> draft
storage    drafts/<date>-<slug>/<platform>.md
"""
