"""What a change of one woman's score is called, on pages, in pictures and in printed figures."""

from outcomes.statistics import Change

RELIABLE_CHANGE: dict[str, str] = {
    Change.IMPROVED: "Reliably better",
    Change.UNCHANGED: "No reliable change",
    Change.DETERIORATED: "Reliably worse",
}
