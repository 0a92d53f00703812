"""Values, state tables, permissions and planning rules. No I/O and no clock."""
