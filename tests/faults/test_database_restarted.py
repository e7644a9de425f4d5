"""The database stops dead in the middle of requests: whoever was thanked is there, once."""

import time

from tests.attacks.visitors import Visitor
from tests.faults.house import wait_until
from tests.faults.people import Crowd, rows
from tests.faults.test_abandoned_answers import opens
from tests.faults.women import staffed_site

RESTARTS, AT_ONCE = 4, 6


def restarted_under(house, crowd: Crowd) -> None:
    with crowd.coming():
        for _ in range(RESTARTS):
            thanked = len(crowd.thanked)
            wait_until(lambda seen=thanked: len(crowd.thanked) > seen + 5, within=60)
            house.stop_postgres()
            time.sleep(0.5)
            house.start_postgres()


def a_house_with_people(house) -> Crowd:
    house.more["PIM_TRUSTED_PROXIES"] = "1"
    staffed_site()
    address = house.web()
    opens(address)
    assert Visitor(address).get("/refer/ring-me/call/").status == 200
    return Crowd(address, AT_ONCE)


def test_whoever_is_thanked_is_there_once_and_the_others_try_again(house, figures):
    crowd = a_house_with_people(house)
    restarted_under(house, crowd)
    found = rows()
    figures(
        f"database restarted {RESTARTS} times mid-request",
        thanked=len(crowd.thanked),
        missing=len(set(crowd.thanked) - set(found)),
        twice=sum(times > 1 for times in found.values()),
        told_to_try_again=crowd.answers[503],
        otherwise_refused=len(crowd.unkind) + crowd.cut,
        had_to_begin_again=crowd.began_again,
    )
    assert crowd.answers[503] > 0, "Nobody was sending when it stopped"
    assert [(one.status, one.body[:300]) for one in crowd.unkind] == []
    assert (crowd.cut, crowd.began_again, crowd.gave_up) == (0, 0, [])
    assert found == dict.fromkeys(crowd.thanked, 1)


def test_planted_fault_thanked_before_it_is_written_some_are_missing(house, figures):
    house._as_superuser("ALTER DATABASE pim SET synchronous_commit = off")
    crowd = a_house_with_people(house)
    restarted_under(house, crowd)
    missing = set(crowd.thanked) - set(rows())
    figures("planted: thanked before it is written", missing=len(missing))
    assert missing
