"""From approved posts to receipts and engagement: the service around the content."""
