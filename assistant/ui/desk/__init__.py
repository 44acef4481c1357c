"""The audit desk: what was asked and decided, its review and its proof, for auditors; no figure of any answer."""
