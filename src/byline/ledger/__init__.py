"""Facts and where they come from: models, consent, the journal, facts.yaml."""
