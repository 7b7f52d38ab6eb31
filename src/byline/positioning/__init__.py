"""Positioning: candidates with their evidence, and the person's choice.

models     what a candidate is
chain      facts -> candidates, one model call an angle
storage    positioning.yaml
"""
