"""The invented people of Harbour Street Practice. Nobody here exists; every word was written for this cast."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody on the staff."""

    key: str
    display_name: str
    role: str
    licence: str = ""
    is_trainee: bool = False

    @property
    def given_name(self) -> str:
        return self.display_name.split()[0]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in therapy. `low` and `worry` are latent severities in standard deviations at the start,
    `course` their change over ten weeks; `comes` is the chance of coming to a session."""

    key: str
    given: str
    family: str
    pronouns: str
    group: str
    low: float = 0.6
    worry: float = 0.6
    course: float = -0.8
    comes: float = 0.9
    brings: tuple[str, ...] = ()
    needs: str = ""
    language: str = "en"
    joined_week: int = 1
    left_week: int | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """A group. `weeks` is how many weeks it has met; 0 for one that is forming."""

    key: str
    name: str
    theme: str
    modality: str
    weeks: int
    weekday: str
    time: str
    leads: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, int], ...] = ()
    after: tuple[str, ...] = ()
    """What is asked once more, one and three months after somebody left."""
    openness: str = "open"
    ruptures: tuple[int, ...] = field(default=())


STAFF = (
    Worker("ruth", "Ruth Adler", "therapist", "HCPC PYL 20417"),
    Worker("tomas", "Tomás Vidal", "therapist", "UKCP 2011164"),
    Worker("amara", "Amara Obi", "therapist", "BACP 771043"),
    Worker("kit", "Kit Larsen", "therapist", "HCPC PYL 30562"),
    Worker("mina", "Mina Holloway", "therapist", "in training", is_trainee=True),
    Worker("ines", "Inês Duarte", "coordinator"),
    Worker("sam", "Sam Okafor", "supervisor", "HCPC PYL 11893"),
    Worker("olu", "Olu Bright", "owner"),
)

CIRCLES = (
    Circle(
        "tuesday", "Tuesday evening", "being close to people", "room", 14, "TU", "18:00",
        (("ruth", "leader"), ("tomas", "co_leader")), (("phq-9", 2), ("gad-7", 4)), after=("phq-9",), ruptures=(9,),
    ),
    Circle(
        "thursday", "Thursday noon, online", "living with worry", "online", 6, "TH", "12:30",
        (("tomas", "leader"), ("mina", "trainee")), (("gad-7", 1), ("phq-9", 3)),
    ),
    Circle("loss", "After a loss", "bereavement", "room", 0, "WE", "17:00", (("ruth", "leader"),)),
)  # fmt: skip

PEOPLE = (
    Person("ana", "Ana", "Marsh", "she/her", "tuesday", 0.9, 0.6, -1.1, 0.96, (
        "I said yes to three things I did not want this week. I noticed it only afterwards.",
        "My mother rang. I held the phone away from my ear and then felt guilty all evening.",
        "Something somebody said last time stayed with me: that being needed is not the same as being loved.",
        "I told my sister that I could not take the children on Sunday. She said “fine”. I am still shaking a bit.",
        "It was a quieter week. I want to know whether quiet is allowed.",
        "I would like to try saying what I want here first, before I hear what everybody else wants.",
    )),
    Person("bo", "Bo", "Lindqvist", "he/him", "tuesday", 0.5, 0.3, -0.7, 0.8, (
        "Nothing in particular. Work.",
        "I noticed that I make a joke each time it gets close. Somebody said so last week and I cannot stop seeing it.",
        "My son asked why I never say anything at dinner.",
        "I sat with my son for half an hour and did not fix anything. It was hard and it was good.",
        "I want to stay with it today when it goes quiet.",
    )),
    Person("chidi", "Chidi", "Eze", "he/him", "tuesday", 0.7, 0.8, -0.9, 0.92, (
        "People at work ask me for everything and I do it. Then I come home and have nothing left.",
        "I was angry here last week and I did not say so.",
        "I said that I was angry. Nobody left. I have been thinking about that all week.",
        "I handed a project back. I slept that night.",
        "I want to ask how I come across when I go silent.",
    )),
    Person("farida", "Farida", "Rahimi", "she/her", "tuesday", 1.2, 0.9, -0.6, 0.7, (
        "I feel far away from everybody, also here. I am not sure it can be seen.",
        "The evenings are the worst. I put the radio on so that there is a voice.",
        "I cooked for somebody for the first time in a year.",
        "I nearly did not come. I came because of what was said about the empty chair.",
    ), needs="Sits near the door."),
    Person("gwen", "Gwen", "Pryce", "she/her", "tuesday", 1.5, 1.0, -0.2, 0.62, (
        "It has been a heavy fortnight. I do not want to be asked much today.",
        "I keep thinking that I am too much for people, and then I say nothing at all.",
        "I rang the number on the card on Sunday night. It helped to hear somebody.",
        "A bit lighter. I want to say thank you to somebody here and do not know how.",
    )),
    Person("ivana", "Ivana", "Kovač", "she/her", "tuesday", 0.4, 0.5, -0.8, 0.94, (
        "I gave advice again. I could hear myself doing it.",
        "I asked a question instead of answering one. It felt like stepping off a kerb.",
        "My flat is tidy and I am not in it. That is the best I can put it.",
        "I would like to be asked something today.",
    )),
    Person("jonah", "Jonah", "Sterling", "they/them", "tuesday", 0.8, 0.7, -1.0, 0.9, (
        "I am the newest and I still feel like a guest.",
        "Somebody remembered what I said two weeks ago. I did not know what to do with my face.",
        "I told a friend that I go to a group. They asked whether it helps. I said yes before I had thought.",
        "I want to hear how the others got through the middle part.",
    ), joined_week=5),
    Person("eve", "Eve", "Roth", "she/her", "tuesday", 0.6, 0.5, -0.9, 0.86, (
        "I got the job in Leeds. I am glad, and I do not want to say it here yet.",
        "I told everybody that I will be leaving. It was harder than telling my parents.",
    ), left_week=8),
    Person("dana", "Dana", "Petrova", "she/her", "thursday", 0.5, 1.3, -1.2, 0.95, (
        "I checked the oven nine times on Monday and four times today.",
        "I took the bus to town. My hands were wet the whole way, and then I was there.",
        "I let a message stand for an hour before answering. Nothing happened.",
        "I would like to practise saying “I don’t know yet”.",
    )),
    Person("karim", "Karim", "Haddad", "he/him", "thursday", 0.7, 1.1, -0.6, 0.85, (
        "I do the sums in my head at night. They always come out the same.",
        "I left the meeting to breathe, and came back in. Before, I would have gone home.",
        "Is it strange that I look forward to Thursdays?",
    )),
    Person("leila", "Leila", "Nouri", "she/her", "thursday", 0.4, 1.0, -0.9, 0.93, (
        "My heart goes before I know why.",
        "I read the thing about waves aloud to my daughter. She drew it.",
        "I said no to a phone call and wrote a letter instead.",
    ), language="es"),
    Person("marek", "Marek", "Nowak", "he/him", "thursday", 0.9, 1.2, -0.3, 0.7, (
        "I missed last week. I got as far as opening the page.",
        "I am not sure that I am the right person for this group.",
    )),
    Person("noor", "Noor", "Siddiqui", "she/her", "thursday", 0.3, 0.9, -0.8, 0.97, (
        "Exams. Everything is exams.",
        "I slept before the exam. I did not think that was a thing one could do.",
        "I want to hear from somebody who has stopped apologising.",
    ), needs="Uses captions."),
    Person("otis", "Otis", "Freeman", "he/him", "thursday", 0.6, 0.8, -0.7, 0.9, (
        "I drove on the motorway for two exits.",
        "My wife says that I am kinder. I had not noticed being unkind.",
    )),
    Person("paloma", "Paloma", "Reyes", "she/her", "thursday", 0.8, 1.4, -1.0, 0.88, (
        "I wake at four and the day has already gone wrong.",
        "At four I made tea and sat with it, as we said. I fell asleep in the chair.",
        "Today I would rather listen.",
    )),
    Person("quentin", "Quentin", "Dubois", "he/him", "thursday", 0.5, 0.7, -0.6, 0.92, (
        "I rehearse every sentence before I say it, including this one.",
        "I said something in the shop without rehearsing. It was about leeks.",
    )),
    Person("rosa", "Rosa", "Iglesias", "she/her", "loss", language="es"),
    Person("stefan", "Stefan", "Vogel", "he/him", "loss"),
    Person("thandi", "Thandi", "Khumalo", "she/her", "loss"),
    Person("umberto", "Umberto", "Greco", "he/him", "loss", needs="Step-free way in."),
    Person("vera", "Vera", "Sokolova", "she/her", "loss"),
    Person("wren", "Wren", "Ashby", "they/them", ""),
    Person("xiomara", "Xiomara", "Luna", "she/her", "", language="es"),
    Person("yusuf", "Yusuf", "Demir", "he/him", ""),
    Person("zadie", "Zadie", "Nwosu", "she/her", ""),
)  # fmt: skip
