"""One module per subject, one class per rule."""
