"""An open opportunity goes where its customer goes, and everything that hangs on it goes along."""

import pytest

from kezhou.platform.base.sql import fetch_all
from tests.sales.conftest import Team, findings

pytestmark = pytest.mark.django_db


def test_plan_and_parties_go_with_the_opportunity_that_follows_its_customer(team: Team) -> None:
    customer = team.customer("ann")
    made = team.opportunity("ann", customer)
    party = {"opportunity": made["id"], "customer": team.customer("ann", "设计院"), "role": "designer"}
    team.world.make("opportunity_party", party, team.people["ann"])
    bob = team.people["bob"]

    answer = team.api("cai").patch(f"customer/{customer}", {"owner": bob.id}, 1)

    assert answer.status_code == 200, answer.content
    hands = fetch_all(
        "SELECT 'opportunity', owner_id, dept_id FROM sales_opportunity UNION ALL "
        "SELECT 'activity', owner_id, dept_id FROM sales_opportunityactivity UNION ALL "
        "SELECT 'party', owner_id, dept_id FROM sales_opportunityparty ORDER BY 1"
    )
    assert hands == [(each, bob.id, bob.department_id) for each in ("activity", "opportunity", "party")]
    assert findings() == []
