"""An event-driven simulator of cases in queues and places; it knows nothing of asylum."""
