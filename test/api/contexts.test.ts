import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';

const PHONE = { msisdn: '+358401234567', imsi: '244051234567890' } as const;
const NAME = 'http://tps.acme.example/';
const SOON = () => new Date(Date.now() + 3_600_000).toISOString();

interface Neighbours extends ApiWorld {
  /** Of the first tenant, `acme`. */
  readonly device: Json;
  /** Another tenant with a device for the same phone. */
  readonly other: { readonly key: string; readonly tenantId: string; readonly device: Json };
  /** A third, without one. */
  readonly third: { readonly key: string; readonly tenantId: string };
}

async function createNeighbours(t: Parameters<typeof createApiWorld>[0]): Promise<Neighbours> {
  const world = await createApiWorld(t);
  const neighbour = async (tenant: string) => {
    const key = await world.addKey({ tenant });
    return { key, tenantId: await world.stores.clients.ensureTenant(tenant) };
  };
  const [other, third] = [await neighbour('other'), await neighbour('third')];
  const device = (await world.call('POST', '/v1/devices', { body: PHONE })).body;
  const theirs = (await world.call('POST', '/v1/devices', { body: PHONE, key: other.key })).body;
  return { ...world, device, other: { ...other, device: theirs }, third };
}

/** An order of the tenant for the device whose document opens a context, brought to its end as the worker does. */
async function bootstrap(
  { call, database, stores }: ApiWorld,
  { device, key, state = 'completed' }: { device: Json; key?: string; state?: 'completed' | 'unconfirmed' },
): Promise<string> {
  const { status, body } = await call('POST', '/v1/orders', {
    body: {
      device: { id: device.id },
      definition: { name: 'internet-access' },
      parameters: { name: 'Acme', apn: 'internet.acme.example' },
    },
    headers: { 'idempotency-key': randomUUID() },
    ...(key && { key }),
  });
  if (status !== 202) throw new Error(`Order: ${status} ${JSON.stringify(body)}`);
  await database.rows(
    `insert into documents (tenant_id, order_id, run, push_sealed, push_octets, push_hash, reference, part_count, context)
     select tenant_id, id, 1, null, 120, sha256('x'), 1, 1, :context from orders where id = :id`,
    { id: body.id, context: NAME },
  );
  const evidence = state === 'completed' ? 'delivered' : 'submitted';
  const reason = state === 'completed' ? null : 'acknowledgement_late';
  await database.rows('update orders set evidence = :evidence where id = :id', { id: body.id, evidence });
  await stores.settlement.settle({ orderId: body.id, run: 1 }, { state, reason, evidence } as never);
  return body.id;
}

const contextsOf = async ({ call }: ApiWorld, device: Json, key?: string): Promise<Json[]> =>
  (await call('GET', `/v1/devices/${device.id}/contexts`, key ? { key } : {})).body.items;

/** A context of the first tenant's. */
async function openContext(world: Neighbours): Promise<Json> {
  await bootstrap(world, { device: world.device });
  const [context] = await contextsOf(world, world.device);
  return context;
}

const lend = (world: Neighbours, id: string, fields: object = {}, key?: string) =>
  world.call('POST', `/v1/contexts/${id}/grants`, {
    body: { tenant: world.other.tenantId, operations: ['get', 'replace'], expiresAt: SOON(), ...fields },
    ...(key && { key }),
  });

const offer = (world: Neighbours, id: string, tenant: string, key?: string) =>
  world.call('POST', `/v1/contexts/${id}/transfer`, { body: { tenant }, ...(key && { key }) });

/** What a tenant's audit trail says of contexts. */
async function trail({ database }: ApiWorld, tenantId: string): Promise<Json[]> {
  return database.rows<Json>(
    `select operation, object_id, detail, client_id is not null as by_client from audit_entries
     where tenant_id = :tenantId and object = 'contexts' order by number`,
    { tenantId },
  );
}

test.serial(
  'A completed order whose document has a PROVURL opens a context, which shows on what evidence',
  async (t) => {
    const world = await createNeighbours(t);
    const orderId = await bootstrap(world, { device: world.device });
    const [context, ...more] = await contextsOf(world, world.device);
    t.deepEqual(more, []);
    const { id, openedAt, ...rest } = context;
    t.deepEqual(rest, {
      name: NAME,
      deviceId: world.device.id,
      ownership: 'own',
      owner: { id: world.tenantId, name: 'acme' },
      operations: ['add', 'get', 'replace', 'delete'],
      evidence: 'delivered',
      openedBy: orderId,
      documents: [
        {
          orderId,
          run: 1,
          definition: { name: 'internet-access', version: '1.0.0' },
          kind: 'bootstrap',
          evidence: 'delivered',
          settledAt: rest.documents[0].settledAt,
          settings: null,
        },
      ],
    });
    t.false(Number.isNaN(Date.parse(openedAt)));
    t.deepEqual((await world.call('GET', `/v1/contexts/${id}`)).body, context);
  },
);

test.serial('An order that nobody confirmed opens no context', async (t) => {
  const world = await createNeighbours(t);
  await bootstrap(world, { device: world.device, state: 'unconfirmed' });
  t.deepEqual(await contextsOf(world, world.device), []);
});

test.serial('A context has one owner: who opens it first, whoever completes the same later', async (t) => {
  const world = await createNeighbours(t);
  const context = await openContext(world);
  await bootstrap(world, { device: world.other.device, key: world.other.key });
  t.deepEqual(await contextsOf(world, world.other.device, world.other.key), []);
  t.deepEqual(await contextsOf(world, world.device), [context]);
  const rows = await world.database.rows('select 1 from contexts');
  t.is(rows.length, 1);
});

test.serial('A context of another tenant is not there', async (t) => {
  const world = await createNeighbours(t);
  const { id } = await openContext(world);
  const { key, tenantId } = world.other;
  for (const [method, path, body] of [
    ['GET', `/v1/contexts/${id}`],
    ['DELETE', `/v1/contexts/${id}`],
    ['GET', `/v1/contexts/${id}/grants`],
    ['POST', `/v1/contexts/${id}/grants`, { tenant: world.third.tenantId, operations: ['get'], expiresAt: SOON() }],
    ['DELETE', `/v1/contexts/${id}/grants/${randomUUID()}`],
    ['POST', `/v1/contexts/${id}/transfer`, { tenant: world.third.tenantId }],
    ['GET', '/v1/contexts/x'],
  ] as const) {
    const answer = await world.call(method, path, { key, ...(body && { body }) });
    t.deepEqual([answer.status, answer.body.code], [404, 'context_not_found'], `${method} ${path}`);
  }
  t.deepEqual(await trail(world, tenantId), []);
});

test.serial(
  'A lent context is visible to the one it is lent to, with what it may do, until the grant ends',
  async (t) => {
    const world = await createNeighbours(t);
    const context = await openContext(world);
    const { key, device, tenantId } = world.other;
    const grant = await lend(world, context.id);
    t.is(grant.status, 201);
    t.deepEqual(grant.body.tenant, { id: tenantId, name: 'other' });
    t.deepEqual(grant.body.operations, ['get', 'replace']);

    const seen = (await world.call('GET', `/v1/contexts/${context.id}`, { key })).body;
    t.deepEqual(seen, {
      ...context,
      deviceId: device.id,
      ownership: 'lent',
      operations: ['get', 'replace'],
      openedBy: null,
      documents: [],
    });
    t.deepEqual(await contextsOf(world, device, key), [seen]);
    const theirs = (await world.call('GET', `/v1/contexts/${context.id}/grants`, { key })).body.items;
    t.deepEqual(theirs, [grant.body]);
    t.is((await world.call('GET', `/v1/contexts/${context.id}`, { key: world.third.key })).status, 404);

    await world.database.rows("update context_grants set expires_at = now() - interval '1 second'");
    t.is((await world.call('GET', `/v1/contexts/${context.id}`, { key })).status, 404);
    t.deepEqual(await contextsOf(world, device, key), []);
  },
);

test.serial('A grant that is taken back ends at once; grants to others are nobody else’s business', async (t) => {
  const world = await createNeighbours(t);
  const { id } = await openContext(world);
  const { key } = world.other;
  const first = (await lend(world, id)).body;
  const second = (await lend(world, id, { tenant: world.third.tenantId })).body;
  t.deepEqual((await world.call('GET', `/v1/contexts/${id}/grants`)).body.items, [first, second]);
  t.deepEqual((await world.call('GET', `/v1/contexts/${id}/grants`, { key })).body.items, [first]);
  t.is((await world.call('DELETE', `/v1/contexts/${id}/grants/${first.id}`)).status, 204);
  t.is((await world.call('GET', `/v1/contexts/${id}`, { key })).status, 404);
  t.is((await world.call('GET', `/v1/contexts/${id}`, { key: world.third.key })).status, 200);
  const again = await world.call('DELETE', `/v1/contexts/${id}/grants/${first.id}`);
  t.deepEqual([again.status, again.body.code], [404, 'context_grant_not_found']);
});

test.serial('Whoever is lent a context can neither lend it on, nor hand it over, nor close it', async (t) => {
  const world = await createNeighbours(t);
  const { id } = await openContext(world);
  const { key } = world.other;
  const grant = (await lend(world, id)).body;
  for (const answer of [
    await lend(world, id, { tenant: world.third.tenantId }, key),
    await offer(world, id, world.third.tenantId, key),
    await world.call('DELETE', `/v1/contexts/${id}`, { key }),
    await world.call('DELETE', `/v1/contexts/${id}/grants/${grant.id}`, { key }),
  ]) {
    t.deepEqual([answer.status, answer.body.code], [403, 'permission_missing']);
  }
});

test.serial(
  'A grant is refused to the owner itself, to nobody, for nothing, and for a time that has passed',
  async (t) => {
    const world = await createNeighbours(t);
    const { id } = await openContext(world);
    for (const [fields, status, field] of [
      [{ tenant: world.tenantId }, 400, '/tenant'],
      [{ tenant: randomUUID() }, 422, '/tenant'],
      [{ tenant: 'other' }, 400, '/tenant'],
      [{ operations: [] }, 400, '/operations'],
      [{ operations: ['exec'] }, 400, '/operations/0'],
      [{ expiresAt: '2020-01-01T00:00:00Z' }, 400, '/expiresAt'],
      [{ expiresAt: '2099-01-01T00:00:00Z' }, 400, '/expiresAt'],
    ] as const) {
      const answer = await lend(world, id, fields);
      t.deepEqual([answer.status, answer.body.errors[0].field], [status, field]);
    }
    t.deepEqual((await world.call('GET', `/v1/contexts/${id}/grants`)).body.items, []);
  },
);

test.serial(
  'A context changes its owner when the other side accepts, with the phone and without the grants',
  async (t) => {
    const world = await createNeighbours(t);
    const context = await openContext(world);
    const { key, device, tenantId } = world.other;
    await lend(world, context.id, { tenant: world.third.tenantId });
    const made = await offer(world, context.id, tenantId);
    t.is(made.status, 201);
    t.deepEqual([made.body.direction, made.body.state, made.body.deviceId], ['out', 'open', world.device.id]);
    const { items } = (await world.call('GET', '/v1/context-transfers', { key })).body;
    t.deepEqual(items, [{ ...made.body, direction: 'in', deviceId: device.id }]);

    const accepted = await world.call('POST', `/v1/context-transfers/${made.body.id}/accept`, { key });
    t.deepEqual([accepted.status, accepted.body.state], [200, 'accepted']);
    t.deepEqual(await contextsOf(world, device, key), [
      { ...context, deviceId: device.id, owner: { id: tenantId, name: 'other' }, openedBy: null, documents: [] },
    ]);
    t.deepEqual(await contextsOf(world, world.device), []);
    t.is((await world.call('GET', `/v1/contexts/${context.id}`)).status, 404);
    t.is((await world.call('GET', `/v1/contexts/${context.id}`, { key: world.third.key })).status, 404);
    const again = await world.call('POST', `/v1/context-transfers/${made.body.id}/accept`, { key });
    t.deepEqual([again.status, again.body.code], [409, 'context_transfer_state_unfit']);
    t.is((await world.call('GET', `/v1/context-transfers/${made.body.id}`)).body.state, 'accepted');
  },
);

test.serial('Nobody becomes the owner without a device for the phone; the offer stays open meanwhile', async (t) => {
  const world = await createNeighbours(t);
  const context = await openContext(world);
  const { key, tenantId } = world.third;
  const { id } = (await offer(world, context.id, tenantId)).body;
  t.is((await world.call('GET', `/v1/context-transfers/${id}`, { key })).body.deviceId, null);
  const early = await world.call('POST', `/v1/context-transfers/${id}/accept`, { key });
  t.deepEqual([early.status, early.body.code], [422, 'device_not_found']);
  await world.call('POST', '/v1/devices', { body: PHONE, key });
  t.is((await world.call('POST', `/v1/context-transfers/${id}/accept`, { key })).status, 200);
});

test.serial(
  'An offer can be declined by the one side and withdrawn by the other, not the other way round',
  async (t) => {
    const world = await createNeighbours(t);
    const context = await openContext(world);
    const { key, tenantId } = world.other;
    const first = (await offer(world, context.id, tenantId)).body;
    const twice = await offer(world, context.id, world.third.tenantId);
    t.deepEqual([twice.status, twice.body.code], [409, 'context_transfer_state_unfit']);
    for (const answer of [
      await world.call('POST', `/v1/context-transfers/${first.id}/accept`),
      await world.call('POST', `/v1/context-transfers/${first.id}/decline`),
      await world.call('DELETE', `/v1/context-transfers/${first.id}`, { key }),
    ]) {
      t.deepEqual([answer.status, answer.body.code], [403, 'permission_missing']);
    }
    const hidden = await world.call('POST', `/v1/context-transfers/${first.id}/accept`, { key: world.third.key });
    t.deepEqual([hidden.status, hidden.body.code], [404, 'context_transfer_not_found']);
    t.is((await world.call('POST', `/v1/context-transfers/${first.id}/decline`, { key })).body.state, 'declined');

    const second = (await offer(world, context.id, tenantId)).body;
    t.is((await world.call('DELETE', `/v1/context-transfers/${second.id}`)).status, 204);
    t.is((await world.call('GET', `/v1/context-transfers/${second.id}`, { key })).body.state, 'withdrawn');
    t.deepEqual(await contextsOf(world, world.device), [context]);
  },
);

test.serial('An offer that nobody took in time cannot be accepted, and stands in the way of no other', async (t) => {
  const world = await createNeighbours(t);
  const context = await openContext(world);
  const { key, tenantId } = world.other;
  const { id } = (await offer(world, context.id, tenantId)).body;
  await world.database.rows("update context_transfers set expires_at = now() - interval '1 second'");
  t.is((await world.call('GET', `/v1/context-transfers/${id}`, { key })).body.state, 'expired');
  t.is((await world.call('POST', `/v1/context-transfers/${id}/accept`, { key })).status, 409);
  t.is((await offer(world, context.id, tenantId)).status, 201);
});

test.serial('Of two who accept or withdraw an offer at once, one is right', async (t) => {
  const world = await createNeighbours(t);
  const context = await openContext(world);
  const { key, tenantId } = world.other;
  const { id } = (await offer(world, context.id, tenantId)).body;
  const answers = await Promise.all([
    world.call('POST', `/v1/context-transfers/${id}/accept`, { key }),
    world.call('POST', `/v1/context-transfers/${id}/accept`, { key }),
    world.call('DELETE', `/v1/context-transfers/${id}`),
    world.call('DELETE', `/v1/contexts/${context.id}`),
  ]);
  t.is(answers.filter(({ status }) => status < 300).length, 1, JSON.stringify(answers.map(({ body }) => body)));
});

test.serial('Offers are listed page by page, those made and those received', async (t) => {
  const world = await createNeighbours(t);
  const { key, tenantId } = world.other;
  const context = await openContext(world);
  const ids: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { id } = (await offer(world, context.id, tenantId)).body;
    ids.unshift(id);
    await world.call('POST', `/v1/context-transfers/${id}/decline`, { key });
  }
  const { id: taken } = (await offer(world, context.id, tenantId)).body;
  await world.call('POST', `/v1/context-transfers/${taken}/accept`, { key });
  const { id: back } = (await offer(world, context.id, world.tenantId, key)).body;
  ids.unshift(back, taken);
  for (const [mine, directions] of [
    [undefined, ['in', 'out', 'out', 'out']],
    [key, ['out', 'in', 'in', 'in']],
  ] as const) {
    const seen: Json[] = [];
    let after = '';
    do {
      const { body } = await world.call('GET', `/v1/context-transfers?limit=3${after}`, mine ? { key: mine } : {});
      seen.push(...body.items);
      after = body.next === null ? '' : `&after=${body.next}`;
    } while (after !== '');
    t.deepEqual(
      seen.map(({ id }) => id),
      ids,
    );
    t.deepEqual(
      seen.map(({ direction }) => direction),
      directions,
    );
  }
  t.deepEqual((await world.call('GET', '/v1/context-transfers', { key: world.third.key })).body.items, []);
});

/** What happened, and whether the tenant's own client did it. */
const steps = (entries: Json[]) =>
  entries.map(({ operation, detail, by_client }) => [
    operation,
    detail.step ?? (detail.revoked === undefined ? detail.operations : 'revoked'),
    by_client,
  ]);

test.serial('Each step is in the audit trail of both sides', async (t) => {
  const world = await createNeighbours(t);
  const { id } = await openContext(world);
  const { key, tenantId } = world.other;
  const grant = (await lend(world, id)).body.id;
  await world.call('DELETE', `/v1/contexts/${id}/grants/${grant}`);
  const transfer = (await offer(world, id, tenantId)).body.id;
  await world.call('POST', `/v1/context-transfers/${transfer}/accept`, { key });
  const [ours, theirs] = [await trail(world, world.tenantId), await trail(world, tenantId)];
  t.deepEqual(steps(ours), [
    ['grant', ['get', 'replace'], true],
    ['grant', 'revoked', true],
    ['transfer', 'offered', true],
    ['transfer', 'accepted', false],
  ]);
  t.deepEqual(steps(theirs), [
    ['grant', ['get', 'replace'], false],
    ['grant', 'revoked', false],
    ['transfer', 'offered', false],
    ['transfer', 'accepted', true],
  ]);
  t.true([...ours, ...theirs].every((entry) => entry.object_id === id));
  t.true(theirs.slice(0, 3).every(({ detail }) => detail.by === world.tenantId));
  t.is(ours[3].detail.by, tenantId);
});

test.serial('A bootstrap that would open a context again is refused before the phone refuses it', async (t) => {
  const world = await createNeighbours(t);
  const definition: ServiceDefinition = {
    name: 'acme-bootstrap',
    version: '1.0.0',
    title: 'Acme',
    kind: 'bootstrap',
    parameters: { type: 'object', properties: { at: { type: 'string' } } },
    prompts: [],
    confirmation: { mode: 'none', timeout: 'PT1H', text: {} },
    document: [{ type: 'BOOTSTRAP', parms: { NAME: 'Acme', PROVURL: { from: 'at' } } }],
    requires: { applications: [] },
    delivery: { bearers: ['smpp'], security: ['NETWPIN'], validity: 'PT1H', attempts: 1 },
    acknowledgement: { evidence: 'delivered', timeout: 'PT1H' },
    charging: { class: 'bootstrap' },
  };
  await world.stores.definitions.install([{ definition, needs: [] }]);
  const order = (device: Json, at: string, key?: string) =>
    world.call('POST', '/v1/orders', {
      body: { device: { id: device.id }, definition: { name: 'acme-bootstrap' }, parameters: { at } },
      headers: { 'idempotency-key': randomUUID() },
      ...(key && { key }),
    });
  const { id } = await openContext(world);
  const { key, device } = world.other;
  const again = await order(world.device, NAME);
  t.deepEqual([again.status, again.body.code], [409, 'context_already_open']);
  t.true(again.body.detail.includes(id));
  t.is((await order(world.device, 'http://another.acme.example/')).status, 202);
  // Another tenant is told nothing of a context that is not its own, and all once it is lent to it.
  t.is((await order(device, NAME, key)).status, 202);
  await lend(world, id);
  t.is((await order(device, NAME, key)).body.code, 'context_already_open');
  t.is((await world.call('DELETE', `/v1/contexts/${id}`)).status, 204);
  t.is((await order(world.device, NAME)).status, 202);
});

test.serial('A device keeps its number while contexts are open in its phone; removing it closes them', async (t) => {
  const world = await createNeighbours(t);
  const { id } = await openContext(world);
  await lend(world, id);
  const path = `/v1/devices/${world.device.id}`;
  const changed = await world.call('PATCH', path, {
    body: { msisdn: '+358407654321' },
    headers: { 'if-match': '*' },
  });
  t.deepEqual([changed.status, changed.body.code], [409, 'device_in_use']);
  t.is((await world.call('DELETE', path)).status, 204);
  t.deepEqual(await world.database.rows('select 1 from contexts union all select 1 from context_grants'), []);
  const [last] = (await trail(world, world.other.tenantId)).slice(-1);
  t.deepEqual([last.operation, last.object_id, last.detail], ['delete', id, { by: world.tenantId }]);
});

test.serial(
  'Behind the wall a tenant sees contexts of its own and those lent to it, and changes its own alone',
  async (t) => {
    const world = await createNeighbours(t);
    const { id } = await openContext(world);
    const wall = world.database.forTenant(world.other.tenantId);
    const all = async () => (await wall.rows<{ id: string }>('select id from contexts')).map((row) => row.id);
    t.deepEqual(await all(), []);
    await lend(world, id);
    await lend(world, id, { tenant: world.third.tenantId });
    t.deepEqual(await all(), [id]);
    t.is((await wall.rows('select 1 from context_grants')).length, 1);
    for (const statement of [
      'update contexts set name = name returning id',
      'delete from contexts returning id',
      "update context_grants set expires_at = 'infinity' returning id",
      'delete from context_grants returning id',
    ]) {
      t.deepEqual(await wall.rows(statement), [], statement);
    }
  },
);

test.serial('GET /v1/devices/{id}/documents lists what reached the device, and never what was in it', async (t) => {
  const world = await createNeighbours(t);
  const done = await bootstrap(world, { device: world.device });
  const doubtful = await bootstrap(world, { device: world.device, state: 'unconfirmed' });
  await bootstrap(world, { device: world.other.device, key: world.other.key });
  const path = `/v1/devices/${world.device.id}/documents`;
  const { status, body, text } = await world.call('GET', path);
  t.is(status, 200);
  const [{ createdAt, settledAt, hash, ...document }, ...more] = body.items;
  t.deepEqual(more, []);
  t.deepEqual(document, {
    orderId: done,
    run: 1,
    definition: { name: 'internet-access', version: '1.0.0' },
    kind: 'bootstrap',
    evidence: 'delivered',
    context: NAME,
    octets: 120,
  });
  t.true(settledAt >= createdAt);
  t.regex(hash, /^[0-9a-f]{32}$/);
  t.false(text.includes('internet.acme.example'));
  const all = (await world.call('GET', `${path}?evidence=none&limit=1`)).body;
  t.deepEqual([all.items[0].orderId, all.items[0].evidence], [doubtful, 'submitted']);
  t.is(all.items[0].hash, hash);
  const rest = (await world.call('GET', `${path}?evidence=none&limit=1&after=${all.next}`)).body;
  t.deepEqual([rest.items[0].orderId, rest.next], [done, null]);
  t.is((await world.call('GET', path, { key: world.other.key })).status, 404);
});

test.serial('A run that was followed by another keeps the evidence that it ended with', async (t) => {
  const world = await createNeighbours(t);
  const id = await bootstrap(world, { device: world.device, state: 'unconfirmed' });
  t.is((await world.call('POST', `/v1/orders/${id}/rerun`)).status, 202);
  const { items } = (await world.call('GET', `/v1/devices/${world.device.id}/documents?evidence=none`)).body;
  t.deepEqual(
    items.map((item: Json) => [item.run, item.evidence]),
    [[1, 'submitted']],
  );
});
