"""What an operator sees: logs, notices, health, metrics."""
