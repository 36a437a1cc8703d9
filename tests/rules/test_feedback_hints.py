"""Hints while writing feedback: what they catch, what they leave alone, and that there are never many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.feedback.rules.hints import MOST, WORDS, Kind, hints

OTHERS = ("Chidi Okafor", "Hope Lindqvist", "José Marín")


def kinds(text: str, language: str = "en") -> list[Kind]:
    return [hint.kind for hint in hints(text, names=OTHERS, language=language)]


ENGLISH = {
    Kind.ADVICE: [
        "You should tell your sister.",
        "I heard how tired you are. Maybe you should see a doctor.",
        "When you spoke I felt close. Have you tried writing it down?",
        "I was moved, and I think you need to leave him.",
        "If I were you, I would move out.",
        "Why don’t you just ask her?",
        "I'd suggest a walk in the morning.",
        "I was sad with you. Stop apologising.",
        "I felt warm. Don't be so hard on yourself.",
        "Perhaps you could sleep on it, I thought.",
        "I'd say you should rest.",
    ],
    Kind.JUDGEMENT: [
        "You always change the subject when I speak.",
        "I notice that you never listen to me.",
        "I think you're so selfish.",
        "I must say that your problem is pride.",
        "That is typical of you, I thought.",
        "I am angry. You are too sensitive!",
    ],
    Kind.DIAGNOSIS: [
        "You are a narcissist.",
        "I think your borderline shows.",
        "I feel that you're probably depressed.",
        "You sound a bit paranoid, I find.",
        "I believe you are in denial.",
    ],
    Kind.FOR_ALL: [
        "We all think that you talk a lot.",
        "I say it because everyone here feels it: everyone knows.",
        "I must say the whole group finds it hard.",
        "Nobody here believes it, and I do not either.",
    ],
    Kind.NO_I: [
        "You were quiet tonight, and then you told the story of the harbour.",
        "Your voice was low and your hands were shaking the whole evening.",
    ],
    Kind.NAME: [
        "I felt close to you, and to Chidi, who told me about his divorce.",
        "I heard from Hope that you were ill.",
        "When you and jose spoke, I felt left out.",
    ],
}
SPANISH = {
    Kind.ADVICE: [
        "Deberías hablar con tu hermana.",
        "Te escuché con pena. ¿Has probado a escribirlo?",
        "Yo que tú me iría.",
        "Creo que tienes que dejarlo.",
        "¿Por qué no hablas con él? Me quedé pensando.",
        "Me dolió oírte. No te culpes.",
        "Te recomiendo un paseo.",
    ],
    Kind.JUDGEMENT: [
        "Siempre te quejas cuando yo hablo.",
        "Me parece que nunca escuchas.",
        "Creo que eres muy egoísta.",
        "Tu problema es el orgullo, creo.",
    ],
    Kind.DIAGNOSIS: ["Eres un narcisista.", "Creo que tienes un trastorno.", "Me asusta tu paranoia."],
    Kind.FOR_ALL: ["Todos pensamos lo mismo que yo.", "Siento que el grupo cree otra cosa."],
    Kind.NO_I: ["Estabas callada esta noche y luego contaste la historia del puerto a los demás, eres así."],
    Kind.NAME: ["Me sentí cerca de ti y de Chidi cuando habló de su divorcio."],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in ENGLISH for text in ENGLISH[kind]])
def test_what_is_caught_in_english(kind: Kind, text: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in SPANISH for text in SPANISH[kind]])
def test_what_is_caught_in_spanish(kind: Kind, text: str) -> None:
    assert kinds(text, "es-MX") == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "When I heard you laugh at the end, I felt my shoulders come down.",
        "When you told us about the hospital, I felt afraid for you, and then close to you.",
        "I should have listened when you began, and I am sorry.",
        "You always were kind to me, and I have never told you.",
        "You never made me feel small.",
        "I noticed that you never judged me for it.",
        "When you said that you should be stronger, I felt tears coming.",
        "I heard you say that you are always alone at weekends. It stayed with me.",
        "You told us that you are bipolar, and I felt trusted.",
        "When people tell you to get over it, I get angry for you.",
        'You said "I am so selfish", and I did not see it like that.',
        "You must be tired, and I would like to know how you are.",
        "I tried to hold back my tears. Trying to speak was hard for me.",
        "Thank you for asking how my week had been.",
        "Get what you mean, I think.",
        "Take care, and see you on Tuesday. I look forward to it.",
        "Tell me more when you feel like it, I would like that.",
        "We all laughed, and I felt part of it for the first time.",
        "I hope that I may ask you about it one day.",
        "What did you need from us when you went so quiet tonight?",
        "You were quiet tonight.",
        "I love that you're stubborn.",
        "You're really sensitive to what others need, and that touches me.",
        "I noticed that you never sit near the door any more.",
        "Take your time. I am in no hurry.",
        "Give my love to your daughter, I think of her.",
        "You have to get up at five every day, and I admire that.",
        "My mother never listened, so when you did I nearly cried.",
        "You looked sad when the others spoke, and I wanted to reach out to you.",
        "I read your words and felt less alone. What you have to carry is heavy.",
    ],
)
def test_what_is_left_alone_in_english(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Cuando te oí reír al final, sentí que se me soltaban los hombros.",
        "Debería haberte escuchado cuando empezaste, lo siento.",
        "Siempre me escuchas, y eso me da calma.",
        "Nunca me juzgas.",
        "Dijiste que siempre estás sola los domingos, y me quedé con eso.",
        "Nos contaste que eres bipolar y sentí confianza.",
        "Siempre las noches son lo peor para mí.",
        "Debes de estar cansada, me imagino.",
        "Gracias por preguntarme cómo estaba.",
        "Siempre dices lo que piensas y eso lo admiro.",
        "Siempre puedes contar conmigo.",
        "Nunca estás sola en esto, yo también estoy.",
        "Haz lo que quieras, yo estaré aquí.",
        "No sé por qué no hablas cuando llega la noche, y me da pena.",
    ],
)
def test_what_is_left_alone_in_spanish(text: str) -> None:
    assert kinds(text, "es") == []


def test_the_weightiest_two_are_said_when_there_is_more() -> None:
    text = "We all think that you are a narcissist. You should see a doctor, Chidi says so too."
    assert kinds(text) == [Kind.NAME, Kind.DIAGNOSIS]


def test_the_same_is_said_once() -> None:
    assert kinds("You should rest. Have you tried tea? I'd suggest sleep.") == [Kind.ADVICE]


def test_the_names_of_giver_and_receiver_are_not_looked_for() -> None:
    assert kinds("Bo, when you spoke I felt warm. Ana") == []


def test_in_a_language_without_patterns_only_names_are_found() -> None:
    text = "Du solltest mit Chidi reden, und zwar noch heute Abend nach der Stunde. You should."
    assert kinds(text, "de") == [Kind.NAME]


def test_every_hint_has_words_of_its_own() -> None:
    assert set(WORDS) == set(Kind)
    assert len({str(words) for words in WORDS.values()}) == len(Kind)


@given(st.text(max_size=300), st.sampled_from(["en", "es", "fr"]))
def test_any_text_gets_at_most_two_and_none_twice(text: str, language: str) -> None:
    found = kinds(text, language)
    assert len(found) <= MOST
    assert len(set(found)) == len(found)


PIECES = st.sampled_from(
    ["you ", "you always ", "siempre ", "te ", "and ", "maybe ", ", ", "so ", "you said "]
)


@given(st.lists(PIECES, min_size=100, max_size=400))
def test_repeated_openings_take_no_longer_than_they_should(pieces: list[str]) -> None:
    """Hypothesis stops a case at its deadline of 200 ms: no pattern goes back and back again."""
    hints("".join(pieces))
    hints("".join(pieces), language="es")
