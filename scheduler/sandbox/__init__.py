"""Platform APIs on loopback with their real rules. Shares no code with the connectors."""
