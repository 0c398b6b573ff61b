"""What a receipt says, how it is sealed and how revisions differ. Pure Python."""
