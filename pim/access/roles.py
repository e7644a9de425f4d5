"""Roles, and what each may do. Permissions are names in code, checked at the door."""

from typing import TYPE_CHECKING

from pim.enums import Role
from pim.errors import NotAllowed

if TYPE_CHECKING:
    from pim.models import Programme, Site, User

SEE_CASES = "see cases"
WORK_CASES = "work on cases"
SEE_VOLUNTEERS = "see volunteers"
WORK_VOLUNTEERS = "work with volunteers"
SEE_RISK = "see risk alerts"
SEE_CONCERNS = "see concerns"
WORK_CONCERNS = "work on concerns"
SEE_CONCERNS_ABOUT_PEOPLE = "see concerns about volunteers and staff"
REVIEW_UNDER_AGE = "say that the checks fit for someone under 18"
SEE_MESSAGES = "see the message ledger"
SEE_REPLIES = "see what comes back to us"
SEE_STRANGERS = "see messages from numbers nobody knows"
SEE_SITES = "see sites and their rotas"
PAUSE_INTAKE = "pause and open intake"
ANSWER_VISITS = "answer for a home visit"
MANAGE_SITES = "manage programmes, sites and rotas"
MANAGE_PEOPLE = "invite and remove people"
SEE_INSTRUMENTS = "see questionnaires and their rules"
MANAGE_INSTRUMENTS = "bring in the wording of questionnaires"
SEE_REPORTS = "see programme reports"
SEE_AUDIT = "see who did what"
REQUEST_RELEASE = "ask for a research release"
APPROVE_RELEASE = "approve a research release"
OPEN_STUDY = "open a study"
SEE_ERASURES = "see erasures and legal holds"
DECIDE_ERASURE = "decide about an erasure or a legal hold"
SEE_COPIES = "see copies of records that women asked for"
GIVE_COPIES = "decide what of her record goes to a woman"
SEE_RETENTION = "see how long everything is kept"
SEE_COMPLAINTS = "see the log of complaints"
OPEN_IN_EMERGENCY = "open a record of another site in an emergency"
SEE_EMERGENCIES = "see what was opened in an emergency"
SUPPORT_MUMS = "support mums as a volunteer"

# Any one of them is the second person a release needs.
APPROVERS = frozenset({Role.TRUSTEE, Role.DATA_PROTECTION, Role.UNIVERSITY_PARTNER})

ERASERS = frozenset({Role.DATA_PROTECTION, Role.SAFEGUARDING_LEAD, Role.PROGRAMME_MANAGER})

# Of a copy they read the passages somebody marked, and nothing else of the record.
COPY_GIVERS = frozenset({Role.DATA_PROTECTION, Role.SAFEGUARDING_LEAD})

GRANTS: dict[str, frozenset[Role]] = {
    SEE_CASES: frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD}),
    WORK_CASES: frozenset({Role.COORDINATOR}),
    SEE_VOLUNTEERS: frozenset({Role.COORDINATOR, Role.PROGRAMME_MANAGER}),
    WORK_VOLUNTEERS: frozenset({Role.COORDINATOR}),
    SEE_RISK: frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD}),
    SEE_CONCERNS: frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD}),
    WORK_CONCERNS: frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.TRUSTEE}),
    SEE_CONCERNS_ABOUT_PEOPLE: frozenset({Role.TRUSTEE}),
    REVIEW_UNDER_AGE: frozenset({Role.SAFEGUARDING_LEAD}),
    SEE_MESSAGES: frozenset({Role.COORDINATOR}),
    SEE_REPLIES: frozenset({Role.COORDINATOR, Role.PROGRAMME_MANAGER}),
    SEE_STRANGERS: frozenset({Role.PROGRAMME_MANAGER}),
    SEE_SITES: frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.PROGRAMME_MANAGER}),
    PAUSE_INTAKE: frozenset({Role.COORDINATOR, Role.PROGRAMME_MANAGER}),
    ANSWER_VISITS: frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.PROGRAMME_MANAGER}),
    MANAGE_SITES: frozenset({Role.PROGRAMME_MANAGER}),
    MANAGE_PEOPLE: frozenset({Role.PROGRAMME_MANAGER}),
    SEE_INSTRUMENTS: frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.PROGRAMME_MANAGER}),
    MANAGE_INSTRUMENTS: frozenset({Role.PROGRAMME_MANAGER}),
    SEE_REPORTS: frozenset({Role.COORDINATOR, Role.PROGRAMME_MANAGER, Role.FUNDER, Role.TRUSTEE}),
    SEE_AUDIT: frozenset({Role.SAFEGUARDING_LEAD, Role.TRUSTEE}),
    REQUEST_RELEASE: frozenset({Role.RESEARCHER}),
    APPROVE_RELEASE: APPROVERS,
    OPEN_STUDY: APPROVERS | {Role.PROGRAMME_MANAGER},
    SEE_ERASURES: ERASERS | {Role.COORDINATOR},
    DECIDE_ERASURE: ERASERS,
    SEE_COPIES: COPY_GIVERS | {Role.COORDINATOR},
    GIVE_COPIES: COPY_GIVERS,
    SEE_RETENTION: frozenset({Role.PROGRAMME_MANAGER, Role.DATA_PROTECTION}),
    SEE_COMPLAINTS: frozenset({Role.PROGRAMME_MANAGER, Role.TRUSTEE}),
    # Whoever is on duty already for women in danger elsewhere, and knows what to do with a record.
    OPEN_IN_EMERGENCY: frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD}),
    SEE_EMERGENCIES: frozenset(
        {Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.TRUSTEE, Role.DATA_PROTECTION}
    ),
    SUPPORT_MUMS: frozenset({Role.VOLUNTEER}),
}

IN_PLAIN_WORDS: dict[Role, str] = {
    Role.COORDINATOR: "Runs a site: talks to mums, matches them, looks after volunteers.",
    Role.SAFEGUARDING_LEAD: "Sees every concern and risk alert, across sites.",
    Role.PROGRAMME_MANAGER: "Looks after sites, people and reports. Sees no mum's record.",
    Role.RESEARCHER: "Asks for and downloads releases. Never sees a name.",
    Role.FUNDER: "Sees reports with figures only.",
    Role.TRUSTEE: "Sees reports, who did what, and concerns about staff. Approves releases.",
    Role.DATA_PROTECTION: (
        "Opens studies, approves releases and erasures. Of a record sees only passages marked in "
        "the copy a woman asked for."
    ),
    Role.UNIVERSITY_PARTNER: "Opens studies and approves releases. Sees nothing else.",
    Role.VOLUNTEER: "Supports mums. Sees only the mums she is matched with now.",
}

STAFF = frozenset(Role) - {Role.VOLUNTEER}

# They watch over managers too, so only a manager of the whole organisation gives these roles.
OVERSIGHT = frozenset({Role.SAFEGUARDING_LEAD, Role.TRUSTEE, Role.DATA_PROTECTION})


def can(user: "User", permission: str, site: "Site | None" = None) -> bool:
    """Whether one of the user's roles grants the permission, at this site if one is given."""
    granted = GRANTS[permission]
    return any(
        membership.role in granted and (site is None or membership.covers(site))
        for membership in memberships(user)
    )


def check(user: "User", permission: str, site: "Site | None" = None) -> None:
    """Raise ``NotAllowed`` unless :func:`can`."""
    if not can(user, permission, site):
        raise NotAllowed(f"Your role does not let you {permission} here.")


def can_over(
    user: "User",
    permission: str,
    *,
    site: "Site | None" = None,
    programme: "Programme | None" = None,
) -> bool:
    """Whether the user holds a permission over the whole of a site, of a programme, or (with
    neither given) of the organisation."""
    granted = GRANTS[permission]
    return any(
        membership.role in granted and membership.reaches(site, programme)
        for membership in memberships(user)
    )


def can_give(
    user: "User", role: str, *, site: "Site | None" = None, programme: "Programme | None" = None
) -> bool:
    """Whether the user may invite somebody to this role there, or end it."""
    if role in OVERSIGHT and not can_over(user, MANAGE_PEOPLE):
        return False
    return can_over(user, MANAGE_PEOPLE, site=site, programme=programme)


def memberships(user: "User") -> list:
    """The user's live memberships; none for someone who is not signed in or has left."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    return user.live_memberships
