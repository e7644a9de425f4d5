from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pim import clock
        from pim.admin import history
        from pim.messages import looking_after
        from referrals import drafts, handing_over, known_as, own_mums
        from volunteers import (
            actions,
            applications,
            caseload,
            cover,
            her_page,  # noqa: F401  registers itself
            in_her_record,
            in_reach,
            kept,
            left_open,
            meeting_place,
            naming,
            notices,  # noqa: F401  registers our messages
            pairing_words,
            queries,
            today,
            trail_words,
        )

        today.register()
        in_her_record.register()
        left_open.register()
        kept.register()
        looking_after.settled_when(queries.her_news_is_settled)
        cover.register()
        caseload.register_all()
        meeting_place.register()
        drafts.add_journey("volunteer", **applications.FORM)
        history.tell(trail_words.JOINING)
        history.tell({"match.private_note_seen": "Read what a volunteer told in private"})
        history.tell(trail_words.VISITING)
        history.tell(trail_words.STANDING)
        history.tell(trail_words.CARE)
        history.tell(pairing_words.IN_THE_TRAIL)
        handing_over.add(actions.take_places_along)
        handing_over.add_movable(queries.is_only_in_a_group)
        handing_over.add_for_people(actions.take_apart_along)
        own_mums.register(queries.mums_of)
        own_mums.register(queries.mums_of_her_groups)
        own_mums.register(lambda user: queries.mums_of_late(user, now=clock.now()))
        known_as.register(naming.names_of)
        in_reach.register()
