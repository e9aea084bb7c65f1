import test from 'ava';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { type ApiAnswer, type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { DEFINITIONS, definitionNamed } from '../helpers/definitions.ts';

/** Registers a definition as the tenant's own draft. */
async function register({ stores }: ApiWorld, tenantId: string, fields: Partial<ServiceDefinition>): Promise<void> {
  const definition = { ...definitionNamed('mail'), name: 'own', ...fields };
  await stores.definitions.register({ tenantId, clientId: null, correlator: '' }, definition);
}

/** What was found, but for what some handset may not like of every mail document. */
const coded = ({ body }: ApiAnswer): string[] =>
  body.findings
    .filter(({ code }: Json) => code !== 'document_unwise')
    .map(({ severity, code, path }: Json) => `${severity} ${code} ${path}`);

const preview = (world: ApiWorld, body: Json = {}, key = world.key): Promise<ApiAnswer> =>
  world.call('POST', '/v1/definitions/own/1.0.0/preview', { key, body });

test.serial('A draft can be previewed with nothing but its name', async (t) => {
  const world = await createApiWorld(t);
  await register(world, world.tenantId, {});
  const answer = await preview(world);
  t.is(answer.status, 200, answer.text);
  t.true(answer.body.allowed, answer.text);
  t.deepEqual(coded(answer), []);
  t.deepEqual(answer.body.device, { id: null, model: null, imagined: true });
  t.is(answer.body.ordersLeftToday, null);
  t.regex(answer.body.document, /<characteristic type="APPLICATION">/);
  t.deepEqual(
    answer.body.confirmation.questions.map(({ parameter }: Json) => parameter),
    ['password'],
  );
  t.deepEqual(await world.database.rows('select id from orders'), []);
});

for (const definition of DEFINITIONS) {
  test.serial(`The samples for ${definition.name} make a document that can be ordered`, async (t) => {
    const world = await createApiWorld(t);
    await register(world, world.tenantId, { ...definition, name: 'own' });
    const { body, text } = await preview(world);
    t.true(body.allowed, text);
    t.true(body.size.parts.most >= 1);
  });
}

test.serial('A preview uses the parameters that are given, and the model that is imagined', async (t) => {
  const world = await createApiWorld(t);
  await register(world, world.tenantId, {});
  const answer = await preview(world, { parameters: { imapHost: 'mail.example' }, model: 'Nokia N95' });
  t.true(answer.body.document.includes('mail.example'));
  t.deepEqual(coded(answer), ['warning device_deviation security']);
});

test.serial('A preview for a device of the tenant takes it as it is', async (t) => {
  const world = await createApiWorld(t);
  await register(world, world.tenantId, {});
  const { body: device } = await world.call('POST', '/v1/devices', {
    body: { msisdn: '+358401234567', applications: ['w2'] },
  });
  const answer = await preview(world, { device: { id: device.id } });
  t.deepEqual(answer.body.device, { id: device.id, model: null, imagined: false });
  t.deepEqual(coded(answer), ['error device_unfit /device', 'error security_unavailable /pin']);
});

test.serial('A preview says what an operator must approve, and what nobody can', async (t) => {
  const world = await createApiWorld(t);
  const key = await world.addKey({ tenant: 'small', entitlements: NO_ENTITLEMENTS, domains: ['small.example'] });
  const tenantId = await world.stores.clients.ensureTenant('small');
  const parms = { NAPID: 'N', NAME: 'Small', 'NAP-ADDRESS': { from: 'name' }, INTERNET: true } as const;
  await register(world, tenantId, { kind: 'provisioning', document: [{ type: 'NAPDEF', parms }] });
  const answer = await preview(world, {}, key);
  t.is(answer.status, 200, answer.text);
  t.false(answer.body.allowed);
  const approvals = coded(answer).filter((line) => line.includes('/document/'));
  t.deepEqual(approvals, [
    'warning approval_needed /document/0/parms/NAPID',
    'error content_forbidden /document/0/parms/NAP-ADDRESS',
    'warning approval_needed /document/0/parms/INTERNET',
  ]);
});

test.serial('What an operator has approved is not told of again', async (t) => {
  const world = await createApiWorld(t);
  const key = await world.addKey({ tenant: 'small', entitlements: NO_ENTITLEMENTS, domains: ['small.example'] });
  const tenantId = await world.stores.clients.ensureTenant('small');
  const parms = { NAPID: 'N', NAME: 'Small', 'NAP-ADDRESS': 'internet', BEARER: 'GSM-GPRS', INTERNET: true } as const;
  await register(world, tenantId, { kind: 'provisioning', document: [{ type: 'NAPDEF', parms }] });
  const before = await preview(world, {}, key);
  t.true(coded(before).includes('warning approval_needed /document/0/parms/NAP-ADDRESS'), before.text);
  await world.call('POST', '/v1/definitions/own/1.0.0/activate', { key });
  const operator = await world.addKey({ tenant: 'platform', platform: true, roles: ['operator'] });
  const tenant = '/v1/tenants/small/definitions/own/1.0.0';
  const { headers } = await world.call('GET', tenant, { key: operator });
  const approved = await world.call('POST', `${tenant}/approve`, {
    key: operator,
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
  t.is(approved.status, 200, approved.text);
  const after = await preview(world, {}, key);
  t.deepEqual([after.body.allowed, coded(after)], [true, []], after.text);
});

test.serial('What was made up is not judged, and what was given is', async (t) => {
  const world = await createApiWorld(t);
  const key = await world.addKey({ tenant: 'small', domains: ['small.example'] });
  await register(world, await world.stores.clients.ensureTenant('small'), {});
  const imagined = await preview(world, {}, key);
  t.true(imagined.body.allowed, imagined.text);
  const given = await preview(world, { parameters: { imapHost: 'imap.evil.example' } }, key);
  t.deepEqual(coded(given), ['error content_forbidden APPLICATION[1]/APPADDR[1]/ADDR']);
});

test.serial('A shared version of another provider is previewed with the rights of whoever asks', async (t) => {
  const world = await createApiWorld(t);
  const small = await world.addKey({ tenant: 'small', entitlements: NO_ENTITLEMENTS, domains: ['small.example'] });
  const mms = (key: string) => world.call('POST', '/v1/definitions/mms/1.0.0/preview', { key, body: {} });
  const entitled = await mms(world.key);
  t.is(entitled.status, 200, entitled.text);
  t.true(entitled.body.allowed, entitled.text);
  const refused = await mms(small);
  t.false(refused.body.allowed);
  t.true(coded(refused).includes('error content_forbidden NAPDEF[1]/NAP-ADDRESS'), refused.text);
  t.false(refused.text.includes('approval_needed'));
});

test.serial('A retired version can be previewed, and what the caller cannot see does not exist', async (t) => {
  const world = await createApiWorld(t);
  await register(world, world.tenantId, {});
  const other = await world.addKey({ tenant: 'other' });
  const hidden = await preview(world, {}, other);
  t.is(`${hidden.status} ${hidden.body.code}`, '404 definition_not_found');
  await world.call('POST', '/v1/definitions/own/1.0.0/activate');
  await world.call('POST', '/v1/definitions/own/1.0.0/retire');
  t.is((await world.call('GET', '/v1/definitions/own/1.0.0')).body.state, 'retired');
  t.true((await preview(world)).body.allowed);
});
