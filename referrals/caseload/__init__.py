"""Today's caseload comes in from a spreadsheet, and all of it goes out again in open formats."""
