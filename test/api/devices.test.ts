import { randomUUID } from 'node:crypto';
import test from 'ava';
import { createApiWorld } from '../helpers/api-world.ts';

const PHONE = { msisdn: '+358401234567', imsi: '244051234567890' } as const;

test.serial('POST /v1/devices makes a device known and shows its IMSI masked', async (t) => {
  const { call, stores, tenantId } = await createApiWorld(t);
  const { status, body, headers } = await call('POST', '/v1/devices', {
    body: {
      msisdn: '+447400123456',
      imsi: '234150999999999',
      imei: '490154203237518',
      model: 'Acme One',
      applications: ['w4', '143'],
      bearers: ['smpp', 'pull'],
      dm: true,
      timeZone: 'Europe/London',
      mediaTypes: ['application/x-apple-aspen-config'],
      maxParts: 4,
    },
  });
  t.is(status, 201);
  t.is(headers.get('location'), `/v1/devices/${body.id}`);
  t.is(headers.get('etag'), '"1"');
  const { id, binding, createdAt, updatedAt, ...rest } = body;
  t.deepEqual(rest, {
    msisdn: '+447400123456',
    imsi: '***********9999',
    imei: '490154203237518',
    model: 'Acme One',
    applications: ['w4', '143'],
    bearers: ['smpp', 'pull'],
    dm: true,
    timeZone: 'Europe/London',
    mediaTypes: ['application/x-apple-aspen-config'],
    maxParts: 4,
  });
  t.is(binding.proof, 'claimed');
  t.deepEqual([binding.at, updatedAt], [createdAt, createdAt]);
  t.is((await stores.devices.find(tenantId, { type: 'id', value: id }))?.imsi, '234150999999999');
});

test.serial('POST /v1/devices takes one identifier and assumes ten parts', async (t) => {
  const { call } = await createApiWorld(t);
  const { status, body } = await call('POST', '/v1/devices', { body: { imsi: '244051' } });
  t.is(status, 201);
  t.deepEqual(
    [body.msisdn, body.imsi, body.applications, body.bearers, body.dm, body.maxParts],
    [null, '**4051', null, null, null, 10],
  );
});

test.serial('POST /v1/devices says who bound the device, and on whose word', async (t) => {
  const { call, addKey } = await createApiWorld(t);
  const operator = await addKey({ tenant: 'platform', platform: true, roles: ['provisioning', 'operator'] });
  const { body } = await call('POST', '/v1/devices', { body: PHONE, key: operator });
  t.is(body.binding.proof, 'operator');
  t.regex(body.binding.by, /^[0-9a-f-]{36}$/);
});

test.serial('POST /v1/devices refuses an identifier that another device of the tenant has', async (t) => {
  const { call } = await createApiWorld(t);
  t.is((await call('POST', '/v1/devices', { body: PHONE })).status, 201);
  const { status, body } = await call('POST', '/v1/devices', { body: { msisdn: PHONE.msisdn } });
  t.is(status, 409);
  t.is(body.code, 'device_already_exists');
  t.is(body.errors[0].field, '/msisdn');
});

test.serial('POST /v1/devices takes a phone that another tenant has as well', async (t) => {
  const { call, addKey } = await createApiWorld(t);
  const other = await addKey({ tenant: 'other' });
  t.is((await call('POST', '/v1/devices', { body: PHONE })).status, 201);
  t.is((await call('POST', '/v1/devices', { body: PHONE, key: other })).status, 201);
});

test.serial('A device is refused for what is wrong with it, which is named', async (t) => {
  const { call, database } = await createApiWorld(t);
  for (const [title, body, field] of [
    ['no identifier', { model: 'Acme One' }, ''],
    ['an MSISDN without the plus', { msisdn: '358401234567' }, '/msisdn'],
    ['an IMSI of letters', { imsi: 'CANARYCANARY' }, '/imsi'],
    ['an IMSI of no country', { imsi: '144051234567890' }, '/imsi'],
    ['an IMEI with a wrong Luhn digit', { imei: '490154203237519' }, '/imei'],
    ['a model with a line break', { msisdn: '+358401234599', model: 'a\nb' }, '/model'],
    ['an empty model', { msisdn: '+358401234599', model: '' }, '/model'],
    ['an application twice', { msisdn: '+358401234599', applications: ['w4', 'w4'] }, '/applications'],
    ['an application id with a space', { msisdn: '+358401234599', applications: ['w 4'] }, '/applications/0'],
    ['a bearer of its own', { msisdn: '+358401234599', bearers: ['pigeon'] }, '/bearers/0'],
    ['no part', { msisdn: '+358401234599', maxParts: 0 }, '/maxParts'],
    ['null', { msisdn: null }, '/msisdn'],
    ['a binding', { msisdn: '+358401234599', binding: { proof: 'operator' } }, '/binding'],
  ] as const) {
    const answer = await call('POST', '/v1/devices', { body });
    t.is(answer.status, 400, title);
    t.is(answer.body.code, 'request_invalid', title);
    t.is(answer.body.errors[0].field, field, title);
    t.false(answer.text.includes('CANARY'), title);
  }
  t.deepEqual(await database.rows('select 1 from devices'), []);
});

test.serial('A number that is in no numbering plan is refused, unless the tenant has it otherwise', async (t) => {
  const { call, addKey } = await createApiWorld(t);
  const relaxed = await addKey({ tenant: 'things', settings: { msisdnCheck: 'e164' } });
  for (const [msisdn, got] of [
    ['+99901000001', 'a calling code that no country has'],
    ['+358401', 'too few digits for its country'],
    ['+4712345678901', 'too many digits for its country'],
    ['+447700900123', 'a number that is not in the plan of its country'],
    ['+4901511234567', 'digits that are not part of the number'],
  ] as const) {
    const { status, body } = await call('POST', '/v1/devices', { body: { msisdn } });
    t.is(status, 400, msisdn);
    t.deepEqual(body.errors, [
      { field: '/msisdn', expected: 'a number that the numbering plan of its country has', got },
    ]);
    t.is((await call('POST', '/v1/devices', { body: { msisdn }, key: relaxed })).status, 201, msisdn);
  }
});

test.serial('GET /v1/devices/{id} shows a device with its ETag', async (t) => {
  const { call } = await createApiWorld(t);
  const made = await call('POST', '/v1/devices', { body: PHONE });
  const { status, body, headers } = await call('GET', `/v1/devices/${made.body.id}`);
  t.is(status, 200);
  t.deepEqual(body, made.body);
  t.is(headers.get('etag'), '"1"');
  t.is(body.tenantId, undefined);
});

test.serial('A device is not there under an unknown id, a malformed one, and for another tenant', async (t) => {
  const { call, addKey } = await createApiWorld(t);
  const { id } = (await call('POST', '/v1/devices', { body: PHONE })).body;
  const other = await addKey({ tenant: 'other' });
  const ifMatch = { 'if-match': '*' };
  for (const [path, key] of [[randomUUID()], ['x'], ['..%2f'], [`${id}%00`], [id, other]] as const) {
    for (const [method, suffix, body] of [
      ['GET', ''],
      ['PATCH', '', {}],
      ['DELETE', ''],
      ['POST', '/reveal'],
    ] as const) {
      const options = { headers: ifMatch, ...(key && { key }), ...(body && { body }) };
      const answer = await call(method, `/v1/devices/${path}${suffix}`, options);
      t.is(answer.status, 404, `${method} ${path}`);
      t.is(answer.body.code, 'device_not_found');
    }
  }
  t.is((await call('GET', `/v1/devices/${id}`)).status, 200);
});

test.serial('GET /v1/devices finds by each identifier, and nothing of another tenant', async (t) => {
  const { call, addKey } = await createApiWorld(t);
  const other = await addKey({ tenant: 'other' });
  const { id } = (await call('POST', '/v1/devices', { body: { ...PHONE, imei: '490154203237518' } })).body;
  for (const query of [
    'msisdn=%2B358401234567',
    'msisdn=+358401234567',
    'imsi=244051234567890',
    'imei=490154203237518',
  ]) {
    const { status, body } = await call('GET', `/v1/devices?${query}`);
    t.is(status, 200, query);
    t.deepEqual([body.items.map((item: { id: string }) => item.id), body.next], [[id], null]);
    t.deepEqual((await call('GET', `/v1/devices?${query}`, { key: other })).body, { items: [], next: null });
  }
});

test.serial(
  'GET /v1/devices lists all of the tenant, newest first, page by page, without those that are erased',
  async (t) => {
    const { call, addKey } = await createApiWorld(t);
    const other = await addKey({ tenant: 'other' });
    await call('POST', '/v1/devices', { body: PHONE, key: other });
    const made: string[] = [];
    for (let i = 0; i < 5; i++) {
      made.unshift((await call('POST', '/v1/devices', { body: { msisdn: `+35840000000${i}` } })).body.id);
    }
    await call('DELETE', `/v1/devices/${made[1]}`);
    const seen: string[] = [];
    let after = '';
    do {
      const { status, body } = await call('GET', `/v1/devices?limit=2${after}`);
      t.is(status, 200);
      t.true(body.items.length <= 2);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      after = body.next === null ? '' : `&after=${body.next}`;
    } while (after !== '');
    t.deepEqual(
      seen,
      made.filter((_id, i) => i !== 1),
    );
  },
);

for (const query of ['imsi=244051000000001&imei=490154203237518', 'msisdn=0401234567', 'name=x', 'imei=1', 'after=x']) {
  test.serial(`GET /v1/devices?${query} is answered 400`, async (t) => {
    const { call } = await createApiWorld(t);
    const { status, body } = await call('GET', `/v1/devices?${query}`);
    t.is(status, 400);
    t.is(body.code, 'request_invalid');
  });
}
