"""What customers read about acceptances, feedback and complaints, as plain values."""
