"""How what was done about volunteers is told to those who read who did what."""

JOINING = {
    "volunteer.enquiry": "Asked us about helping",
    "volunteer.application": "Began an application",
    "volunteer.applied": "Sent the application",
    "volunteer.applied_again": "Sent an application once more. What we had first stands",
    "volunteer.interview": "Was invited to an interview",
    "volunteer.interviewed": "Recorded an interview",
    "volunteer.checking": "Goes on to references and check",
    "volunteer.referee_named": "Named someone who knows her",
    "volunteer.references_asked": "Asked those who know her",
    "volunteer.reference_given": "A reference came in",
    "volunteer.reference_judged": "Said what a reference is worth",
    "volunteer.training": "Began training",
    "volunteer.sign_off": "Is ready to sign off",
    "volunteer.available": "Can be asked about mums",
    "volunteer.on_break": "Began a break",
    "volunteer.leaving_announced": "Said that she is going to leave",
    "volunteer.stays": "Stays after all",
    "volunteer.left": "Left",
}
