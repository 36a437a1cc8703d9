"""What the invented therapists write: enough different sentences that no two notes read alike."""

from __future__ import annotations

from typing import Final

GROUP_NOTES: Final = (
    ("arriving and trust", "Opening round with the talking piece; agreement recalled; linking between members",
     "The group spoke about what it takes to be in a room with people one does not know. Several named the wish to leave early and the relief at having stayed."),
    ("saying no", "Here-and-now focus; role-play in pairs; feedback as behaviour and impact",
     "Requests and refusals were practised, first with small things. The group noticed how quickly an apology came before the no."),
    ("being seen", "Linking; slowing down; naming what happens between people",
     "One disclosure moved the group. The leaders slowed the pace and asked what each had felt while listening."),
    ("anger", "Containing; process illumination; repair invited at once",
     "Anger was spoken of as something dangerous. It was then spoken, once, in the room, and answered without anybody leaving."),
    ("a tense hour", "Process comment; the leaders named their own part; repair planned for next time",
     "A remark was heard as judgement and the group went quiet. The leaders named it late. Ratings fell, and the leaders agreed to open with it next week."),
    ("repair", "Rupture named and explored; feedback round; self-disclosure by a leader",
     "The group came back to the tense hour. What had been meant and what had been heard were put side by side. The mood was lighter at the end."),
    ("loneliness", "Universality; reflection in a go-round; closing words",
     "Being alone in the evenings was shared by nearly everybody. The group spent time with it rather than solving it."),
    ("bodies and worry", "Psycho-education on waves of anxiety; breathing practised together; between-session practice agreed",
     "Members compared where worry begins in the body. A short practice was done together and chosen for the week."),
    ("asking for something", "Interpersonal learning; rehearsal; encouragement from the group",
     "The group tried out asking, for time, for a question, for silence, and looked at what made it hard."),
    ("endings, small ones", "Farewell ritual; reflection on what stays; hopes for the rest",
     "A goodbye was prepared and said. The group spoke of earlier endings that had not been said."),
)  # fmt: skip

PARTICIPATION: Final = (
    "Spoke early in the round and stayed present throughout.",
    "Listened for the first half, then took part when asked directly.",
    "Took the piece twice and kept to own experience.",
    "Quiet today; followed with attention and nodded often.",
    "Offered support to others and asked one open question.",
    "Spoke about the week at home and linked it to the group.",
    "Began with a joke, noticed it, and went on more seriously.",
    "Asked for time and used it.",
)
RESPONSE: Final = (
    "Looked relieved after hearing that others knew the feeling.",
    "Took feedback in with some tension, then thanked for it.",
    "Became tearful and could say what would help.",
    "Found it hard to stay with silence; stayed.",
    "Seemed lighter at the end than on arriving.",
    "Held back at first; said at the close that it had been useful.",
    "Disagreed openly and remained in contact.",
    "Recognised an old pattern while it was happening.",
)
RISK: Final = (
    "No concern expressed or observed.",
    "No concern expressed; asked directly and denied thoughts of self-harm.",
    "No change since last session.",
)
GOAL: Final = (
    "Saying what is wanted before hearing what others want.",
    "Staying in contact when it becomes close.",
    "Noticing worry earlier and naming it.",
    "Leaning on others once a week.",
    "Refusing one thing a week without apology.",
)
PLAN: Final = (
    "Continue weekly; practise one small request before the next session.",
    "Continue weekly; keep the evening practice and report back.",
    "Continue weekly; review measures at the next session.",
    "Continue weekly; speak in the first half next time.",
    "Continue weekly; no change.",
)
