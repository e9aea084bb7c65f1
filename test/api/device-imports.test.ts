import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import test from 'ava';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';

const CSV = { 'content-type': 'text/csv' };
const NDJSON = { 'content-type': 'application/x-ndjson' };

async function open({ call }: ApiWorld, fields: object = {}): Promise<string> {
  const { status, body } = await call('POST', '/v1/device-imports', {
    body: { title: 'A fleet', mode: 'create', ...fields },
  });
  if (status !== 201) throw new Error(`Import: ${status} ${JSON.stringify(body)}`);
  return body.id;
}

const send = ({ call }: ApiWorld, id: string, body: string | Uint8Array, headers: Record<string, string> = CSV) =>
  call('PUT', `/v1/device-imports/${id}/rows`, { body, headers });

const countsOf = ({ rowsDone, created, updated, unchanged, refused }: Json) => [
  rowsDone,
  created,
  updated,
  unchanged,
  refused,
];

async function reportOf({ call }: ApiWorld, id: string, query = ''): Promise<Json[]> {
  const { body } = await call('GET', `/v1/device-imports/${id}/rows?limit=200${query}`);
  return body.items.map(({ deviceId, ...row }: Json) => ({ ...row, known: deviceId !== null }));
}

const phones = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `+35840${String(from + i).padStart(7, '0')}`);

/** A file of devices that are all right. */
const fileOf = (count: number, from = 0): string => `msisdn\n${phones(from, count).join('\n')}\n`;

test.serial('A CSV file makes devices, each cell as the field of its column', async (t) => {
  const world = await createApiWorld(t);
  const id = await open(world, { title: 'A fleet of two' });
  const { status, body } = await send(
    world,
    id,
    [
      '\ufeffmsisdn,imsi,imei,model,applications,bearers,dm,timeZone,mediaTypes,maxParts',
      '+358401234567,244051234567890,490154203237518,"Acme ""One"", black",w4 w7,smpp pull,true,Europe/Helsinki,application/x-a application/x-b,4',
      '+358407654321,,,,,,,,,',
      '',
    ].join('\r\n'),
  );
  t.is(status, 200);
  const { createdAt, updatedAt, doneAt, ...rest } = body;
  t.deepEqual(rest, {
    id,
    title: 'A fleet of two',
    mode: 'create',
    format: 'csv',
    state: 'done',
    rowsDone: 2,
    created: 2,
    updated: 0,
    unchanged: 0,
    refused: 0,
  });
  t.true(createdAt < doneAt && updatedAt === doneAt);
  const [full] = (await world.call('GET', '/v1/devices?msisdn=%2B358401234567')).body.items;
  t.deepEqual(
    [
      full.imsi,
      full.imei,
      full.model,
      full.applications,
      full.bearers,
      full.dm,
      full.timeZone,
      full.mediaTypes,
      full.maxParts,
      full.binding.proof,
    ],
    [
      '***********7890',
      '490154203237518',
      'Acme "One", black',
      ['w4', 'w7'],
      ['smpp', 'pull'],
      true,
      'Europe/Helsinki',
      ['application/x-a', 'application/x-b'],
      4,
      'claimed',
    ],
  );
  const [bare] = (await world.call('GET', '/v1/devices?msisdn=%2B358407654321')).body.items;
  t.deepEqual([bare.imsi, bare.model, bare.applications, bare.dm, bare.maxParts], [null, null, null, null, 10]);
  const { body: rows } = await world.call('GET', `/v1/device-imports/${id}/rows`);
  t.deepEqual(
    rows.items.map(({ row, outcome, deviceId }: Json) => [row, outcome, deviceId]),
    [
      [1, 'created', full.id],
      [2, 'created', bare.id],
    ],
  );
});

test.serial('A file of JSON lines makes devices as POST /v1/devices would', async (t) => {
  const world = await createApiWorld(t);
  const id = await open(world);
  const { body } = await send(
    world,
    id,
    '{"msisdn": "+358401234567", "applications": ["w4"], "dm": false}\n\n  {"imei": "490154203237518"}',
    NDJSON,
  );
  t.deepEqual([body.format, ...countsOf(body)], ['ndjson', 2, 2, 0, 0, 0]);
  const [device] = (await world.call('GET', '/v1/devices?msisdn=%2B358401234567')).body.items;
  t.deepEqual([device.applications, device.dm], [['w4'], false]);
});

test.serial('What is wrong with a row is said of it, without a value, and stops no other row', async (t) => {
  const world = await createApiWorld(t);
  await world.call('POST', '/v1/devices', { body: { msisdn: '+358401234567' } });
  const id = await open(world);
  const { status, body, text } = await send(
    world,
    id,
    [
      '{"msisdn": "+358400000001"}',
      '{"msisdn": "+358401234567"}',
      '{"msisdn": "+358400000001"}',
      '{"msisdn": "+99901000001"}',
      '{"msisdn": "CANARY"}',
      '{"model": "CANARY"}',
      '{"imei": "490154203237519"}',
      '{"imsi": "144051234567890"}',
      '{"msisdn": "+358400000002", "secret": "CANARY"}',
      '["CANARY"]',
      '{"msisdn": ',
      '{"msisdn": "+358400000003", "maxParts": 0}',
      '{"msisdn": "+358400000004"}',
    ].join('\n'),
    NDJSON,
  );
  t.is(status, 200, text);
  t.deepEqual(countsOf(body), [13, 2, 0, 0, 11]);
  const report = await reportOf(world, id);
  t.deepEqual(
    report.map(({ row, outcome, field, known }) => [row, outcome, field, known]),
    [
      [1, 'created', null, true],
      [2, 'refused', '/msisdn', false],
      [3, 'refused', '/msisdn', false],
      [4, 'refused', '/msisdn', false],
      [5, 'refused', '/msisdn', false],
      [6, 'refused', '', false],
      [7, 'refused', '/imei', false],
      [8, 'refused', '/imsi', false],
      [9, 'refused', '/secret', false],
      [10, 'refused', '', false],
      [11, 'refused', '', false],
      [12, 'refused', '/maxParts', false],
      [13, 'created', null, true],
    ],
  );
  t.deepEqual(
    [report[3]!.expected, report[3]!.got],
    ['a number that the numbering plan of its country has', 'a calling code that no country has'],
  );
  t.false(JSON.stringify(report).includes('CANARY'));
  t.false(/[0-9]{6}/.test(JSON.stringify(report)));
  const refused = await reportOf(world, id, '&outcome=refused');
  t.deepEqual(
    refused,
    report.filter(({ outcome }) => outcome === 'refused'),
  );
});

test.serial('A number of no numbering plan is taken where the tenant has it so', async (t) => {
  const world = await createApiWorld(t);
  const key = await world.addKey({ tenant: 'things', settings: { msisdnCheck: 'e164' } });
  const { body } = await world.call('POST', '/v1/device-imports', { body: { title: 'x', mode: 'create' }, key });
  const { body: done } = await world.call('PUT', `/v1/device-imports/${body.id}/rows`, {
    body: 'msisdn\n+99901000001\n',
    headers: CSV,
    key,
  });
  t.deepEqual(countsOf(done), [1, 1, 0, 0, 0]);
});

test.serial('An upsert changes what the row says of a device that is there, and no more', async (t) => {
  const world = await createApiWorld(t);
  const made = (
    await world.call('POST', '/v1/devices', {
      body: { msisdn: '+358401234567', imsi: '244051234567890', model: 'Acme One', maxParts: 3 },
    })
  ).body;
  const id = await open(world, { mode: 'upsert' });
  const { body } = await send(
    world,
    id,
    [
      'msisdn,imsi,imei,model',
      '+358401234567,,,Acme Two',
      '+358401234567,244051234567890,,Acme Two',
      '+358400000001,,,',
      '+358400000001,,490154203237518,',
      ',,490154203237518,Acme Three',
      '+358401234567,,490154203237518,',
    ].join('\n'),
  );
  t.deepEqual(countsOf(body), [6, 1, 3, 1, 1]);
  const report = await reportOf(world, id);
  t.deepEqual(
    report.map(({ outcome }) => outcome),
    ['updated', 'unchanged', 'created', 'updated', 'updated', 'refused'],
  );
  t.is(report[5]!.got, 'identifiers of several devices');
  const { body: after, headers } = await world.call('GET', `/v1/devices/${made.id}`);
  t.deepEqual(
    [after.model, after.imsi, after.maxParts, headers.get('etag')],
    ['Acme Two', '***********7890', 3, '"2"'],
  );
  const [other] = (await world.call('GET', '/v1/devices?imei=490154203237518')).body.items;
  t.deepEqual([other.msisdn, other.model], ['+358400000001', 'Acme Three']);
});

test.serial('Identifiers may change hands within a batch', async (t) => {
  const world = await createApiWorld(t);
  const seed = await open(world);
  await send(world, seed, 'imsi,imei\n244051234567890,490154203237518\n244051234567891,356938035643809\n');
  const id = await open(world, { mode: 'upsert' });
  // The second takes the IMEI that the first gives up.
  const { body } = await send(
    world,
    id,
    'imsi,imei\n244051234567890,000000000000000\n244051234567891,490154203237518\n',
  );
  t.deepEqual(countsOf(body), [2, 0, 2, 0, 0]);
  const [device] = (await world.call('GET', '/v1/devices?imei=490154203237518')).body.items;
  t.is(device.imsi, '***********7891');
});

test.serial('An upsert leaves the number of a device alone while an order for it is open', async (t) => {
  const world = await createApiWorld(t);
  const device = (
    await world.call('POST', '/v1/devices', { body: { msisdn: '+358401234567', imsi: '244051234567890' } })
  ).body;
  await world.call('POST', '/v1/orders', {
    body: {
      device: { id: device.id },
      definition: { name: 'internet-access' },
      parameters: { name: 'Acme', apn: 'internet.acme.example' },
    },
    headers: { 'idempotency-key': randomUUID() },
  });
  const id = await open(world, { mode: 'upsert' });
  const { body } = await send(
    world,
    id,
    'msisdn,imsi,model\n+358407654321,244051234567890,\n,244051234567890,Acme Two\n',
  );
  t.deepEqual(countsOf(body), [2, 0, 1, 0, 1]);
  t.is((await reportOf(world, id))[0]!.field, '/msisdn');
});

test.serial('A file of any number of batches is done whole, and its report is read page by page', async (t) => {
  const world = await createApiWorld(t);
  const id = await open(world);
  const { body } = await send(world, id, fileOf(1_234));
  t.deepEqual(countsOf(body), [1_234, 1_234, 0, 0, 0]);
  let after = '';
  let seen = 0;
  do {
    const page = (await world.call('GET', `/v1/device-imports/${id}/rows?limit=200&outcome=created${after}`)).body;
    for (const { row } of page.items) t.is(row, ++seen);
    after = page.next === null ? '' : `&after=${page.next}`;
  } while (after !== '');
  t.is(seen, 1_234);
});

test.serial('The same file sent again to an import that is done changes nothing; another is refused', async (t) => {
  const world = await createApiWorld(t);
  const id = await open(world);
  const first = await send(world, id, fileOf(300));
  const again = await send(world, id, fileOf(300));
  t.is(again.status, 200);
  t.deepEqual(again.body, first.body);
  for (const [title, file] of [
    ['longer', fileOf(301)],
    ['shorter', fileOf(299)],
    ['other', fileOf(300, 1)],
    ['with another header', fileOf(300).replace('msisdn', 'imsi')],
  ] as const) {
    const answer = await send(world, id, file);
    t.deepEqual([answer.status, answer.body.code], [409, 'import_file_differs'], title);
  }
  const format = await send(world, id, '{"msisdn": "+358400000000"}', NDJSON);
  t.deepEqual([format.status, format.body.code], [409, 'import_state_unfit']);
  t.deepEqual((await world.call('GET', `/v1/device-imports/${id}`)).body, first.body);
});

/** Sends so much of a file and waits, with the connection in hand. */
function sendSlowly({ url, key }: ApiWorld, id: string, file: string) {
  const sending = httpRequest(`${url}/v1/device-imports/${id}/rows`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, ...CSV },
  });
  sending.on('error', () => {});
  sending.write(file);
  return sending;
}

async function until(world: ApiWorld, id: string, isSo: (found: Json) => boolean): Promise<Json> {
  for (const deadline = Date.now() + 60_000; ; ) {
    const { body } = await world.call('GET', `/v1/device-imports/${id}`);
    if (isSo(body)) return body;
    if (Date.now() > deadline) throw new Error(`The import is ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test.serial(
  'A connection that is lost loses nothing that was done, and the file goes on where it stopped',
  async (t) => {
    const world = await createApiWorld(t);
    const id = await open(world);
    const file = fileOf(1_000);
    const sending = sendSlowly(world, id, file.slice(0, 10_000));
    const running = await until(world, id, ({ rowsDone }) => rowsDone >= 500);
    t.is(running.state, 'running');
    sending.destroy();
    const stopped = await until(world, id, ({ state }) => state === 'interrupted');
    t.true(stopped.rowsDone >= 500 && stopped.rowsDone < 1_000);
    t.is(stopped.rowsDone, stopped.created);

    const other = await send(world, id, fileOf(1_000, 1));
    t.deepEqual([other.status, other.body.code], [409, 'import_file_differs']);
    t.deepEqual((await world.call('GET', `/v1/device-imports/${id}`)).body.rowsDone, stopped.rowsDone);

    const { body } = await send(world, id, file);
    t.deepEqual([body.state, ...countsOf(body)], ['done', 1_000, 1_000, 0, 0, 0]);
    const [rows] = await world.database.rows<Json>(
      'select (select count(*) from devices) as devices, (select count(*) from device_import_rows) as reported',
    );
    t.deepEqual(rows, { devices: '1000', reported: '1000' });
  },
);

test.serial('Of two uploads to one import at once, one goes on and the other is told', async (t) => {
  const world = await createApiWorld(t);
  const id = await open(world);
  const sending = sendSlowly(world, id, fileOf(600).slice(0, 4_000));
  await until(world, id, ({ rowsDone }) => rowsDone > 0);
  const second = await send(world, id, fileOf(600));
  t.deepEqual([second.status, second.body.code], [409, 'import_state_unfit']);
  sending.end(fileOf(600).slice(4_000));
  const done = await until(world, id, ({ state }) => state === 'done');
  t.deepEqual(countsOf(done), [600, 600, 0, 0, 0]);
});

test.serial('An upload whose process is gone lets go when its lease has run out, and cannot come back', async (t) => {
  const world = await createApiWorld(t);
  const id = await open(world);
  const caller = { tenantId: world.tenantId, clientId: randomUUID(), correlator: '' };
  const dead = await world.stores.deviceImports.begin(caller, id, 'csv');
  t.is((await send(world, id, fileOf(10))).body.code, 'import_state_unfit');
  await world.database.rows("update device_imports set lease_until = now() - interval '1 second'");
  t.is((await world.call('GET', `/v1/device-imports/${id}`)).body.state, 'interrupted');
  t.is((await send(world, id, fileOf(10))).body.state, 'done');
  await t.throwsAsync(dead.apply([{ row: 11, fields: { msisdn: '+358401234567' } }], 'x'), {
    code: 'import_state_unfit',
  });
  await t.throwsAsync(dead.finish(), { code: 'import_state_unfit' });
  await dead.interrupt();
  t.is((await world.call('GET', `/v1/device-imports/${id}`)).body.state, 'done');
});

test.serial('A file that cannot be read is refused where it breaks; what came before is done', async (t) => {
  const world = await createApiWorld(t);
  for (const [title, file, headers, code] of [
    ['a header of other columns', 'msisdn,CANARY\n+358400000001,x\n', CSV, 'request_invalid'],
    ['a column twice', 'msisdn,msisdn\n', CSV, 'request_invalid'],
    ['nothing', '', CSV, 'request_invalid'],
    ['a quote that never ends', `${fileOf(300)}"CANARY`, CSV, 'request_malformed'],
    ['octets that are not UTF-8', Buffer.from([0x6d, 0xff, 0xfe]), CSV, 'request_malformed'],
    ['a row without end', `{"model": "${'x'.repeat(20_000)}"}`, NDJSON, 'request_malformed'],
    ['a row of CSV without end', `msisdn\n${'x'.repeat(20_000)}\n`, CSV, 'request_malformed'],
    ['another type', 'x', { 'content-type': 'application/json' }, 'media_type_unsupported'],
  ] as const) {
    const id = await open(world);
    const { body, text, status } = await send(world, id, file, headers);
    t.is(body?.code, code, `${title}: ${status} ${text}`);
    t.false(text.includes('CANARY'), title);
    const { body: left } = await world.call('GET', `/v1/device-imports/${id}`);
    t.true(left.state === 'interrupted' || left.state === 'open', title);
  }
  t.deepEqual(world.errors, []);
});

test.serial('A row of more or fewer cells than the header is refused by itself', async (t) => {
  const world = await createApiWorld(t);
  const id = await open(world);
  const { body } = await send(world, id, 'msisdn,model\n+358400000001\n+358400000002,x,y\n+358400000003,x\n');
  t.deepEqual(countsOf(body), [3, 1, 0, 0, 2]);
  t.is((await reportOf(world, id))[0]!.expected, '2 cells, as in the header');
});

test.serial('An import of another tenant is not there', async (t) => {
  const world = await createApiWorld(t);
  const id = await open(world);
  const key = await world.addKey({ tenant: 'other' });
  for (const [method, path, options] of [
    ['GET', `/v1/device-imports/${id}`, {}],
    ['GET', `/v1/device-imports/${id}/rows`, {}],
    ['PUT', `/v1/device-imports/${id}/rows`, { body: fileOf(1), headers: CSV }],
    ['GET', '/v1/device-imports/x', {}],
  ] as const) {
    const answer = await world.call(method, path, { ...options, key });
    t.deepEqual([answer.status, answer.body.code], [404, 'import_not_found'], `${method} ${path}`);
  }
  t.deepEqual((await world.call('GET', '/v1/device-imports', { key })).body, { items: [], next: null });
});

test.serial('Imports are listed newest first, page by page', async (t) => {
  const world = await createApiWorld(t);
  const ids = [await open(world), await open(world), await open(world)].toReversed();
  const { body } = await world.call('GET', '/v1/device-imports?limit=2');
  const { body: rest } = await world.call('GET', `/v1/device-imports?limit=2&after=${body.next}`);
  t.deepEqual(
    [...body.items, ...rest.items].map((item: Json) => item.id),
    ids,
  );
  t.is(rest.next, null);
});

test.serial('The audit trail has the opening and the end of an import, with its counts', async (t) => {
  const world = await createApiWorld(t);
  const id = await open(world);
  await send(world, id, `${fileOf(3)}x\n`);
  const rows = await world.database.rows<Json>(
    "select object_id, detail from audit_entries where operation = 'import' order by number",
  );
  t.deepEqual(rows, [
    { object_id: id, detail: { import: 'opened', mode: 'create', proof: 'claimed' } },
    { object_id: id, detail: { import: 'done', created: 3, updated: 0, unchanged: 0, refused: 1 } },
  ]);
});
