"""For programs: an HTTP API and an MCP server, with the same gate, roles and records as the faces for people."""
