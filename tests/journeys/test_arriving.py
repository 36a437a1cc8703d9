"""Somebody is proposed, prepares on a phone, and joins a circle that is told in time and has a buddy for them."""

from __future__ import annotations

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone

HOPE = "To be less alone with it."
FEAR = "That everybody looks at me."


def test_from_a_proposal_to_the_first_evening(visit: Visit, house: House) -> None:
    group, session = house.id("group:tuesday"), house.id("session:tuesday_next")
    ines, ruth, dana, ana, bo = (Phone(visit, name) for name in ("ines", "ruth", "dana", "ana", "bo"))

    # Inês proposes Dana, and notes that the two of them met.
    ines.go(f"/groups/{group}/").press("Propose somebody")
    ines.write("Look for a name on the roster", "Dana").press("Look")
    ines.page.get_by_label("Dana").check()
    ines.press("Propose").go("/before/people/").reads("proposed").press("Note the day")
    ines.looked_at().press("Note it").looked_at().reads("Done")

    # Nobody treats Dana here yet: for Tuesdays there is nothing to write. Then Ruth gives her a seat.
    dana.go("/before/").no_longer_reads("Tuesday evening")
    house.backstage("sit", house.id("member:dana"), group)

    # Dana prepares, one step after the other.
    dana.go("/home/").reads("Two minutes to read.").press("Go on").looked_at()
    dana.press("Read it: two minutes").looked_at().press("I have read it").looked_at()
    dana.go("/home/").reads("What do you hope for").press("Go on").press("Look at the questions").looked_at()
    dana.write("What do you hope for?", HOPE).write("What are you afraid of", FEAR)
    dana.page.get_by_label("leading the group").check()
    dana.press("Keep it").looked_at().reads("It is kept.")
    dana.press("I know when and where").looked_at().press("They may be told my name").reads("with the name")

    # Inês sees the steps and not a word; Ruth finds the way from her brief to what she may read.
    ines.go("/before/people/").reads("Hopes and fears").no_longer_reads(HOPE)
    ruth.go(f"/brief/{session}/").reads("Dana comes for the first time.").no_longer_reads(HOPE)
    ruth.press("Hopes and fears").looked_at().reads(HOPE).reads(FEAR)

    # The circle is told, and Bo is asked.
    ana.go("/home/").reads("Dana joins your circle on")
    ruth.go(f"/before/groups/{group}/newcomers/")
    ruth.page.get_by_label("Whom would you like to ask?").select_option(label="Bo")
    ruth.press("Ask them").looked_at().reads("Bo is asked and has not answered.")
    ana.go("/home/").no_longer_reads("Would you sit with")
    bo.go("/home/").reads("Would you sit with Dana, who is new?").press("Yes, I will").looked_at()
    bo.reads("You sit with Dana, who is new.")
    ruth.go(f"/before/groups/{group}/newcomers/").reads("Bo sits with them.")

    # On the evening Dana is told who sits with her, and the leaders' screen says that she is new.
    house.backstage("begin-soon", session)
    dana.go("/home/").reads("Bo sits with you on your first evenings.")
    ruth.go(f"/session/{session}/").reads("comes for the first time")
