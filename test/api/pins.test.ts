import { randomUUID } from 'node:crypto';
import test from 'ava';
import { prepareDocument } from '../../activities/prepare.ts';
import { verifyUserPinMac } from '../../codecs/bootstrap-mac.ts';
import { decodePush } from '../../codecs/wsp-push.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { mailDefinition } from '../helpers/page-world.ts';

/** Mail whose PIN the client hands over; the address is in the order, so that nobody is asked. */
const definitionWith = (delivery: Json = {}, more: Json = {}): Json => ({
  ...mailDefinition(),
  prompts: [],
  confirmation: { mode: 'none' },
  delivery: { security: ['USERPIN'], pin: ['client'], ...delivery },
  acknowledgement: { evidence: 'applied' },
  ...more,
});

async function register({ call }: ApiWorld, definition: Json): Promise<Json> {
  const made = await call('POST', '/v1/definitions', { body: definition });
  if (made.status !== 201) throw new Error(made.text);
  const active = await call('POST', `/v1/definitions/${definition.name}/${definition.version}/activate`);
  if (active.body?.state !== 'active') throw new Error(active.text);
  return definition;
}

const bodyFor = (definition: Json, more: Json = {}): Json => ({
  device: { msisdn: '+358401234567' },
  definition: { name: definition.name },
  parameters: { address: 'ann@acme.example', password: 'correct horse' },
  ...more,
});

async function createPins(t: Parameters<typeof createApiWorld>[0]) {
  const world = await createApiWorld(t);
  await world.call('POST', '/v1/devices', { body: { msisdn: '+358401234567' } });
  const order = async (definition: Json, more: Json = {}) => {
    const headers = { 'idempotency-key': randomUUID() };
    const made = await world.call('POST', '/v1/orders', { headers, body: bodyFor(definition, more) });
    if (made.status !== 202) throw new Error(made.text);
    return made;
  };
  /** As far as the worker goes before anything is on the wire. */
  const deliver = async (id: string, run = 1) => {
    const key = { orderId: id, run, attempt: 1 };
    const stored = await world.stores.journal.load(key);
    const made = prepareDocument(stored, id, {
      rights: await world.stores.tenants.rights(stored.tenantId),
      publicUrl: 'https://links.example',
    });
    if (made.type !== 'document') throw new Error(made.reason);
    await world.stores.journal.openAttempt(key, 'smpp', { ...made, sends: [] });
    return made.document;
  };
  const end = (id: string, run = 1) =>
    world.stores.settlement.settle(
      { orderId: id, run },
      { state: 'failed', reason: 'attempts_exhausted', evidence: 'none' },
    );
  const sealed = async (id: string) => {
    const [row] = await world.database.rows<{ pin: Buffer | null }>(
      'select pin_sealed as pin from orders where id = :id',
      { id },
    );
    return row?.pin ?? null;
  };
  const reveal = (id: string, key?: string) =>
    world.call('POST', `/v1/orders/${id}/pin/reveal`, key === undefined ? {} : { key });
  return { ...world, order, deliver, end, sealed, reveal };
}

test('an order without a PIN gets one, which the client is handed once, with an entry in the audit trail', async (t) => {
  const world = await createPins(t);
  const { order, reveal, call, sealed } = world;
  const { text, body } = await order(await register(world, definitionWith()));
  t.deepEqual(body.pin, { way: 'client', toldAt: null });
  t.is(body.security, 'USERPIN');

  const told = await reveal(body.id);
  t.is(told.status, 200, told.text);
  t.regex(told.body.pin, /^[0-9]{8}$/);
  t.deepEqual({ ...told.body, pin: null }, { orderId: body.id, run: 1, pin: null });
  t.is(told.headers.get('cache-control'), 'no-store');
  const again = await reveal(body.id);
  t.is(again.status, 410);
  t.is(again.body.code, 'pin_already_told');

  const now = await call('GET', `/v1/orders/${body.id}`);
  t.regex(now.body.pin.toldAt, /Z$/);
  const events = await call('GET', `/v1/orders/${body.id}/events`);
  t.deepEqual(
    events.body.items.map(({ type, detail }: Json) => [type, detail]),
    [
      ['order.accepted', { security: 'USERPIN', pin: 'client' }],
      ['pin.told', { by: 'client' }],
    ],
  );
  const trail = await call('GET', '/v1/audit');
  t.like(
    trail.body.items.find(({ object }: Json) => object === 'pins'),
    { operation: 'reveal', objectId: body.id, detail: { run: 1 } },
  );
  for (const place of [text, now.text, events.text, trail.text, JSON.stringify(world.log)])
    t.false(place.includes(told.body.pin));
  t.truthy(await sealed(body.id), 'the document is still to be made with it');
});

test('each order has a PIN of its own, and what the phone checks is made with it', async (t) => {
  const world = await createPins(t);
  const definition = await register(world, definitionWith());
  const pins = new Set<string>();
  for (let i = 0; i < 20; i++) {
    const { body } = await world.order(definition);
    const stored = await world.stores.journal.load({ orderId: body.id, run: 1, attempt: 1 });
    pins.add(String(stored.pin));
    const told = await world.reveal(body.id);
    t.is(told.body.pin, stored.pin);
    await world.deliver(body.id);
    t.is(await world.sealed(body.id), null, 'it has served');
    await world.end(body.id);
  }
  t.is(pins.size, 20);
});

test('a PIN that comes of the document can be told once that is there', async (t) => {
  const world = await createPins(t);
  const definition = await register(world, definitionWith({ security: ['USERPINMAC'] }));
  const { body } = await world.order(definition);
  t.is(body.security, 'USERPINMAC');
  const early = await world.reveal(body.id);
  t.is(early.status, 409);
  t.is(early.body.code, 'pin_unavailable');

  const document = await world.deliver(body.id);
  const { mac, security, body: wbxml } = decodePush(document.push);
  t.is(security, 'USERPINMAC');
  t.is(mac, undefined);
  const { pin } = (await world.reveal(body.id)).body;
  t.regex(pin, /^[0-9]{10}$/);
  t.true(verifyUserPinMac(pin, wbxml));
  t.is(await world.sealed(body.id), null);
});

test('a PIN is as long as its definition wants, in each run', async (t) => {
  const world = await createPins(t);
  const { body } = await world.order(await register(world, definitionWith({ pinDigits: 6 })));
  t.regex((await world.reveal(body.id)).body.pin, /^[0-9]{6}$/);
  await world.end(body.id);
  t.is((await world.call('POST', `/v1/orders/${body.id}/rerun`)).status, 202);
  t.regex((await world.reveal(body.id)).body.pin, /^[0-9]{6}$/);
});

test('a PIN goes with its order, and another run has another', async (t) => {
  const world = await createPins(t);
  const { body } = await world.order(await register(world, definitionWith()));
  const before = await world.stores.journal.load({ orderId: body.id, run: 1, attempt: 1 });
  await world.end(body.id);
  t.is(await world.sealed(body.id), null);
  const late = await world.reveal(body.id);
  t.is(late.status, 409);
  t.is(late.body.code, 'pin_unavailable');
  await t.throwsAsync(
    world.database.rows("update orders set pin_sealed = 'x' where id = :id", { id: body.id }),
    { message: /orders_pin_gone_at_end/ },
    'the database itself keeps no PIN of an order that has ended',
  );

  t.is((await world.call('POST', `/v1/orders/${body.id}/rerun`)).status, 202);
  const { run, pin } = (await world.reveal(body.id)).body;
  t.is(run, 2);
  t.not(pin, before.pin);
  t.is((await world.stores.journal.load({ orderId: body.id, run: 2, attempt: 1 })).pin, pin);
});

test('a PIN that the order brought, or that goes another way, is not handed out', async (t) => {
  const world = await createPins(t);
  const definition = await register(world, definitionWith());
  const brought = await world.order(definition, { pin: '918273' });
  t.is(brought.body.pin, null);
  const refused = await world.reveal(brought.body.id);
  t.is(refused.status, 409);
  t.is(refused.body.code, 'pin_unavailable');
  await world.end(brought.body.id);
  t.truthy(await world.sealed(brought.body.id), 'another run needs it: nobody else can bring it');

  const settings = await world.call('PATCH', '/v1/tenant', {
    headers: { 'if-match': String((await world.call('GET', '/v1/tenant')).headers.get('etag')) },
    body: { settings: { pinBySms: true } },
  });
  t.true(settings.body?.settings.pinBySms, settings.text);
  const bySms = await register(world, definitionWith({ pin: ['sms'] }));
  const { body } = await world.order(bySms);
  t.is(body.pin.way, 'sms');
  t.is((await world.reveal(body.id)).body.code, 'pin_unavailable');
});

test('a tenant that has not allowed PINs by short message has no such order taken', async (t) => {
  const world = await createPins(t);
  const definition = await register(world, definitionWith({ pin: ['sms'] }));
  const headers = { 'idempotency-key': randomUUID() };
  const { status, body } = await world.call('POST', '/v1/orders', { headers, body: bodyFor(definition) });
  t.is(status, 422);
  t.is(body.code, 'security_unavailable');
});

test('a plan says how the user would learn the PIN, and an order does as planned', async (t) => {
  const world = await createPins(t);
  const definition = await register(
    world,
    definitionWith(
      { security: ['NETWPIN', 'USERPIN'], pin: ['page', 'client'] },
      { confirmation: { ...mailDefinition().confirmation } },
    ),
  );
  const plan = await world.call('POST', '/v1/plans', { body: bodyFor(definition) });
  t.true(plan.body.allowed, plan.text);
  t.deepEqual(plan.body.security, {
    method: 'USERPIN',
    fallback: null,
    pin: 'page',
    why: 'NETWPIN is not possible; USERPIN is, by a PIN that the user is shown on our page',
  });
  const { body } = await world.order(definition);
  t.is(body.pin.way, 'page');
  const brought = await world.call('POST', '/v1/plans', { body: bodyFor(definition, { pin: '918273' }) });
  t.is(brought.body.security.pin, null);
});
