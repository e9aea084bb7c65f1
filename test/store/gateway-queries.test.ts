import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { DeliveryKey } from '../../domain/delivery.ts';
import { createWorld, TEST_POLICY, type World } from '../helpers/database.ts';
import { asOwner } from '../helpers/owner.ts';
import { createPlanReader } from '../helpers/query-plans.ts';
import { hearStatements } from '../helpers/sent-statements.ts';

const document = { push: Buffer.from('0106', 'hex'), reference: 7, partCount: 1, context: null, signed: null };
const WINDOW_MS = 160 * 60_000;

/** An order whose push a gateway has accepted; it waits 160 minutes for evidence. */
async function pushed(world: World, bearer = 'pap'): Promise<DeliveryKey> {
  const { stores } = world;
  await stores.bearers.provide({ name: 'pap', kind: 'pap', url: 'pap://ppg.example/' });
  await stores.bearers.provide({ name: 'smpp', kind: 'smpp', url: 'smpp://smsc.example:2775' });
  const key = {
    orderId: await world.order({ policy: { ...TEST_POLICY, acknowledgementMs: WINDOW_MS } }),
    run: 1,
    attempt: 1,
  };
  const id = randomUUID();
  await stores.journal.openAttempt(key, bearer, { document, sends: [{ id, part: 1, exposure: 1, reference: 1 }] });
  await stores.journal.record(key, [{ id, state: 'accepted', messageId: `${key.orderId}.1.1@dm-wsi`, status: 0 }]);
  return key;
}

/** As if so many minutes had gone by. */
async function later({ database }: World, minutes: number): Promise<void> {
  await database.rows(
    `with sent as (update sends set answered_at = answered_at - make_interval(mins => :minutes::int))
     update attempts set query_due_at = query_due_at - make_interval(mins => :minutes::int)`,
    { minutes },
  );
}

async function minutesToNext({ database }: World): Promise<number | null> {
  const [row] = await database.rows<{ minutes: number | null }>(
    'select round(extract(epoch from query_due_at - now()) / 60)::int as minutes from attempts',
  );
  return row?.minutes ?? null;
}

test('a gateway is asked about a push after an eighth of the time for evidence, then less often, and near its end', async (t) => {
  const world = await createWorld(t);
  const { orderId } = await pushed(world);
  const due = () => world.stores.gatewayQueries.due('pap', 4);
  t.deepEqual(await due(), { pushes: [], isMore: false });
  t.is(await minutesToNext(world), 20);

  const pushes = [{ messageId: `${orderId}.1.1@dm-wsi`, destination: '+358401234567' }];
  for (const [minutes, next] of [
    [20, 20],
    [20, 40],
    [40, 70],
    [70, null],
  ] as const) {
    await later(world, minutes);
    t.deepEqual(await due(), { pushes, isMore: false });
    t.is(await minutesToNext(world), next);
    t.deepEqual(await due(), { pushes: [], isMore: false }, 'nobody else is given it');
  }
});

test('of several who look at once one is given a push', async (t) => {
  const world = await createWorld(t);
  await pushed(world);
  await later(world, 20);
  const given = await Promise.all(Array.from({ length: 5 }, () => world.stores.gatewayQueries.due('pap', 4)));
  t.is(given.flatMap(({ pushes }) => pushes).length, 1);
});

test('nothing is asked about what has its result, has failed, was settled, or went by short message', async (t) => {
  const ends: readonly ((world: World, key: DeliveryKey) => Promise<unknown>)[] = [
    ({ stores }, { orderId }) =>
      stores.receipts.take({ bearer: 'pap', messageId: `${orderId}.1.1@dm-wsi`, state: 'delivered', error: '' }),
    ({ stores }, { orderId }) =>
      stores.receipts.take({ bearer: 'pap', messageId: `${orderId}.1.1@dm-wsi`, state: 'expired', error: '' }),
    ({ stores }, key) => stores.journal.failAttempt(key, 'receipt_negative'),
  ];
  for (const end of ends) {
    const world = await createWorld(t);
    await end(world, await pushed(world));
    t.is(await minutesToNext(world), null);
  }

  const settled = await createWorld(t);
  const key = await pushed(settled);
  await settled.stores.settlement.settle(key, {
    state: 'unconfirmed',
    reason: 'evidence_missing',
    evidence: 'submitted',
  });
  await later(settled, 20);
  t.deepEqual(await settled.stores.gatewayQueries.due('pap', 1), { pushes: [], isMore: true });
  t.deepEqual(
    await settled.stores.gatewayQueries.due('pap', 1),
    { pushes: [], isMore: false },
    'it has left the queue',
  );

  const sms = await createWorld(t);
  await pushed(sms, 'smpp');
  t.is(await minutesToNext(sms), null);
});

test('what is due is found by an index, however many attempts there are by this bearer and by others', async (t) => {
  const world = await createWorld(t);
  const { orderId } = await pushed(world);
  for (const [table, more] of [
    ['orders', "'id', ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'holds_turn', false"],
    ['attempts', "'order_id', ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid"],
    ['parts', "'order_id', ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid"],
    [
      'sends',
      "'order_id', ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'id', gen_random_uuid(), 'message_id', n::text",
    ],
  ] as const) {
    await world.database.rows(
      `insert into ${table} select (jsonb_populate_record(r, jsonb_build_object(${more}))).*
       from ${table} r, generate_series(1, 2000) n where ${table === 'orders' ? 'r.id' : 'r.order_id'} = :orderId`,
      { orderId },
    );
  }
  await world.database.rows("update attempts set query_due_at = null, bearer = 'smpp' where order_id::text like '%5'");
  await later(world, 20);
  await asOwner(world.url, ['analyze orders', 'analyze attempts', 'analyze sends']);
  const plans = createPlanReader(t, world.url);
  const heard = hearStatements(t);
  t.is((await world.stores.gatewayQueries.due('pap', 4)).pushes.length, 4);
  const [statement, ...others] = heard();
  if (statement === undefined || others.length > 0) throw new Error('Expected one statement');
  const big = new Set(['orders', 'attempts', 'sends']);
  t.deepEqual(await plans.faults(statement, { big, most: 20 }), []);
});
