"""Pages that every face shows, as neutral blocks: each sentence on a result exists here, once.

A face draws blocks (``wizard.decision.blocks``) and words nothing of what they say. Documents
have their own sections and never import this room.
"""
