"""Complaint, investigation, hearing, decision, sanction, appeal."""
