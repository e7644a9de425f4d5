"""How what is done about pairs is told to those who read the trail."""

IN_THE_TRAIL = {
    "referral.kept_apart": "Said that she and a volunteer are not put together",
    "volunteer.kept_apart": "Said that a volunteer and a mum are not put together",
    "referral.apart_lifted": "Lifted that she and a volunteer are not put together",
    "volunteer.apart_lifted": "Lifted that a volunteer and a mum are not put together",
    "support_rules.points_changed": "Changed what counts in matching",
    "support_rules.loaded": "Brought in the rules of a programme",
}
