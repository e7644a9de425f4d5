"""Links to sign in. Their words are neutral: a volunteer's phone may lie on the table."""

from django.conf import settings
from django.urls import reverse

from pim import clock
from pim.access import invitations, people, witness
from pim.messages import links, notices
from pim.messages.notices import Cancel, Notice, Send
from pim.models import AuditSeal, Invitation, User


@notices.register
class InvitationNotice(Notice):
    key = "invitation"
    called = "Invitation to work here"
    template = "access/invitation"

    def load(self, object_id):
        return Invitation.objects.filter(pk=object_id).first()

    def decide(self, invitation, now):
        if invitation.accepted_at is not None:
            return Cancel("accepted")
        if not invitations.is_open(invitation, now):
            return Cancel("too_late")
        return Send(invitation.email)

    def words(self, invitation, message):
        token = invitations.token_for(invitation, message)
        return {
            "link": settings.BASE_URL + reverse("invitation-link", args=[token]),
            "until": invitation.expires_at,
        }


@notices.register
class NewPasswordNotice(Notice):
    key = people.NEW_PASSWORD
    called = "Link to choose a new password"
    template = "access/new_password"

    def load(self, object_id):
        return User.objects.active().filter(pk=object_id).first()

    def decide(self, user, now):
        return Send(user.email)

    def words(self, user, message):
        token = links.make(
            purpose=people.NEW_PASSWORD,
            object_id=user.pk,
            expires_at=message.expires_at or clock.now() + people.LINK_LASTS,
            message=message,
        )
        return {"link": settings.BASE_URL + reverse("new-password-link", args=[token])}


@notices.register
class HeadNotice(Notice):
    """For whoever keeps it outside: nothing in it is about a person."""

    key = witness.HEAD
    called = "Seal of the record of who did what"
    template = "access/head"

    def load(self, object_id):
        return AuditSeal.objects.filter(pk=object_id).first()

    def decide(self, seal, now):
        return Send(settings.AUDIT_WITNESS) if settings.AUDIT_WITNESS else Cancel("no_address")

    def words(self, seal, message):
        return {"seal": seal}
