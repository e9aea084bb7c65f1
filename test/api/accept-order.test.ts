import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { definitionNamed } from '../helpers/definitions.ts';
import { registeredDefinition } from '../helpers/memory-stores.ts';
import { createWorld, type Json, type World, type WorldOptions } from './world.ts';

const ACCESS = definitionNamed('internet-access');

/** A definition like that of the access point, under a name of its own. */
const like = (fields: Partial<ServiceDefinition>): WorldOptions => ({
  definitions: [{ ...ACCESS, name: 'own', ...fields }],
});

/** Every parameter that its definition requires. */
const REQUIRED: Readonly<Record<string, Json>> = {
  'internet-access': { name: 'Acme', apn: 'internet.acme.example' },
  mms: { name: 'Acme', apn: 'mms.acme.example', mmsc: 'http://mmsc.acme.example/' },
  mail: {
    name: 'Acme',
    address: 'ann@acme.example',
    username: 'ann',
    imapHost: 'imap.acme.example',
    smtpHost: 'smtp.acme.example',
  },
  'browsing-proxy': {
    name: 'Acme',
    apn: 'internet.acme.example',
    proxyAddress: '192.0.2.1',
    homepage: 'http://acme.example/',
  },
  'device-management': {
    name: 'Acme',
    serverId: 'acme',
    serverUrl: 'https://dm.acme.example/dm',
    clientName: 'ann',
    clientSecret: 'secret',
    serverSecret: 'secret',
  },
};

test('An order is accepted with 202, stored, and started once', async (t) => {
  const world = await createWorld(t);
  const { status, body, headers } = await world.order({ externalId: 'case 17' });
  t.is(status, 202);
  t.is(headers.get('location'), `/v1/orders/${body.id}`);
  t.is(headers.get('idempotent-replayed'), null);
  t.is(body.state, 'accepted');
  t.is(body.externalId, 'case 17');
  t.deepEqual(body.definition, { name: 'internet-access', version: '1.0.0' });
  t.is(body.security, 'NETWPIN');
  t.is(body.wantedEvidence, 'delivered');
  t.is(world.stores.orderRows.length, 1);
  t.deepEqual(world.started, [
    {
      id: body.id,
      run: 1,
      tenantId: world.tenantId,
      deviceId: world.device.id,
      definition: { name: 'internet-access', version: '1.0.0' },
      policy: {
        startInMs: 0,
        ask: null,
        maxAttempts: 3,
        retryMs: 1_000,
        maxRetryMs: 60_000,
        inDoubtMs: 2_000,
        maxStalls: 12,
        wantedEvidence: 'delivered',
        acknowledgementMs: 48 * 3_600_000,
        expiresInMs: 72 * 3_600_000,
      },
    },
  ]);
});

for (const [name, parameters] of Object.entries(REQUIRED)) {
  test(`The built-in definition ${name} can be ordered with what it requires`, async (t) => {
    const world = await createWorld(t);
    const { status, text } = await world.order({ definition: { name, version: '1.0.0' }, parameters });
    t.is(status, 202, text);
  });
}

for (const type of ['id', 'msisdn', 'imsi', 'imei'] as const) {
  test(`A device can be ordered for by its ${type}`, async (t) => {
    const world = await createWorld(t);
    const device = world.addDevice({ msisdn: '+358400000001', imsi: '244051000000001', imei: '490154203237518' });
    const { status, body } = await world.order({ device: { [type]: device[type] } });
    t.is(status, 202);
    t.is(body.deviceId, device.id);
  });
}

test('An order asks its user when the definition says so, with the time that the definition gives', async (t) => {
  const world = await createWorld(t);
  await world.order({ definition: { name: 'mail' }, parameters: REQUIRED['mail'] });
  const timeoutMs = 24 * 3_600_000;
  t.deepEqual(world.started[0]?.policy.ask, {
    timeoutMs,
    ways: ['client'],
    wayMs: timeoutMs,
    remindBeforeMs: 0,
    onTimeout: 'expire',
  });
});

test('An order that is not to start yet is scheduled', async (t) => {
  const world = await createWorld(t);
  const notBefore = new Date(Date.now() + 3_600_000).toISOString();
  const { body } = await world.order({ notBefore });
  t.is(body.state, 'scheduled');
  const { startInMs } = world.started[0]!.policy;
  t.true(startInMs > 3_590_000 && startInMs <= 3_600_000);
});

test('A time that has passed means now', async (t) => {
  const world = await createWorld(t);
  t.is((await world.order({ notBefore: '2020-01-01T00:00:00Z' })).body.state, 'accepted');
});

test('A PIN that the method does not need is not stored, one that it needs is', async (t) => {
  const world = await createWorld(t);
  const withImsi = await world.order({ pin: '1234' });
  t.is(world.stored(withImsi.body.id).request.pin, null);
  const bare = world.addDevice({ msisdn: '+358400000002', imsi: null });
  const withPin = await world.order({ device: { id: bare.id }, pin: '1234' });
  t.is(withPin.body.security, 'USERPIN');
  t.is(world.stored(withPin.body.id).request.pin, '1234');
  t.false(withPin.text.includes('1234"'));
});

test('The same key and body give the same order, whatever the order of the fields, and start nothing', async (t) => {
  const world = await createWorld(t);
  const first = await world.order({ parameters: { name: 'Acme', apn: 'a.example' } }, 'key-1');
  const again = await world.order({ parameters: { apn: 'a.example', name: 'Acme' } }, 'key-1');
  t.is(again.status, 202);
  t.deepEqual(again.body, first.body);
  t.is(again.headers.get('idempotent-replayed'), 'true');
  t.is(again.headers.get('location'), first.headers.get('location'));
  t.is(world.stores.orderRows.length, 1);
  t.is(world.started.length, 1);
});

test('A repeat is answered although nothing of it would be accepted any more', async (t) => {
  const world = await createWorld(t, { settings: { maxBacklog: 1 } });
  const first = await world.order({}, 'key-1');
  world.stores.deviceRows.length = 0;
  world.stores.definitionRows.length = 0;
  const again = await world.order({}, 'key-1');
  t.is(again.status, 202);
  t.is(again.body.id, first.body.id);
});

test('Ten equal requests at once make one order', async (t) => {
  const world = await createWorld(t);
  const answers = await Promise.all(Array.from({ length: 10 }, () => world.order({}, 'key-1')));
  t.is(new Set(answers.map(({ body }) => body.id)).size, 1);
  t.is(world.started.length, 1);
  t.is(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true').length, 9);
});

test('Another tenant may use the same key', async (t) => {
  const world = await createWorld(t);
  const first = await world.order({}, 'key-1');
  const tenantId = randomUUID();
  const device = world.addDevice({ tenantId });
  const other = await world.call('POST', '/v1/orders', {
    key: world.addKey({ tenantId }),
    headers: { 'idempotency-key': 'key-1' },
    body: {
      device: { id: device.id },
      definition: { name: 'internet-access' },
      parameters: REQUIRED['internet-access'],
    },
  });
  t.is(other.status, 202);
  t.not(other.body.id, first.body.id);
});

/** Orders and expects a refusal that stores and starts nothing. */
async function refused(
  t: Parameters<typeof createWorld>[0] & { is: (a: unknown, b: unknown) => void },
  [status, code]: readonly [number, string],
  { world, body, key }: { world: World; body: Json; key?: string },
): Promise<Json> {
  const before = world.stores.orderRows.length;
  const answer = await world.order(body, key);
  t.is(`${answer.status} ${answer.body.code}`, `${status} ${code}`);
  t.is(world.stores.orderRows.length, before);
  t.is(world.started.length, before);
  return answer.body;
}

test('An order without an Idempotency-Key is refused', async (t) => {
  const world = await createWorld(t);
  const { status, body } = await world.call('POST', '/v1/orders', {
    body: { device: { id: world.device.id }, definition: { name: 'mail' }, parameters: {} },
  });
  t.is(status, 400);
  t.is(body.code, 'idempotency_key_missing');
  t.is(body.errors[0].field, 'Idempotency-Key');
});

for (const [title, key] of [
  ['is too long', 'x'.repeat(256)],
  ['holds a space', 'a b'],
  ['is not ASCII', 'ä'],
] as const) {
  test(`An Idempotency-Key that ${title} is refused`, async (t) => {
    const body = await refused(t, [400, 'request_invalid'], { world: await createWorld(t), body: {}, key });
    t.is(body.errors[0].field, 'Idempotency-Key');
  });
}

test('The same Idempotency-Key with another body is refused', async (t) => {
  const world = await createWorld(t);
  await world.order({}, 'key-1');
  await refused(t, [422, 'idempotency_key_reused'], { world, body: { externalId: 'other' }, key: 'key-1' });
});

test('An order is refused with 503 and Retry-After while too many wait', async (t) => {
  const world = await createWorld(t, { settings: { maxBacklog: 0 } });
  const { status, body, headers } = await world.order();
  t.is(status, 503);
  t.is(body.code, 'backlog_full');
  t.is(headers.get('retry-after'), '30');
  t.is(world.stores.orderRows.length, 0);
});

for (const definition of [{ name: 'no-such' }, { name: 'mail', version: '9.9.9' }]) {
  test(`An order of the unknown definition ${Object.values(definition).join(' ')} is refused`, async (t) => {
    const body = await refused(t, [422, 'definition_not_found'], { world: await createWorld(t), body: { definition } });
    t.is(body.errors[0].field, '/definition');
  });
}

for (const [title, parameters, field, expected, got] of [
  ['a missing parameter', { name: 'Acme' }, '/parameters/apn', 'present', 'absent'],
  ['a wrong type', { name: 7, apn: 'a.example' }, '/parameters/name', 'a string of 1 to 48 characters', 'an integer'],
  [
    'a parameter that is too long',
    { name: `CANARY${'x'.repeat(50)}`, apn: 'a.example' },
    '/parameters/name',
    'a string of 1 to 48 characters',
    'a string of 56 characters',
  ],
  [
    'a value out of a list',
    { name: 'Acme', apn: 'a.example', username: 'u', authentication: 'CANARY' },
    '/parameters/authentication',
    'one of PAP, CHAP',
    'a string of 6 characters',
  ],
  [
    'an unknown parameter',
    { name: 'Acme', apn: 'a.example', colour: 'CANARY' },
    '/parameters/colour',
    'only the fields name, apn, username, password, authentication',
    'an unknown field',
  ],
  [
    'a form that the definition does not allow',
    { name: 'Acme', apn: 'CANARY CANARY' },
    '/parameters/apn',
    'a string of 1 to 64 characters that matches ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$',
    'a string of 13 characters',
  ],
] as const) {
  test(`An order with ${title} is refused, and the value is not told`, async (t) => {
    const world = await createWorld(t);
    const body = await refused(t, [422, 'parameters_invalid'], { world, body: { parameters } });
    t.deepEqual(body.errors, [{ field, expected, got }]);
    t.false(JSON.stringify(body).includes('CANARY'));
  });
}

test('What the template needs and nobody gave is refused as a missing parameter', async (t) => {
  const world = await createWorld(t);
  const parameters = { ...REQUIRED['internet-access'], username: 'ann', authentication: 'PAP' };
  const own = {
    ...ACCESS,
    name: 'own',
    document: [{ type: 'BOOTSTRAP', parms: { NAME: { from: 'password' } } }],
  };
  world.stores.definitionRows.push(registeredDefinition(own));
  const body = await refused(t, [422, 'parameters_invalid'], {
    world,
    body: { definition: { name: 'own' }, parameters },
  });
  t.deepEqual(body.errors, [{ field: '/parameters/password', expected: 'present', got: 'absent' }]);
});

test('A template that needs what is not known of the device makes the device unfit', async (t) => {
  const world = await createWorld(
    t,
    like({ document: [{ type: 'BOOTSTRAP', parms: { NAME: { from: 'device.model' } } }] }),
  );
  const body = await refused(t, [422, 'device_unfit'], { world, body: { definition: { name: 'own' } } });
  t.is(body.errors[0].expected, 'a device whose model is known');
});

for (const device of [{ id: randomUUID() }, { msisdn: '+358409999999' }, { imsi: '244059999999999' }]) {
  const [type] = Object.keys(device);
  test(`An order for an unknown ${type} is refused`, async (t) => {
    const body = await refused(t, [422, 'device_not_found'], { world: await createWorld(t), body: { device } });
    t.is(body.errors[0].field, `/device/${type}`);
  });
}

test('An order for the device of another tenant is refused as for an unknown one', async (t) => {
  const world = await createWorld(t);
  const foreign = world.addDevice({ tenantId: randomUUID() });
  await refused(t, [422, 'device_not_found'], { world, body: { device: { id: foreign.id } } });
});

test('An order for a device without a number is refused', async (t) => {
  const world = await createWorld(t);
  const device = world.addDevice({ msisdn: null, imsi: '244051000000001' });
  const body = await refused(t, [422, 'device_not_addressable'], { world, body: { device: { id: device.id } } });
  t.true(body.detail.includes('MSISDN'));
});

test('An order for a device that is known not to support the service is refused', async (t) => {
  const world = await createWorld(t);
  const device = world.addDevice({ applications: ['w2', '143'] });
  const body = await refused(t, [422, 'device_unfit'], {
    world,
    body: { device: { id: device.id }, definition: { name: 'mail' }, parameters: REQUIRED['mail'] },
  });
  t.is(body.errors[0].expected, 'support for 25');
});

test('An order that nothing can secure is refused with what would help', async (t) => {
  const world = await createWorld(t);
  const device = world.addDevice({ imsi: null });
  const body = await refused(t, [422, 'security_unavailable'], { world, body: { device: { id: device.id } } });
  t.is(
    body.errors[0].expected,
    'the IMSI of the device (NETWPIN), or the IMSI of the device and a "pin" (USERNETWPIN), or a "pin" (USERPIN)',
  );
});

test('An order whose only method needs a PIN of our making is refused where nobody could tell it', async (t) => {
  const delivery = { ...ACCESS.delivery, security: ['USERPINMAC'] as const };
  const world = await createWorld(t, like({ delivery }));
  const body = await refused(t, [422, 'security_unavailable'], { world, body: { definition: { name: 'own' } } });
  t.is(body.errors[0].expected, 'a way to tell the user its PIN (USERPINMAC)');
});

test('A document that handsets would refuse is refused with its place', async (t) => {
  const world = await createWorld(t, like({ document: [{ type: 'NAPDEF', parms: { NAME: 'CANARY' } }] }));
  const body = await refused(t, [422, 'document_invalid'], { world, body: { definition: { name: 'own' } } });
  t.true(
    body.errors.some(({ field }: Json) => field.startsWith('NAPDEF[1]')),
    JSON.stringify(body),
  );
});

/** Access points, each with the parameter `name` as its name: a document as large as is wished. */
const points = (count: number) =>
  like({
    parameters: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    document: Array.from({ length: count }, (_, i) => ({
      type: 'NAPDEF',
      parms: {
        NAPID: `N${i}`,
        BEARER: 'GSM-GPRS',
        NAME: { from: 'name' },
        'NAP-ADDRESS': 'a.example',
        'NAP-ADDRTYPE': 'APN',
      },
    })),
  });

test('A document of ten parts is accepted and one of eleven is refused with the exact numbers', async (t) => {
  const world = await createWorld(t, points(2));
  const order = (length: number) =>
    world.order({ definition: { name: 'own' }, parameters: { name: 'x'.repeat(length) } });
  // A part holds 128 octets and the name is there twice, so that 20 characters more never skip a part.
  const answers = [];
  for (let length = 400; length <= 700; length += 20) answers.push(await order(length));
  const accepted = answers.filter(({ status }) => status === 202).length;
  t.true(accepted > 0 && accepted < answers.length);
  for (const { status, body } of answers.slice(accepted)) {
    t.is(`${status} ${body.code}`, '422 document_too_large');
    t.regex(body.detail, /^Cannot send the document: expected at most 10 short messages, got 1[1-4]$/);
  }
  t.regex(answers[accepted]?.body.detail, /got 11$/);
  t.is(world.stores.orderRows.length, accepted);
});

test('A document over the parts that the device takes is refused', async (t) => {
  const world = await createWorld(t, points(1));
  const device = world.addDevice({ maxParts: 1 });
  const parameters = { name: 'x'.repeat(150) };
  const body = await refused(t, [422, 'document_too_large'], {
    world,
    body: { device: { id: device.id }, definition: { name: 'own' }, parameters },
  });
  t.regex(body.detail, /expected at most 1 short messages, got \d$/);
});

test('A document over what concatenation can number is refused', async (t) => {
  const world = await createWorld(t, points(40));
  const parameters = { name: 'x'.repeat(1_000) };
  const body = await refused(t, [422, 'document_too_large'], {
    world,
    body: { definition: { name: 'own' }, parameters },
  });
  t.regex(body.detail, /expected at most 10 short messages, got 327$/);
});

test('A parameter with a character that no document can hold is refused', async (t) => {
  const world = await createWorld(t, points(1));
  const parameters = { name: 'a\u0001CANARY' };
  const body = await refused(t, [422, 'document_invalid'], {
    world,
    body: { definition: { name: 'own' }, parameters },
  });
  t.false(JSON.stringify(body).includes('CANARY'));
});

test('An answer that is still to come counts with its greatest length', async (t) => {
  const [large] = points(2).definitions!;
  const own: ServiceDefinition = {
    ...large!,
    parameters: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 1_000 } } },
    prompts: [{ parameter: 'name', secret: false, text: { en: 'Name' } }],
    confirmation: { mode: 'client', timeout: 'PT1H', text: { en: 'Yes?' } },
  };
  const world = await createWorld(t, { definitions: [own] });
  await refused(t, [422, 'document_too_large'], { world, body: { definition: { name: 'own' }, parameters: {} } });
  const given = await world.order({ definition: { name: 'own' }, parameters: { name: 'short' } });
  t.is(given.status, 202);
});

for (const [title, fields] of [
  ['a schema that does not compile', { parameters: { ...ACCESS.parameters, $ref: '#/nowhere' } }],
  ['an asynchronous schema', { parameters: { ...ACCESS.parameters, $async: true } }],
  ['a duration that cannot be read', { acknowledgement: { evidence: 'delivered', timeout: 'P1M' } }],
] as const) {
  test(`A definition with ${title} cannot be ordered from`, async (t) => {
    const world = await createWorld(t, like(fields));
    await refused(t, [422, 'definition_unusable'], { world, body: { definition: { name: 'own' } } });
  });
}

for (const [title, change, field] of [
  ['no device', { device: undefined }, '/device'],
  ['an empty device', { device: {} }, '/device'],
  ['two identifiers', { device: { msisdn: '+358401234567', imsi: '244051234567890' } }, '/device'],
  ['a malformed id', { device: { id: 'x' } }, '/device/id'],
  ['a PIN of three digits', { pin: '123' }, '/pin'],
  ['a PIN that is a number', { pin: 1234 }, '/pin'],
  ['parameters that are a list', { parameters: [] }, '/parameters'],
  ['a time without an offset', { notBefore: '2026-12-01T00:00:00' }, '/notBefore'],
  ['a time in the far future', { notBefore: '2099-01-01T00:00:00Z' }, '/notBefore'],
  ['a definition as text', { definition: 'mail' }, '/definition'],
  ['an empty name of its own', { externalId: '' }, '/externalId'],
  ['NUL in its name', { externalId: 'a\u0001' }, '/externalId'],
  ['an unknown field', { callback: 'https://acme.example' }, '/callback'],
] as const) {
  test(`An order with ${title} is refused and says where`, async (t) => {
    const body = await refused(t, [400, 'request_invalid'], { world: await createWorld(t), body: change });
    t.is(body.errors[0].field, field);
  });
}

test('Definitions by the hundred are checked with schemas of their own', async (t) => {
  const definitions = Array.from({ length: 250 }, (_, i) => ({
    ...ACCESS,
    name: `own-${i}`,
    parameters: { ...ACCESS.parameters, required: [i % 2 === 0 ? 'name' : 'apn'] },
    document: [{ type: 'BOOTSTRAP', parms: { NAME: 'Acme' } }],
  }));
  const world = await createWorld(t, { definitions });
  for (const i of [...definitions.keys(), 0, 1]) {
    const { status } = await world.order({ definition: { name: `own-${i}` }, parameters: { name: 'Acme' } });
    t.is(status, i % 2 === 0 ? 202 : 422);
  }
});

test('Nothing is started or stored when the store refuses', async (t) => {
  const world = await createWorld(t, {
    stores: ({ orders }) => ({ orders: { ...orders, accept: () => Promise.reject(new Error('CANARY')) } }),
  });
  const { status, text } = await world.order();
  t.is(status, 500);
  t.false(text.includes('CANARY'));
  t.deepEqual(world.started, []);
});
