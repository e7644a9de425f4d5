"""The public enquiry, and the pages a volunteer sees after signing in."""
