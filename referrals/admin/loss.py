"""What was stopped because something sad has happened, who writes, and the way back."""

from collections import Counter

from django.contrib import admin
from django.urls import reverse

from pim.access import roles
from pim.admin.bases import Link, PimModelAdmin, Summary, Tag, Words, button
from pim.admin.site import pim_site
from pim.messages import notices
from referrals import actions, loss_words, queries
from referrals.admin.her_request import called, referral_address
from referrals.enums import LossKind
from referrals.models import Loss, Referral
from referrals.panels import safe_contacts

HERSELF = "Herself, where she had said it"
STOPPED = Tag("Automatic messages are stopped", "purple")
NEXT = (
    "In your own words, in no other way than those below. Tell her volunteer yourself: nobody is "
    "told by a message. Her support stays open, as long as she wants it."
)
NEXT_IF_SHE_DIED = (
    "Nothing goes to her any more, and nothing is asked. Tell her volunteer in person, today, "
    "and be there for her. End the support kindly: close the referral with “Support ended early”. "
    "Tell your safeguarding lead."
)


def address_of(loss: Loss) -> str:
    return reverse("admin:referrals_loss_change", args=[loss.pk])


def what_next(loss: Loss) -> str:
    if has_died(loss):
        return NEXT_IF_SHE_DIED
    ways = {way.channel for way in queries.safe_contacts(loss.referral) if way.address}
    return f"{loss_words.next_step(loss, ways)}. {NEXT}"


def waits(loss: Loss) -> bool:
    return not loss.lifted_at and not loss.written_at


def said_by(loss: Loss) -> str:
    if loss.by_link_alone:
        return "Herself, as it seems: through the link, no word typed"
    return loss.said_by.name if loss.said_by else loss.get_said_by_kind_display()


def stopped(loss: Loss) -> list[str]:
    """What was not sent because of it, by what staff call it."""
    counted = Counter(one.notice for one in queries.stopped_by(loss))
    lines = [f"{notices.called(key)}: {count}" for key, count in counted.items()]
    return lines or ["No message was waiting"]


def standing(loss: Loss) -> Summary:
    rows = [
        ("What has happened", loss.get_kind_display()),
        ("Said by", said_by(loss)),
        ("Since", loss.said_at),
        *_who_is_told(loss),
    ]
    if not loss.lifted_at:  # then they were queued again
        rows.append(("Messages not sent", stopped(loss)))
        asked = "None is asked while this stands"
        rows.append(("Questionnaires and “still want this?”", asked))
    return Summary("Something sad has happened", rows)


def _who_is_told(loss: Loss) -> list[tuple[str, str]]:
    """What she would like, and who was in touch; of one who has died, who told her volunteer."""
    by = loss.written_by.name if loss.written_by else "Nobody yet"
    if has_died(loss):
        return [("Who told her volunteer", by)]
    wish = loss.get_wish_display() if loss.wish else "She was not asked"
    return [("What she would like", wish), ("Who was in touch", by)]


def has_died(loss: Loss) -> bool:
    return loss.kind == LossKind.SHE_DIED


def about(referral: Referral) -> list[Summary | Words]:
    """On her referral, above everything else."""
    loss = queries.loss_of(referral)
    if loss is None:
        return []
    noted = "her volunteer was told" if has_died(loss) else "you were in touch"
    way = Link(f"Note that {noted}, or take it back", address_of(loss))
    panel = standing(loss)
    return [Summary(panel.title, panel.rows, links=[way]), Words("What to do", what_next(loss))]


@admin.register(Loss, site=pim_site)
class LossAdmin(PimModelAdmin):
    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    list_title = "Something sad has happened"
    list_intro = "While one stands, nothing goes to her by itself."
    list_empty = "There is none."
    list_display = ["who", "said_at", "in_touch", "lifted_at"]
    ordering = ["-said_at", "pk"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(
            "referral__parent", "referral__site", "said_by", "written_by", "lifted_by"
        )

    def site_of(self, loss):
        return loss.referral.site

    @admin.display(description="Who")
    def who(self, loss):
        return called(loss.referral)

    @admin.display(description="A person was in touch, or her volunteer was told")
    def in_touch(self, loss):
        return loss.written_at

    def title(self, loss):
        return f"Something sad has happened: {called(loss.referral)}"

    def state(self, loss):
        return Tag("Taken back", "grey") if loss.lifted_at else STOPPED

    def panels(self, request, loss):
        if loss.lifted_at:
            by = loss.lifted_by.name if loss.lifted_by else HERSELF
            rows = [("Taken back", loss.lifted_at), ("By", by)]
            return [Summary("Taken back", rows), standing(loss)]
        ways = [] if has_died(loss) else [safe_contacts(loss.referral)]
        return [Words("What to do", what_next(loss)), *ways, standing(loss)]

    def links(self, request, loss):
        return [Link("Her referral", referral_address(loss.referral))]

    @button(
        "A person was in touch",
        when=lambda loss: waits(loss) and not has_died(loss),
        style="primary",
        done="Noted. Her automatic messages stay stopped.",
    )
    def written(self, loss, **asked):
        actions.note_written(loss=loss, **asked)

    @button(
        "Her volunteer has been told",
        when=lambda loss: waits(loss) and has_died(loss),
        style="primary",
        hint="In person. Where she has no volunteer, nobody waits to be told: press it as well.",
        done="Noted. Nothing goes to her. End the support kindly, and be there for her volunteer.",
    )
    def told(self, loss, **asked):
        actions.note_written(loss=loss, **asked)

    @button(
        "Take it back: it was a mistake",
        when=lambda loss: not loss.lifted_at,
        style="warning",
        hint=(
            "Messages that are not too late go again, and questionnaires whose time is not over "
            "are open again. Only do this where nothing sad has happened."
        ),
        done="It is taken back. What is not too late goes again.",
    )
    def take_back(self, loss, **asked):
        actions.take_back_loss(loss=loss, **asked)
