"""The sales people's page: a client's questions, answered through the gate, edited, and written as a brief."""
