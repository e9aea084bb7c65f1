import test from 'ava';
import { createPrincipal, createWorld, type World } from '../helpers/database.ts';
import { asOwner } from '../helpers/owner.ts';
import { createPlanReader } from '../helpers/query-plans.ts';
import { hearStatements } from '../helpers/sent-statements.ts';

/** So many orders that nobody has started, of one tenant, all due since so many seconds. */
async function due(world: World, name: string, count: number, seconds: number): Promise<string> {
  const principal = await createPrincipal(world.stores, name);
  const { tenantId } = principal;
  const device = await world.stores.devices.create({
    tenantId,
    msisdn: `+35840${String(1_000_000 + count)}`,
    imsi: `24405${String(1_000_000_000 + count)}`,
    imei: null,
    model: null,
    applications: null,
    maxParts: 10,
  });
  const id = await world.order({ principal, device });
  await world.database.rows(
    `insert into orders select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid()))).*
    from orders o, generate_series(2, :count::int) where o.id = :id`,
    { count, id },
  );
  await world.database.rows(
    'update orders set start_due_at = now() - make_interval(secs => :seconds) where tenant_id = :tenantId',
    { seconds, tenantId },
  );
  return tenantId;
}

async function sweep(world: World, most: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { tenantId } of await world.stores.sweep.unstarted(most)) counts[tenantId] = (counts[tenantId] ?? 0) + 1;
  return counts;
}

test('the sweep offers the same of each tenant, and what one has less goes to the oldest', async (t) => {
  const world = await createWorld(t);
  const flooding = await due(world, 'flooding', 300, 600);
  const some = await due(world, 'some', 20, 60);
  const one = await due(world, 'one', 1, 1);

  t.deepEqual(await sweep(world, 30), { [flooding]: 19, [some]: 10, [one]: 1 });
  t.deepEqual(await sweep(world, 30), { [flooding]: 20, [some]: 10 });
  t.deepEqual(await sweep(world, 30), { [flooding]: 30 });
});

test('with more tenants than one round takes, all have been offered after a few rounds', async (t) => {
  const world = await createWorld(t);
  const tenants = new Set<string>();
  for (let i = 1; i <= 6; i++) tenants.add(await due(world, `tenant-${i}`, 40 + i, 60 * i));
  for (let round = 0; round < 60 && tenants.size > 0; round++) {
    const offered = await sweep(world, 2);
    t.deepEqual(Object.values(offered), [1, 1]);
    for (const tenantId of Object.keys(offered)) tenants.delete(tenantId);
  }
  t.is(tenants.size, 0);
});

test('the sweep finds what is due by indexes, and reads no more than it offers twice over', async (t) => {
  const world = await createWorld(t);
  await due(world, 'flooding', 1_500, 600);
  const later = await due(world, 'later', 1_501, 600);
  await world.database.rows("update orders set start_due_at = now() + interval '1 day' where tenant_id = :later", {
    later,
  });
  await due(world, 'one', 1, 1);
  await asOwner(world.url, ['analyze orders']);
  const plans = createPlanReader(t, world.url);
  const heard = hearStatements(t);
  await sweep(world, 100);
  const [statement, ...others] = heard();
  if (statement === undefined || others.length > 0) throw new Error('Expected one statement');
  t.deepEqual(await plans.faults(statement, { big: new Set(['orders']), most: 210 }), []);
});
