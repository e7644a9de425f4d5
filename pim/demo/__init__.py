"""The open door of a demonstration: its sign-ins and its mailbox. Absent everywhere else."""

PASSWORD = "demonstration only"
DOMAIN = "demo.example"
