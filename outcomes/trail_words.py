"""How what was done to a questionnaire is told to those who read who did what."""

SENTENCES = {
    "questionnaire.opened": "A questionnaire opened for her",
    "questionnaire.started": "The first answer to a questionnaire was given",
    "questionnaire.completed": "A questionnaire was sent in",
    "questionnaire.refused": "She would rather not answer a questionnaire",
    "questionnaire.expired": "The time to answer a questionnaire was over",
    "questionnaire.stopped": "A questionnaire was stopped",
    "questionnaire.opened_again": "A questionnaire was opened again",
    "questionnaire.typed_in": "Began to type in a form she filled in besides",
    "questionnaire.put_right": "Put right an answer that was typed wrongly",
    "questionnaire.moved": "The time to answer a questionnaire was moved",
    "questionnaire.handed_over": "A questionnaire went along to her other referral",
    "questionnaire.snoozed": "She asked to be asked later",
    "questionnaire.worse_read": "Read what she wrote that made things worse",
    "wave.loaded": "A programme’s wave was loaded",
    "wave.added": "Planned a wave",
    "wave.changed": "Changed the plan of a wave",
    "wave.switched_on": "Switched a wave on",
    "wave.switched_off": "Switched a wave off",
    "questionnairerequest.viewed": "Opened a questionnaire of hers",
}
