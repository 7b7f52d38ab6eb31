"""Simulated interviewees: an invented person with a hidden fact sheet, and how they talk.

    sheet       the person as data: facts, disclosure policy, style, their own words
    matching    which facts a question asks for; embeddings, no model
    disclosure  which of those the person tells now, and in which manner
    drivers     the words: joined from the sheet, or worded by a model that sees no more
    validity    whether the instrument held: leaks, contradictions, drift
    wording     whether a question leads or asks two things
    interviewers  the product, and two baselines it is compared with

Nothing here is shown to the interviewer but answers.
"""
