"""The knowledge pack: its models, its loader, its checks and its semantic diff."""
