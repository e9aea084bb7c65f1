import { randomUUID } from 'node:crypto';
import test from 'ava';
import { checkDefinition } from '../../api/check-definition.ts';
import type { ProvisioningError } from '../../domain/errors.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { activate, intoContext, openContext } from '../helpers/contexts.ts';

const PHONE = { msisdn: '+358401234567', imsi: '244051234567890' } as const;
const NAME = 'http://tps.acme.example/';
const SOON = () => new Date(Date.now() + 3_600_000).toISOString();

interface Phone extends ApiWorld {
  readonly device: Json;
  readonly contextId: string;
  readonly other: { readonly key: string; readonly tenantId: string; readonly device: Json };
}

/** A phone that two tenants serve, with a context of the first. */
async function createPhone(t: Parameters<typeof createApiWorld>[0], delivery: object = {}): Promise<Phone> {
  const world = await createApiWorld(t);
  const device = (await world.call('POST', '/v1/devices', { body: PHONE })).body;
  const key = await world.addKey({ tenant: 'other' });
  const tenantId = await world.stores.clients.ensureTenant('other');
  const theirs = (await world.call('POST', '/v1/devices', { body: PHONE, key })).body;
  const contextId = await openContext(world, device, NAME);
  await activate(world, intoContext(delivery));
  await activate(world, intoContext(delivery), key);
  return { ...world, device, contextId, other: { key, tenantId, device: theirs } };
}

const bodyOf = (device: Json, fields: object): Json => ({
  device: { id: device.id },
  definition: { name: 'into-context' },
  parameters: { name: 'Acme', apn: 'internet.acme.example' },
  ...fields,
});

/** The answer to an order, and to the plan of the same. */
async function both({ call }: ApiWorld, body: Json, key?: string) {
  const by = key === undefined ? {} : { key };
  const headers = { 'idempotency-key': randomUUID() };
  const order = await call('POST', '/v1/orders', { body, headers, ...by });
  return { order, plan: (await call('POST', '/v1/plans', { body, ...by })).body };
}

test.serial(
  'an order into a context of its tenant carries no proof, and goes by a path that the phone trusts',
  async (t) => {
    const world = await createPhone(t);
    for (const context of [{ id: world.contextId }, { name: NAME }]) {
      const { order, plan } = await both(world, bodyOf(world.device, { context }));
      t.is(order.status, 202);
      t.like(order.body, { kind: 'provisioning', security: 'none', fallback: null, pin: null });
      t.deepEqual(order.body.context, { id: world.contextId, name: NAME });
      t.true(plan.allowed);
      t.deepEqual(plan.bearers, ['pap']);
      t.deepEqual(plan.context, order.body.context);
      t.like(plan.security, { method: 'none', fallback: null, pin: null });
    }
  },
);

test.serial('what stands in for the path is the first method that is possible, and is tried after it', async (t) => {
  const world = await createPhone(t, { bearers: ['smpp', 'pap'], security: ['none', 'USERPIN', 'NETWPIN'] });
  const context = { id: world.contextId };
  for (const [fields, fallback] of [
    [{ context }, 'NETWPIN'],
    [{ context, pin: '2468' }, 'USERPIN'],
  ] as const) {
    const { order, plan } = await both(world, bodyOf(world.device, fields));
    t.is(order.body.fallback, fallback);
    t.is(plan.security.fallback, fallback);
    t.deepEqual(plan.bearers, ['pap', 'smpp']);
  }
});

test.serial(
  'order and definition must agree on whether there is a context, and it must be in this phone',
  async (t) => {
    const world = await createPhone(t);
    const elsewhere = (await world.call('POST', '/v1/devices', { body: { msisdn: '+358401234599' } })).body;
    const far = await openContext(world, elsewhere, 'http://tps.acme.example/far');
    const plain = { definition: { name: 'internet-access' } };
    for (const [fields, status, code, field] of [
      [{}, 422, 'context_unfit', '/context'],
      [{ ...plain, context: { id: world.contextId } }, 422, 'context_unfit', '/context'],
      [{ context: { id: randomUUID() } }, 422, 'context_not_found', '/context/id'],
      [{ context: { id: far } }, 422, 'context_not_found', '/context/id'],
      [{ context: { name: 'http://tps.acme.example/far' } }, 422, 'context_not_found', '/context/name'],
      [{ context: {} }, 400, 'request_invalid', '/context'],
    ] as const) {
      const { order, plan } = await both(world, bodyOf(world.device, fields));
      t.deepEqual([order.status, order.body.code, order.body.errors[0].field], [status, code, field]);
      if (status === 422) t.true(plan.findings.some((one: Json) => one.code === code && one.path === field));
    }
  },
);

test.serial('another tenant’s context is as if it were not there, until it is lent for enough', async (t) => {
  const world = await createPhone(t);
  const { key, device, tenantId } = world.other;
  const attempt = (context: object) => both(world, bodyOf(device, { context }), key);
  const unknown = await attempt({ name: 'http://tps.acme.example/none' });
  const theirs = await attempt({ name: NAME });
  t.deepEqual({ ...theirs.order.body, instance: '' }, { ...unknown.order.body, instance: '' });
  t.is((await attempt({ id: world.contextId })).order.body.code, 'context_not_found');

  const lend = (operations: string[]) =>
    world.call('POST', `/v1/contexts/${world.contextId}/grants`, {
      body: { tenant: tenantId, operations, expiresAt: SOON() },
    });
  await lend(['get', 'add']);
  const lesser = await attempt({ name: NAME });
  t.deepEqual([lesser.order.status, lesser.order.body.code], [403, 'permission_missing']);
  t.like(lesser.plan.findings[0], { code: 'permission_missing', path: '/context' });

  const { body: grant } = await lend(['replace']);
  t.is((await attempt({ name: NAME })).order.status, 202, 'grants add up');
  await world.call('DELETE', `/v1/contexts/${world.contextId}/grants/${grant.id}`);
  t.is((await attempt({ name: NAME })).order.status, 403);
});

test.serial('a phone without continuous provisioning gets the signed form alone, or nothing', async (t) => {
  const world = await createPhone(t, { bearers: ['pap', 'smpp'], security: ['none', 'NETWPIN'] });
  const etag = { 'if-match': '*', 'content-type': 'application/merge-patch+json' };
  const changed = await world.call('PATCH', `/v1/devices/${world.device.id}`, {
    body: { model: 'Motorola V500' },
    headers: etag,
  });
  t.is(changed.status, 200, changed.text);
  const context = { id: world.contextId };
  const { order, plan } = await both(world, bodyOf(world.device, { context }));
  t.is(order.status, 202);
  t.deepEqual(plan.bearers, ['smpp']);
  await world.call('PATCH', `/v1/devices/${world.device.id}`, { body: { imsi: null }, headers: etag });
  const refused = await both(world, bodyOf(world.device, { context }));
  t.deepEqual([refused.order.status, refused.order.body.code], [422, 'security_unavailable']);
  t.like(refused.plan.findings[0], { code: 'security_unavailable', path: '/context' });
});

test.serial('a phone comes only to a provisioning URL that we serve', async (t) => {
  const world = await createPhone(t, { bearers: ['pull'], security: ['none'] });
  const own = await openContext(world, world.device, 'https://links.example/tps/0123456789abcdefghijkl');
  const elsewhere = await both(world, bodyOf(world.device, { context: { id: world.contextId } }));
  t.deepEqual([elsewhere.order.status, elsewhere.order.body.code], [422, 'security_unavailable']);
  const { order, plan } = await both(world, bodyOf(world.device, { context: { id: own } }));
  t.is(order.status, 202);
  t.deepEqual(plan.bearers, ['pull']);
});

test.serial('a preview imagines the context', async (t) => {
  const world = await createPhone(t);
  const { body } = await world.call('POST', '/v1/definitions/into-context/1.0.0/preview', { body: {} });
  t.deepEqual(
    body.findings.filter((one: Json) => one.severity === 'error'),
    [],
  );
  t.like(body.security, { method: 'none' });
});

const PROVURL = { type: 'BOOTSTRAP', parms: { NAME: 'Acme', PROVURL: NAME } };
for (const [title, change, field] of [
  ['none with kind bootstrap', { kind: 'bootstrap' }, '/delivery/security'],
  ['none after a method', { delivery: { bearers: ['pap'], security: ['NETWPIN', 'none'] } }, '/delivery/security'],
  [
    'none with USERPINMAC',
    { delivery: { bearers: ['pap'], security: ['none', 'USERPINMAC'], pin: ['sms'] } },
    '/delivery/security',
  ],
  [
    'none without a trusted path',
    { delivery: { bearers: ['smpp'], security: ['none', 'NETWPIN'] } },
    '/delivery/bearers',
  ],
  [
    'none alone with short messages',
    { delivery: { bearers: ['pap', 'smpp'], security: ['none'] } },
    '/delivery/security',
  ],
  [
    'none and a PIN of ours',
    { delivery: { bearers: ['pap'], security: ['none', 'USERPIN'], pin: ['sms'] } },
    '/delivery/pin',
  ],
  [
    'the URL of a context that it does not open',
    { document: [{ type: 'VENDORCONFIG', parms: { NAME: { from: 'context.url' } } }] },
    '/document',
  ],
  ['a PROVURL in what goes into a context', { document: [PROVURL] }, '/document/0'],
] as const) {
  test(`a definition with ${title} is refused at ${field}`, (t) => {
    const error = t.throws<ProvisioningError>(() => checkDefinition({ ...intoContext(), ...change }));
    t.is(error?.code, 'definition_invalid');
    t.true(
      error?.faults.some((fault) => fault.field === field),
      JSON.stringify(error?.faults),
    );
  });
}
