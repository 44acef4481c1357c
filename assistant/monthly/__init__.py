"""The auditors' report on one month of the log, as PDF and CSV, in German and English."""
