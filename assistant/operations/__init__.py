"""Running the service: what it does by the minute, whether it is well, how it stops. Never a question or a figure."""
