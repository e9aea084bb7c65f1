import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { ALL_ENTITLEMENTS, NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';

/** The definition of design §6: what is left out has a default. */
const MAIL = {
  name: 'acme-mail',
  version: '1.0.0',
  title: 'Acme Mail',
  parameters: {
    type: 'object',
    required: ['address', 'password'],
    additionalProperties: false,
    properties: {
      address: { type: 'string', format: 'email', maxLength: 64 },
      password: { type: 'string', minLength: 8, maxLength: 64, writeOnly: true },
    },
  },
  document: [
    {
      type: 'APPLICATION',
      parms: { APPID: '143', 'PROVIDER-ID': 'acme-mail', NAME: 'Acme Mail' },
      children: [
        {
          type: 'APPADDR',
          parms: { ADDR: 'imap.acme.example' },
          children: [{ type: 'PORT', parms: { PORTNBR: '993', SERVICE: '993' } }],
        },
        { type: 'APPAUTH', parms: { AAUTHNAME: { from: 'address' }, AAUTHSECRET: { from: 'password' } } },
      ],
    },
  ],
};
const PARAMETERS = { address: 'ann@acme.example', password: 'correct horse' };

/** An access point whose name is written in it: nothing that orders bring, so that an operator may approve it. */
const ACCESS = {
  ...MAIL,
  name: 'acme-access',
  parameters: { type: 'object', properties: {} },
  document: [
    {
      type: 'NAPDEF',
      parms: {
        NAPID: 'ACME',
        BEARER: 'GSM-GPRS',
        NAME: 'Acme',
        'NAP-ADDRESS': 'internet.acme.example',
        'NAP-ADDRTYPE': 'APN',
      },
    },
  ],
};

type Caller = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Json>;

/** The API with a provider that is entitled to nothing beyond what everybody is, and an operator. */
async function createMarket(t: ExecutionContext) {
  const world = await createApiWorld(t);
  const as = (key: string): Caller => {
    return (method, path, body, headers) =>
      world.call(method, path, { key, ...(body !== undefined && { body }), ...(headers && { headers }) });
  };
  const small = await world.addKey({ tenant: 'small', entitlements: NO_ENTITLEMENTS });
  const operator = await world.addKey({ tenant: 'platform', platform: true, roles: ['operator'] });
  return { world, provider: as(world.key), small: as(small), operator: as(operator) };
}

let devices = 0;

async function order(world: ApiWorld, definition: Json, parameters: Json, key = world.key): Promise<Json> {
  const digits = String((devices += 1)).padStart(7, '0');
  const device = await world.call('POST', '/v1/devices', {
    key,
    body: { msisdn: `+35840${digits}`, imsi: `24405123${digits}` },
  });
  if (device.status !== 201) throw new Error(device.text);
  return world.call('POST', '/v1/orders', {
    key,
    headers: { 'idempotency-key': randomUUID() },
    body: { device: { id: device.body.id }, definition, parameters },
  });
}

test.serial('A provider registers a version, makes it active and orders from it', async (t) => {
  const { world, provider } = await createMarket(t);
  const registered = await provider('POST', '/v1/definitions', MAIL);
  t.is(registered.status, 201);
  t.is(registered.headers.get('location'), '/v1/definitions/acme-mail/1.0.0');
  t.is(registered.headers.get('etag'), '"1"');
  t.like(registered.body, { ...MAIL, state: 'draft', provider: 'acme', shared: false, kind: 'provisioning' });
  t.deepEqual(registered.body.requires, { applications: ['143'] });

  const refused = await order(world, { name: 'acme-mail', version: '1.0.0' }, PARAMETERS);
  t.deepEqual([refused.status, refused.body.code], [422, 'definition_unusable']);
  t.true(refused.body.detail.includes('draft'));
  t.is((await order(world, { name: 'acme-mail' }, PARAMETERS)).body.code, 'definition_not_found');

  const active = await provider('POST', '/v1/definitions/acme-mail/1.0.0/activate');
  t.deepEqual([active.status, active.body.state, active.headers.get('etag')], [200, 'active', '"2"']);
  const accepted = await order(world, { name: 'acme-mail' }, PARAMETERS);
  t.is(accepted.status, 202);
  t.deepEqual(accepted.body.definition, { name: 'acme-mail', version: '1.0.0' });
});

test.serial('The same version with the same content is found again, with other content it is refused', async (t) => {
  const { provider } = await createMarket(t);
  const first = await provider('POST', '/v1/definitions', MAIL);
  const again = await provider('POST', '/v1/definitions', MAIL);
  t.is(again.status, 200);
  t.deepEqual(again.body, first.body);

  const other = await provider('POST', '/v1/definitions', { ...MAIL, title: 'Another' });
  t.deepEqual([other.status, other.body.code], [409, 'definition_already_exists']);
  t.deepEqual(
    other.body.errors.map(({ field }: Json) => field),
    ['/version'],
  );
  t.is((await provider('POST', '/v1/definitions', { ...MAIL, version: '1.0.1' })).status, 201);
});

test.serial('A retired version is not ordered, and its orders stay as they are', async (t) => {
  const { world, provider } = await createMarket(t);
  await provider('POST', '/v1/definitions', MAIL);
  await provider('POST', '/v1/definitions/acme-mail/1.0.0/activate');
  const { body } = await order(world, { name: 'acme-mail' }, PARAMETERS);

  const retired = await provider('POST', '/v1/definitions/acme-mail/1.0.0/retire');
  t.deepEqual([retired.status, retired.body.state], [200, 'retired']);
  const refused = await order(world, { name: 'acme-mail', version: '1.0.0' }, PARAMETERS);
  t.deepEqual([refused.status, refused.body.code], [422, 'definition_unusable']);
  t.true(refused.body.detail.includes('retired'));
  t.is((await provider('GET', '/v1/definitions/acme-mail')).status, 404);

  const shown = await provider('GET', `/v1/orders/${body.id}`);
  t.deepEqual([shown.status, shown.body.definition.name], [200, 'acme-mail']);
  await world.stores.settlement.settle(
    { orderId: body.id, run: 1 },
    { state: 'failed', reason: 'bearer_unavailable', evidence: 'none' },
  );
  t.is((await provider('POST', `/v1/orders/${body.id}/rerun`)).status, 202);

  t.is((await provider('POST', '/v1/definitions/acme-mail/1.0.0/activate')).body.state, 'active');
});

test.serial('Only a draft is deleted, and its version may be registered anew', async (t) => {
  const { provider } = await createMarket(t);
  await provider('POST', '/v1/definitions', MAIL);
  const deleted = await provider('DELETE', '/v1/definitions/acme-mail/1.0.0');
  t.deepEqual([deleted.status, deleted.text], [204, '']);
  t.is((await provider('GET', '/v1/definitions/acme-mail/1.0.0')).status, 404);
  t.is((await provider('DELETE', '/v1/definitions/acme-mail/1.0.0')).status, 404);

  t.is((await provider('POST', '/v1/definitions', { ...MAIL, title: 'Anew' })).status, 201);
  t.is((await provider('POST', '/v1/definitions/acme-mail/1.0.0/retire')).body.code, 'definition_state_unfit');
  await provider('POST', '/v1/definitions/acme-mail/1.0.0/activate');
  const refused = await provider('DELETE', '/v1/definitions/acme-mail/1.0.0');
  t.deepEqual([refused.status, refused.body.code], [409, 'definition_state_unfit']);
});

test.serial('A change may name what it was seen as, and is refused when that has changed', async (t) => {
  const { provider } = await createMarket(t);
  await provider('POST', '/v1/definitions', MAIL);
  const change = (act: string, etag: string) =>
    provider('POST', `/v1/definitions/acme-mail/1.0.0/${act}`, undefined, { 'if-match': etag });
  t.is((await change('activate', '"7"')).status, 412);
  t.is((await change('activate', '"1"')).status, 200);
  t.is((await change('retire', '"1"')).status, 412);
  t.is((await change('retire', '*')).status, 200);
  t.is((await change('activate', 'W/"1"')).status, 400);
  const deleted = await provider('DELETE', '/v1/definitions/acme-mail/1.0.0', undefined, { 'if-match': '"1"' });
  t.is(deleted.status, 412);
});

test.serial('What is said twice is done once: the same state, the same revision', async (t) => {
  const { provider } = await createMarket(t);
  await provider('POST', '/v1/definitions', MAIL);
  const path = '/v1/definitions/acme-mail/1.0.0';
  for (const [act, etag] of [
    ['activate', '"2"'],
    ['activate', '"2"'],
    ['retire', '"3"'],
    ['retire', '"3"'],
  ]) {
    const { status, headers } = await provider('POST', `${path}/${act}`);
    t.deepEqual([status, headers.get('etag')], [200, etag], act);
  }
});

test.serial('A definition of another tenant does not exist, for whatever is done with it', async (t) => {
  const { provider, small } = await createMarket(t);
  await provider('POST', '/v1/definitions', MAIL);
  await provider('POST', '/v1/definitions/acme-mail/1.0.0/activate');
  const path = '/v1/definitions/acme-mail/1.0.0';
  for (const [method, at] of [
    ['GET', path],
    ['GET', `${path}/diff?against=1.0.0`],
    ['POST', `${path}/activate`],
    ['POST', `${path}/retire`],
    ['DELETE', path],
    ['GET', '/v1/definitions/acme-mail'],
  ] as const) {
    const { status, body } = await small(method, at);
    t.deepEqual([status, body.code], [404, 'definition_not_found'], `${method} ${at}`);
  }
  // Its name and version are free for others.
  t.is((await small('POST', '/v1/definitions', MAIL)).status, 201);
});

test.serial('A shared definition is read by all and changed by its provider alone', async (t) => {
  const { small } = await createMarket(t);
  t.is((await small('GET', '/v1/definitions/mail/1.0.0')).status, 200);
  for (const act of ['activate', 'retire']) {
    t.is((await small('POST', `/v1/definitions/mail/1.0.0/${act}`)).body.code, 'definition_not_found', act);
  }
  t.is((await small('DELETE', '/v1/definitions/mail/1.0.0')).body.code, 'definition_not_found');
});

test.serial('Content that needs an operator waits for one, who sees why and approves it', async (t) => {
  const { world, small, operator } = await createMarket(t);
  await small('POST', '/v1/definitions', ACCESS);
  const waiting = await small('POST', '/v1/definitions/acme-access/1.0.0/activate');
  t.deepEqual([waiting.status, waiting.body.state], [200, 'awaiting_approval']);
  t.true(waiting.body.approvalNeeds.length > 0);
  t.true(waiting.body.approvalNeeds.every(({ kind }: Json) => kind === 'accessPoint'));

  const { body } = await operator('GET', '/v1/approvals');
  t.is(body.items.length, 1);
  t.like(body.items[0], { name: 'acme-access', version: '1.0.0', provider: 'small', state: 'awaiting_approval' });
  t.deepEqual(body.items[0].approvalNeeds, waiting.body.approvalNeeds);
  const path = '/v1/tenants/small/definitions/acme-access/1.0.0';
  const shown = await operator('GET', path);
  t.is(shown.status, 200);
  t.deepEqual(shown.body.document, ACCESS.document);

  const etag = shown.headers.get('etag');
  const approved = await operator('POST', `${path}/approve`, undefined, { 'if-match': etag });
  t.deepEqual([approved.status, approved.body.state], [200, 'active']);
  t.is((await operator('POST', `${path}/approve`)).headers.get('etag'), approved.headers.get('etag'));
  t.deepEqual((await operator('GET', '/v1/approvals')).body.items, []);

  const [row] = await world.database.rows<{ pinned: boolean }>(
    `select approved_hash = sha256(convert_to(body::text, 'UTF8')) and approved_by is not null as pinned
     from definitions where name = 'acme-access'`,
  );
  t.true(row?.pinned);
  // Approved is approved: it goes and comes back without another word.
  await small('POST', '/v1/definitions/acme-access/1.0.0/retire');
  t.is((await small('POST', '/v1/definitions/acme-access/1.0.0/activate')).body.state, 'active');
});

test.serial(
  'What an operator rejects goes back with the reason, and needs an operator’s yes from then on',
  async (t) => {
    const { small, operator } = await createMarket(t);
    await small('POST', '/v1/definitions', ACCESS);
    await small('POST', '/v1/definitions/acme-access/1.0.0/activate');
    const path = '/v1/tenants/small/definitions/acme-access/1.0.0';
    t.is((await operator('POST', `${path}/reject`)).status, 400);
    const rejected = await operator('POST', `${path}/reject`, { reason: 'Not your access point' });
    t.deepEqual([rejected.status, rejected.body.state], [200, 'draft']);
    const seen = await small('GET', '/v1/definitions/acme-access/1.0.0');
    t.is(seen.body.rejection, 'Not your access point');
    t.is((await operator('POST', `${path}/reject`, { reason: 'Again' })).body.code, 'definition_state_unfit');

    const again = await small('POST', '/v1/definitions/acme-access/1.0.0/activate');
    t.is(again.body.state, 'awaiting_approval');
    t.deepEqual(again.body.approvalNeeds.at(-1), {
      path: '',
      kind: 'rejected',
      why: 'An operator rejected this version before',
    });
    const approved = await operator('POST', `${path}/approve`);
    t.deepEqual([approved.body.state, approved.body.rejection], ['active', null]);
  },
);

test.serial(
  'An operator takes an active version out of use, and its provider cannot bring it back alone',
  async (t) => {
    const { provider, operator } = await createMarket(t);
    await provider('POST', '/v1/definitions', MAIL);
    await provider('POST', '/v1/definitions/acme-mail/1.0.0/activate');
    const path = '/v1/tenants/acme/definitions/acme-mail/1.0.0';
    await operator('POST', `${path}/share`);
    const rejected = await operator('POST', `${path}/reject`, { reason: 'Used for phishing' });
    t.deepEqual([rejected.body.state, rejected.body.shared, rejected.body.approvedAt], ['retired', false, null]);
    t.is((await provider('POST', '/v1/definitions/acme-mail/1.0.0/activate')).body.state, 'awaiting_approval');
    // Rejected once more it does not become a draft, which could be deleted.
    t.is((await operator('POST', `${path}/reject`, { reason: 'No' })).body.state, 'retired');
  },
);

test.serial('Content that orders would bring without entitlement is refused before anybody is asked', async (t) => {
  const { small } = await createMarket(t);
  const open = {
    ...ACCESS,
    parameters: {
      type: 'object',
      required: ['apn'],
      properties: { apn: { type: 'string', minLength: 1, maxLength: 63 } },
    },
    document: [{ ...ACCESS.document[0], parms: { ...ACCESS.document[0]?.parms, 'NAP-ADDRESS': { from: 'apn' } } }],
  };
  t.is((await small('POST', '/v1/definitions', open)).status, 201);
  const { status, body } = await small('POST', '/v1/definitions/acme-access/1.0.0/activate');
  t.deepEqual([status, body.code], [403, 'content_forbidden']);
  t.true(body.errors.some(({ field }: Json) => field === '/document/0/parms/NAP-ADDRESS'));
  t.is((await small('GET', '/v1/definitions/acme-access/1.0.0')).body.state, 'draft');
});

test.serial('An operator shares an active version; its orders read it for ever', async (t) => {
  const { world, provider, operator } = await createMarket(t);
  const neighbour = await world.addKey({ tenant: 'neighbour', entitlements: ALL_ENTITLEMENTS });
  const path = '/v1/tenants/acme/definitions/acme-mail/1.0.0';
  await provider('POST', '/v1/definitions', MAIL);
  t.is((await operator('POST', `${path}/share`)).body.code, 'definition_state_unfit');
  await provider('POST', '/v1/definitions/acme-mail/1.0.0/activate');
  t.is((await operator('POST', `${path}/share`)).body.shared, true);

  const ordered = await order(world, { name: 'acme-mail' }, PARAMETERS, neighbour);
  t.is(ordered.status, 202);
  await operator('POST', `${path}/unshare`);
  await provider('POST', '/v1/definitions/acme-mail/1.0.0/retire');

  const seen = (at: string) => world.call('GET', at, { key: neighbour });
  t.is((await seen(`/v1/orders/${ordered.body.id}`)).body.definition.name, 'acme-mail');
  t.is((await seen('/v1/definitions/acme-mail/1.0.0')).body.state, 'retired');
  t.is((await seen('/v1/definitions/acme-mail')).status, 404);
  t.false((await seen('/v1/definitions')).text.includes('acme-mail'));
  await provider('POST', '/v1/definitions/acme-mail/1.0.0/activate');
  const refused = await order(world, { name: 'acme-mail', version: '1.0.0' }, PARAMETERS, neighbour);
  t.deepEqual([refused.status, refused.body.code], [422, 'definition_unusable']);
  t.true(refused.body.detail.includes('no longer shared'));
});

test.serial('A name that one provider has shared is not another’s to share', async (t) => {
  const { provider, operator } = await createMarket(t);
  await provider('POST', '/v1/definitions', { ...MAIL, name: 'mail' });
  await provider('POST', '/v1/definitions/mail/1.0.0/activate');
  const { status, body } = await operator('POST', '/v1/tenants/acme/definitions/mail/1.0.0/share');
  t.deepEqual([status, body.code], [409, 'definition_name_taken']);
});

test.serial('Approvals are read in pages, the one that has waited longest first', async (t) => {
  const { small, operator } = await createMarket(t);
  for (const version of ['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4']) {
    await small('POST', '/v1/definitions', { ...ACCESS, version });
    await small('POST', `/v1/definitions/acme-access/${version}/activate`);
  }
  const seen: string[] = [];
  let after = '';
  do {
    const { body } = await operator('GET', `/v1/approvals?limit=2${after && `&after=${after}`}`);
    seen.push(...body.items.map(({ version }: Json) => version));
    after = body.next;
  } while (after !== null);
  t.deepEqual(seen, ['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4']);
});

test.serial('Only those who run the installation approve and share', async (t) => {
  const { provider } = await createMarket(t);
  await provider('POST', '/v1/definitions', MAIL);
  const path = '/v1/tenants/acme/definitions/acme-mail/1.0.0';
  for (const [method, at] of [
    ['GET', '/v1/approvals'],
    ['GET', path],
    ['POST', `${path}/approve`],
    ['POST', `${path}/reject`],
    ['POST', `${path}/share`],
    ['POST', `${path}/unshare`],
  ] as const) {
    t.is((await provider(method, at)).status, 403, `${method} ${at}`);
  }
});

test.serial('An operator is told what is not there', async (t) => {
  const { operator } = await createMarket(t);
  const codes = await Promise.all(
    ['nobody/definitions/mail/1.0.0', 'acme/definitions/mail/1.0.0', 'platform/definitions/Mail/1.0.0'].map(
      async (path) => (await operator('POST', `/v1/tenants/${path}/approve`)).body.code,
    ),
  );
  t.deepEqual(codes, ['tenant_not_found', 'definition_not_found', 'definition_not_found']);
});

test.serial('What providers and operators do is in the trail of whom it concerns', async (t) => {
  const { world, small, operator } = await createMarket(t);
  await small('POST', '/v1/definitions', ACCESS);
  await small('POST', '/v1/definitions/acme-access/1.0.0/activate');
  const path = '/v1/tenants/small/definitions/acme-access/1.0.0';
  await operator('POST', `${path}/approve`);
  await operator('POST', `${path}/share`);
  await operator('POST', `${path}/unshare`);
  await small('POST', '/v1/definitions/acme-access/1.0.0/retire');
  await small('POST', '/v1/definitions', { ...ACCESS, version: '2.0.0' });
  await small('DELETE', '/v1/definitions/acme-access/2.0.0');

  const trailOf = (tenant: string) =>
    world.database.rows<{ act: string }>(
      `select operation || ' ' || object_id as act from audit_entries e join tenants t on t.id = e.tenant_id
       where t.name = :tenant and object = 'definitions' and correlator <> 'installation' order by number`,
      { tenant },
    );
  t.deepEqual(
    (await trailOf('small')).map(({ act }) => act),
    [
      'create acme-access/1.0.0',
      'activate acme-access/1.0.0',
      'approve acme-access/1.0.0',
      'share acme-access/1.0.0',
      'unshare acme-access/1.0.0',
      'retire acme-access/1.0.0',
      'create acme-access/2.0.0',
      'delete acme-access/2.0.0',
    ],
  );
  t.deepEqual(
    (await trailOf('platform')).map(({ act }) => act),
    ['approve', 'share', 'unshare'].map((act) => `${act} small/acme-access/1.0.0`),
  );
});

test.serial('Two versions are told apart by place', async (t) => {
  const { provider } = await createMarket(t);
  await provider('POST', '/v1/definitions', MAIL);
  await provider('POST', '/v1/definitions', { ...MAIL, version: '1.1.0', title: 'Acme Mail Plus' });
  const { status, body } = await provider('GET', '/v1/definitions/acme-mail/1.1.0/diff?against=1.0.0');
  t.is(status, 200);
  t.deepEqual(body, {
    from: '1.0.0',
    to: '1.1.0',
    changes: [{ path: '/title', kind: 'changed', before: 'Acme Mail', after: 'Acme Mail Plus' }],
  });
  t.is((await provider('GET', '/v1/definitions/acme-mail/1.1.0/diff?against=9.0.0')).status, 404);
  t.is((await provider('GET', '/v1/definitions/acme-mail/1.1.0/diff?against=latest')).status, 400);
  t.is((await provider('GET', '/v1/definitions/acme-mail/1.1.0/diff')).status, 400);
});

test.serial('All that is wrong with a definition is told at once, by place, and nothing is stored', async (t) => {
  const { world, provider } = await createMarket(t);
  const { status, body } = await provider('POST', '/v1/definitions', {
    ...MAIL,
    version: '1',
    prompts: [{ parameter: 'nobody', text: { en: 'Who?' } }],
    surplus: true,
  });
  t.deepEqual([status, body.code], [422, 'definition_invalid']);
  const fields = body.errors.map(({ field }: Json) => field);
  for (const field of ['/version', '/prompts/0/parameter', '/surplus']) t.true(fields.includes(field), field);
  t.deepEqual(await world.database.rows("select from definitions where provider <> 'platform'"), []);
});
