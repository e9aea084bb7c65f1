import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { parseXml } from '../../codecs/xml.ts';
import { NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { type ApiAnswer, type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { definitionNamed } from '../helpers/definitions.ts';

interface Planner extends ApiWorld {
  readonly deviceId: string;
  readonly plan: (body: Json, key?: string) => Promise<ApiAnswer>;
  readonly order: (body: Json, key?: string) => Promise<ApiAnswer>;
}

/** Without what is undefined. */
const defined = (values: object): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const NUMBERS = { msisdn: '+358401234567', imsi: '244051234567890' };
const MAIL = {
  name: 'Acme Mail',
  address: 'ann@acme.example',
  username: 'ann',
  password: 'CANARY-password',
  imapHost: 'imap.acme.example',
  smtpHost: 'smtp.acme.example',
};

async function createPlanner(t: Pick<ExecutionContext, 'teardown'>, device: Json = {}): Promise<Planner> {
  const world = await createApiWorld(t);
  const made = await world.call('POST', '/v1/devices', { body: defined({ ...NUMBERS, ...device }) });
  if (made.status !== 201) throw new Error(made.text);
  const withDevice = (body: Json) => ({ device: { id: made.body.id }, parameters: {}, ...body });
  return {
    ...world,
    deviceId: made.body.id,
    plan: (body, key) => world.call('POST', '/v1/plans', { body: withDevice(body), ...(key !== undefined && { key }) }),
    order: (body, key) =>
      world.call('POST', '/v1/orders', {
        body: withDevice(body),
        headers: { 'idempotency-key': randomUUID() },
        ...(key !== undefined && { key }),
      }),
  };
}

/** What was found, but for what some handset may not like of every mail document. */
const coded = ({ body }: ApiAnswer): string[] =>
  body.findings
    .filter(({ code }: Json) => code !== 'document_unwise')
    .map(({ severity, code, path }: Json) => `${severity} ${code} ${path}`);

test.serial('A plan says everything an order would do', async (t) => {
  const world = await createPlanner(t);
  const { status, body, text } = await world.plan({ definition: { name: 'mail' }, parameters: MAIL });
  t.is(status, 200, text);
  t.true(body.allowed, text);
  t.deepEqual(
    body.findings.map(({ severity, code, path, template }: Json) => [severity, code, path, template]),
    [
      ['warning', 'document_unwise', 'APPLICATION[1]', '/document/1'],
      ['warning', 'document_unwise', 'APPLICATION[2]', '/document/2'],
    ],
  );
  t.deepEqual(body.definition, { name: 'mail', version: '1.0.0' });
  t.deepEqual(body.device, { id: world.deviceId, model: null, imagined: false });
  t.deepEqual(body.bearers, ['smpp']);
  t.deepEqual(body.security, {
    method: 'NETWPIN',
    fallback: null,
    pin: null,
    why: 'NETWPIN is, by the IMSI of the device',
  });
  t.deepEqual(body.confirmation.ways, ['client']);
  t.is(body.confirmation.onTimeout, 'expire');
  t.deepEqual(body.confirmation.questions, []);
  t.regex(body.confirmation.text.en, /Mail settings/);
  t.is(body.price.class, 'mail-setup');
  t.deepEqual(body.price.charges, [
    { kind: 'order.accepted', least: 1, most: 1 },
    { kind: 'sms.part', least: body.size.parts.least, most: 3 * body.size.parts.most },
    { kind: 'document.submitted', least: 1, most: 1 },
    { kind: 'document.delivered', least: 1, most: 1 },
    { kind: 'order.completed', least: 1, most: 1 },
  ]);
  const { sendsAt, ...policy } = body.policy;
  t.true(Math.abs(Date.parse(sendsAt) - Date.now()) < 60_000);
  t.deepEqual(policy, {
    startsAt: null,
    attempts: 3,
    answerWithin: 'PT24H',
    validity: 'PT72H',
    evidence: 'delivered',
    evidenceWithin: 'PT48H',
    quietHours: null,
  });
  const hours = (Date.parse(body.expiresAt) - Date.now()) / 3_600_000;
  t.true(hours > 95.9 && hours <= 96, String(hours));
  const [bootstrap, imap] = parseXml(body.document).characteristics;
  t.is(bootstrap?.parms[0]?.value, 'Acme Mail');
  t.is(imap?.children[1]?.parms.find(({ name }) => name === 'AAUTHSECRET')?.value, '***');
  t.false(text.includes('CANARY'));
});

/** Asks for two things, which is one too many for a short message. */
async function addAsking({ call }: ApiWorld): Promise<void> {
  const { body } = await call('GET', '/v1/definitions/internet-access/1.0.0');
  const asking = {
    name: 'asking',
    version: '1.0.0',
    title: 'Asking',
    parameters: body.parameters,
    document: body.document,
    prompts: [
      { parameter: 'name', text: { en: 'Name?' } },
      { parameter: 'apn', text: { en: 'Access point?' } },
    ],
    confirmation: { mode: 'sms', text: { en: 'Acme wants to set up internet.' } },
  };
  const made = await call('POST', '/v1/definitions', { body: asking });
  if (made.status !== 201) throw new Error(made.text);
  const active = await call('POST', '/v1/definitions/asking/1.0.0/activate');
  if (active.status !== 200) throw new Error(active.text);
}

test.serial('A plan counts what is sent by the bearers that may take it', async (t) => {
  const world = await createPlanner(t);
  const chargesBy = async (bearers: readonly string[]): Promise<Json[]> => {
    const base = definitionNamed('mail');
    const delivery = { ...base.delivery, bearers };
    const name = `by-${bearers.join('-')}`;
    await world.call('POST', '/v1/definitions', { body: { ...base, name, version: '1.0.0', delivery } });
    await world.call('POST', `/v1/definitions/${name}/1.0.0/activate`);
    const { body } = await world.plan({ definition: { name }, parameters: MAIL });
    return body.price.charges.filter(({ kind }: Json) => kind === 'sms.part' || kind === 'pap.push');
  };
  t.deepEqual(await chargesBy(['pap']), [{ kind: 'pap.push', least: 1, most: 3 }]);
  t.like(await chargesBy(['pap', 'smpp']), [
    { kind: 'pap.push', least: 0, most: 3 },
    { kind: 'sms.part', least: 0 },
  ]);
});

test.serial('A plan says which way the user is asked, and what an order says when no way can', async (t) => {
  const world = await createPlanner(t);
  await addAsking(world);
  const definition = { name: 'asking' };
  const unreachable = await world.plan({ definition });
  t.deepEqual(coded(unreachable), ['error user_unreachable /device']);
  const refused = await world.order({ definition });
  t.is(refused.status, 422);
  t.is(refused.body.code, 'user_unreachable');

  const { body, text } = await world.plan({ definition, parameters: { apn: 'internet.acme.example' } });
  t.true(body.allowed, text);
  t.deepEqual(body.confirmation.ways, ['sms']);
  t.is(body.confirmation.onTimeout, 'expire');
  t.deepEqual(
    body.confirmation.questions.map(({ parameter }: Json) => parameter),
    ['name'],
  );
  t.deepEqual(
    body.price.charges.filter(({ kind }: Json) => kind.startsWith('prompt.')),
    [
      { kind: 'prompt.sent', least: 1, most: 1 },
      { kind: 'prompt.answered', least: 0, most: 1 },
    ],
  );
});

/** How many rows each table has. */
const rowsOf = ({ database }: ApiWorld): Promise<Json[]> =>
  database.rows<Json>(
    `select table_name, query_to_xml(format('select count(*) from %I.%I', table_schema, table_name), false, true, '')::text
     from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );

test.serial('A plan stores nothing, starts nothing and uses nothing up', async (t) => {
  const world = await createPlanner(t);
  const request = { definition: { name: 'mail' }, parameters: MAIL };
  const before = await rowsOf(world);
  t.true(before.length > 10);
  const left = (await world.plan(request)).body.ordersLeftToday;
  t.is((await world.plan(request)).body.ordersLeftToday, left);
  t.deepEqual(await rowsOf(world), before);
  t.deepEqual(world.started, []);
  t.is((await world.order(request)).status, 202);
  t.notDeepEqual(await rowsOf(world), before);
  t.is((await world.plan(request)).body.ordersLeftToday, left - 1);
});

test.serial('A plan tells of everything that is wrong at once, with its place', async (t) => {
  const world = await createPlanner(t, { imsi: undefined, applications: ['w2'] });
  const { smtpHost: _, ...partial } = MAIL;
  const answer = await world.plan({
    definition: { name: 'mail' },
    parameters: { ...partial, name: 7 },
    notBefore: '2090-01-01T00:00:00Z',
  });
  t.is(answer.status, 200, answer.text);
  t.false(answer.body.allowed);
  t.deepEqual(coded(answer).toSorted(), [
    'error device_unfit /device',
    'error parameters_invalid /parameters/name',
    'error parameters_invalid /parameters/smtpHost',
    'error request_invalid /notBefore',
    'error security_unavailable /pin',
  ]);
  t.is(answer.body.document, null);
  t.is(answer.body.size, null);
});

test.serial('A plan for an unknown device or definition says so and is answered with 200', async (t) => {
  const world = await createPlanner(t);
  const answer = await world.plan({ device: { id: randomUUID() }, definition: { name: 'no-such' } });
  t.is(answer.status, 200, answer.text);
  t.deepEqual(coded(answer), ['error definition_not_found /definition', 'error device_not_found /device/id']);
});

test.serial('Who may plan but not order is told so', async (t) => {
  const world = await createPlanner(t);
  const provider = await world.addKey({ roles: ['provider'] });
  const answer = await world.plan({ definition: { name: 'mail' }, parameters: MAIL }, provider);
  t.is(answer.status, 200, answer.text);
  t.deepEqual(coded(answer), ['error permission_missing ']);
  t.false(answer.body.allowed);
});

test.serial('A plan says where in the document and in the template forbidden content stands', async (t) => {
  const world = await createApiWorld(t);
  const key = await world.addKey({ tenant: 'small', entitlements: NO_ENTITLEMENTS, domains: ['small.example'] });
  const { body: device } = await world.call('POST', '/v1/devices', { key, body: NUMBERS });
  const body = { device: { id: device.id }, definition: { name: 'mail' }, parameters: { ...MAIL, name: 'Small' } };
  const answer = await world.call('POST', '/v1/plans', { key, body });
  t.false(answer.body.allowed);
  t.deepEqual(
    answer.body.findings
      .filter(({ severity }: Json) => severity === 'error')
      .map(({ code, path, template }: Json) => [code, path, template]),
    [
      ['content_forbidden', 'APPLICATION[1]/APPADDR[1]/ADDR', '/document/1/children/0/parms/ADDR'],
      ['content_forbidden', 'APPLICATION[2]/APPADDR[1]/ADDR', '/document/2/children/0/parms/ADDR'],
    ],
  );
  t.truthy(answer.body.document);
  t.truthy(answer.body.size);
});

test.serial('A plan says what is known to go wrong on the model of the device', async (t) => {
  const world = await createPlanner(t, { model: 'Nokia N95' });
  const answer = await world.plan({ definition: { name: 'mail' }, parameters: MAIL });
  t.true(answer.body.allowed);
  t.deepEqual(coded(answer), ['warning device_deviation security']);
  t.regex(answer.body.findings.at(-1).text, /^Nokia Series 60: Newer models drop/);
});

test.serial('Where the user has yet to answer, sizes are a range and the answer is hidden', async (t) => {
  const world = await createPlanner(t);
  const { password: _, ...given } = MAIL;
  const { body } = await world.plan({ definition: { name: 'mail' }, parameters: given });
  t.true(body.allowed, JSON.stringify(body.findings));
  t.deepEqual(
    body.confirmation.questions.map(({ parameter, secret }: Json) => [parameter, secret]),
    [['password', true]],
  );
  // The password is there twice, of 1 to 64 characters.
  t.is(body.size.wbxmlOctets.most - body.size.wbxmlOctets.least, 2 * 63);
  t.is(body.size.pushOctets.most - body.size.pushOctets.least, 2 * 63);
  t.true(body.size.parts.most > body.size.parts.least);
  t.false(body.document.includes('xxx'));
});
