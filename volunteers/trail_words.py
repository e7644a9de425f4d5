"""How what was done about volunteers is told to those who read who did what."""

JOINING = {
    "volunteer.enquiry": "Asked us about helping",
    "volunteer.application": "Began an application",
    "volunteer.applied": "Sent the application",
    "volunteer.applied_again": "Sent an application once more. It is kept beside the first",
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
    "volunteer.check_withdrawn": "Said that a check was entered wrongly",
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

CARE = {
    "course.loaded": "Came with the programme",
    "cohort.started": "Started a group that learns",
    "cohort.day_added": "Planned training days",
    "cohort.day_called_off": "Took a training day off the list",
    "training_day.register_taken": "Took a training register",
    "training_day.register_corrected": "Corrected a training register",
    "volunteer.enrolled": "Gave her a place on a course",
    "enrolment.withdrawn": "Noted that she does not go on with a course",
    "enrolment.completed": "Said that she has completed a course",
    "volunteer.talk_recorded": "Recorded a talk with a volunteer",
    "volunteer.asked_for_a_ring": "Asked us to ring her",
    "volunteer.rung": "Rang a volunteer",
    "expense.claimed": "Sent in an expense",
    "expense.approved": "Approved an expense",
    "expense.paid": "Noted that an expense is paid",
    "expense.sent_back": "Sent an expense back",
    "site.expenses_taken_out": "Took out a month’s expenses as a file",
}
