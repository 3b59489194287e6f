"""A team and the pool: nobody keeps by membership what everybody else has to claim."""

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.explain import explain
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.pools.ledger import Target, move
from kezhou.platform.pools.models import Pool

from .conftest import Team, shares


def test_in_a_pool_a_team_sees_and_changes_nothing_and_is_back_after_a_claim(team: Team) -> None:
    team.world.api(team.people["ann"]).patch(f"customer/{team.customer}", {"mobile": "13800001234"}, version=1)
    team.share("ann", team.member("bob", write=True))
    bob, system = team.api("bob"), Ctx.system("test")
    entity = team.world.entity("customer")
    assert team.sees("bob") == ([team.customer], [team.contact])

    pool = Pool.objects.create(entity="customer", name="公海")
    assert move(system, entity, [team.customer], Target(pool=pool.id), "return") == [team.customer]
    assert team.sees("bob") == ([], [])
    assert bob.get(f"customer/{team.customer}").status_code == 404
    assert bob.patch(f"customer/{team.customer}", {"remarks": "mine"}, version=3).status_code == 404
    assert bob.get(f"contact/{team.contact}").status_code == 404
    assert bob.post("contact", {"name": "New", "customer": team.customer}).status_code in (403, 404, 422)
    assert len(shares()) == 1
    why = explain(ctx_for_user(team.people["bob"].id, team.world.clock), entity, team.customer)
    assert not why.allowed
    assert [(one.answers, "claimed" in str(one.message)) for one in why.reasons if one.code == "share"] == [
        (False, True)
    ]

    move(system, entity, [team.customer], Target(owner=team.people["cai"].id), "claim")
    assert team.sees("bob") == ([team.customer], [team.contact])
