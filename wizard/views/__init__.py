"""Pages that every face shows, as neutral blocks: each sentence on a result exists here, once.

A face draws blocks (``wizard.decision.blocks``) and words nothing of what they say. Documents
have sections of their own and never import this room.
"""
