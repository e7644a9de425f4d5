"""The forms of the public enquiry, of a volunteer's own pages, and of the coordinator's desk."""
