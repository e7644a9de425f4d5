"""Every table with names or words about people is under the database's guard, or says why not."""

from django.apps import apps

from pim.access import privacy, rows

ABOUT_PEOPLE = {"identifying", "searchable", "free_text"}
# docs/adr/0019 says more.
WITHOUT_GUARD = {
    "before it is a case: it lies in one browser, behind its cookie": ["referrals.draft"],
    "about professionals, who refer to many sites": ["referrals.referrer"],
    "what is kept from its reader is worked out from rows she may not see": [
        "referrals.concern",
        "referrals.concernstep",
    ],
    "looked through by people who decide about copies, and need not have her case": [
        "referrals.recordcopy",
        "referrals.passage",
    ],
    "read on by whoever opened it when her hour is over": ["referrals.emergencylook"],
    "of every app, by an id alone": ["pim.message", "pim.reply"],
    "about volunteers and staff, who are no cases": [
        "pim.invitation",
        "pim.user",
        "volunteers.application",
        "volunteers.check",
        "volunteers.enrolment",
        "volunteers.expense",
        "volunteers.groupsession",
        "volunteers.interview",
        "volunteers.matchingmeeting",
        "volunteers.reference",
        "volunteers.supervision",
        "volunteers.trainingattendance",
        "volunteers.volunteer",
    ],
    "counted over all sites, for a volunteer's free places": [
        "volunteers.coverneed",
        "volunteers.extension",
        "volunteers.feedback",
        "volunteers.homevisit",
        "volunteers.match",
        "volunteers.review",
        "volunteers.session",
        "volunteers.sessiondraft",
    ],
}


def test_every_table_about_people_is_guarded_or_says_why_not():
    told = [label for labels in WITHOUT_GUARD.values() for label in labels]
    guarded = {model._meta.label_lower for model in rows.guarded()}
    found = {
        model._meta.label_lower
        for model in apps.get_models()
        if hasattr(model, "Privacy") and set(privacy.classes_of(model).values()) & ABOUT_PEOPLE
    }
    assert found - guarded - set(told) == set()
    assert set(told) & guarded == set()
    assert len(told) == len(set(told))
