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

STANDING = {
    "volunteer.check_recorded": "Noted a check",
    "volunteer.check_rule_set": "Decided which check is asked for",
    "match.cover_needed": "Needs a plan: her volunteer cannot be there",
    "match.cover_planned": "Wrote down what is planned for her",
    "match.cover_settled": "Settled the plan for her",
    "match.became_main": "Became the main volunteer",
}

VISITING = {
    "visit.planned": "Planned a home visit",
    "visit.started": "Went into a home visit",
    "visit.checked_out": "Said that she is out of a home visit",
    "visit.longer": "Stayed longer at a home visit",
    "visit.called_off": "Called off a home visit",
    "visit.promised": "Said: I answer for this visit",
    "visit.promise_taken_back": "Cannot answer for this visit after all",
    "visit.alarm": "The alarm of a home visit went to somebody",
    "visit.seen_to": "Sees to somebody who is not out of a home visit",
    "visit.settled": "Found out how she is",
    "match.times_offered": "Offered times to meet",
    "match.time_answered": "Said whether a time suits her",
    "match.time_withdrawn": "Called off a time to meet",
    "match.first_meeting_joined": "Comes along to the first meeting",
}
