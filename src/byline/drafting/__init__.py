"""Drafting: a topic becomes a post a platform will take, made of what the person said.

models     paragraphs, sentences with their facts, the draft
beats      which paragraphs a platform's post has, as data
material   which of the person's passages carry which paragraph
chain      material -> checked paragraphs -> headline -> draft
headline   titles and tags that fit the platform and the post
storage    drafts/<date>-<slug>/<platform>.md
"""
