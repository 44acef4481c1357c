"""The client brief: a client's questions answered through the gate, and written as PDF, PPTX, XLSX or HTML."""
