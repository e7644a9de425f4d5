"""The order and the words of the first call."""

from referrals.enums import Purpose, RedFlag

AT_ONCE = {
    RedFlag.PSYCHOSIS: "Today: ring her GP or the crisis team with her. She and the baby are not "
    "left alone. If anyone is in danger, 999.",
    RedFlag.HARM_SELF: "Stay on the line. Ask if she has a plan, and who is with her. In danger "
    "now: 999. Else NHS 111, option 2, together.",
    RedFlag.HARM_BABY: "Ask where the baby is, and who else is there. In danger now: 999. Else "
    "ring the safeguarding lead before you hang up.",
    RedFlag.ABUSE: "Ask only “yes or no”: is it safe to talk? In danger now: 999. Agree when to "
    "ring again, and leave no message.",
}
ASKED = {
    Purpose.MESSAGES: "May we send her texts or e-mails, only where it is safe?",
    Purpose.REFERRER: "May we tell the person who referred her how it goes?",
    Purpose.GP: "May we tell her GP that we are in touch?",
    Purpose.EVALUATION: "May we ask her some questions, to see whether this helps?",
    Purpose.RESEARCH: "May researchers use her answers, without her name?",
    Purpose.STORIES: "May we use her own words in reports, without her name?",
}
WAYS = "way_"  # with its key: one question for each way to reach her
SECTIONS: dict[str, tuple[str, list[str]]] = {
    "Who you are talking to": (
        "Say who you are, and ask if now is a good time and if she can talk freely.",
        ["called", "age_band", "is_partner", "language", "needs_interpreter", "access_needs"],
    ),
    "How things are": (
        "Let her tell it her way. What is here already, she need not say again.",
        ["situation", "wish", "needs"],
    ),
    "Is everyone safe?": (
        "Say first: what you tell me is private. If I think someone is in danger I may have to "
        "tell someone, and I try to tell you first.",
        [
            "red_flags",
            "danger_now",
            "red_flag_note",
            "known_risks",
            "others_involved",
            "child_protection",
        ],
    ),
    "What would suit her": (
        "",
        ["support_kind", "wishes", "formats", "times", "days"],
    ),
    "Who she would feel at ease with": (
        "Ask kindly, and only if it comes up or seems to matter: “Some mums like a volunteer who "
        "shares something with them, and some would rather talk to someone from outside. Is there "
        "anything you would like, or rather not? You don’t have to say.” Her volunteer is never "
        "told.",
        ["background_wanted", "background_unwanted"],
    ),
    "Where she lives, and whom to ring in an emergency": (
        "Say why: we use this only if we are worried about someone’s safety.",
        ["address", "postcode", "gp", "emergency_contact"],
    ),
    "What she says yes to": (
        "One thing at a time. A no to one of these changes nothing else.",
        ["agrees", *[f"consent_{purpose.value}" for purpose in Purpose]],
    ),
    "How to reach her from now on": (
        "Read out what we call ourselves and her word. To change a way, save first.",
        [WAYS, "spoke"],
    ),
}
