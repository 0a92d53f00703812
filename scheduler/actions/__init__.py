"""One function per thing a person can do, with its permission check."""
