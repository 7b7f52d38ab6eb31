"""The example person of `byline demo`: invented from head to toe, figures included."""
