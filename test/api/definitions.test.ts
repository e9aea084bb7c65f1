import { randomUUID } from 'node:crypto';
import test from 'ava';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { DEFINITIONS, definitionNamed } from '../helpers/definitions.ts';

const MAIL = definitionNamed('mail');

/** Registers and activates a version of a definition like that of mail, and returns its id. */
async function addActive(world: ApiWorld, tenantId: string, fields: Partial<typeof MAIL>): Promise<string> {
  const definition = { ...MAIL, ...fields };
  const actor = { tenantId, clientId: null, correlator: '' };
  const { registered } = await world.stores.definitions.register(actor, definition);
  await world.database.rows("update definitions set state = 'active', activated_at = now() where id = :id", {
    id: registered.id,
  });
  return registered.id;
}

test.serial('GET /v1/definitions lists what can be ordered from', async (t) => {
  const { call } = await createApiWorld(t);
  const { status, body } = await call('GET', '/v1/definitions');
  t.is(status, 200);
  t.deepEqual(
    body.items.map(({ name }: Json) => name),
    DEFINITIONS.map(({ name }) => name),
  );
  const { createdAt, activatedAt, approvedAt, ...rest } = body.items[3];
  t.deepEqual(rest, {
    name: 'mail',
    version: '1.0.0',
    title: 'Mail by IMAP and SMTP',
    kind: 'bootstrap',
    provider: 'platform',
    state: 'active',
    shared: true,
    submittedAt: null,
    retiredAt: null,
  });
  t.true(Date.parse(createdAt) <= Date.parse(approvedAt));
  t.true(Date.parse(createdAt) <= Date.parse(activatedAt));
});

test.serial('GET /v1/definitions/{name} shows all of a definition', async (t) => {
  const { call } = await createApiWorld(t);
  const { status, body } = await call('GET', '/v1/definitions/mail');
  t.is(status, 200);
  const { provider, state, shared } = body;
  t.deepEqual({ provider, state, shared }, { provider: 'platform', state: 'active', shared: true });
  t.like(body, JSON.parse(JSON.stringify(MAIL)));
});

test.serial(
  'GET /v1/definitions/{name} shows the newest active version, by its numbers and not its letters',
  async (t) => {
    const world = await createApiWorld(t);
    for (const version of ['1.9.0', '1.10.0', '1.2.11'])
      await addActive(world, world.tenantId, { name: 'own', version });
    await world.stores.definitions.register(
      { tenantId: world.tenantId, clientId: null, correlator: '' },
      { ...MAIL, name: 'own', version: '2.0.0' },
    );
    t.is((await world.call('GET', '/v1/definitions/own')).body.version, '1.10.0');
    t.is((await world.call('GET', '/v1/definitions/own/1.9.0')).body.version, '1.9.0');
    t.is((await world.call('GET', '/v1/definitions/own/2.0.0')).body.state, 'draft');
  },
);

test.serial('A definition of the tenant goes before a shared one of the same name', async (t) => {
  const world = await createApiWorld(t);
  await addActive(world, world.tenantId, { title: 'Ours', version: '0.1.0' });
  t.is((await world.call('GET', '/v1/definitions/mail')).body.title, 'Ours');
  t.is((await world.call('GET', '/v1/definitions/mail/1.0.0')).body.provider, 'platform');
});

test.serial('Definitions of another tenant are neither listed nor shown', async (t) => {
  const world = await createApiWorld(t);
  await world.addKey({ tenant: 'other' });
  await addActive(world, await world.stores.clients.ensureTenant('other'), { name: 'theirs' });
  t.is((await world.call('GET', '/v1/definitions/theirs')).status, 404);
  t.is((await world.call('GET', '/v1/definitions/theirs/1.0.0')).status, 404);
  t.false((await world.call('GET', '/v1/definitions')).text.includes('theirs'));
  t.deepEqual((await world.call('GET', '/v1/definitions?provider=other')).body.items, []);
});

test.serial('A list of definitions is read in pages that neither repeat nor leave out', async (t) => {
  const world = await createApiWorld(t);
  const versions = ['0.0.1', '0.0.2', '0.0.10', '1.0.0', '1.1.0'];
  for (const version of versions) await addActive(world, world.tenantId, { version });
  const seen: string[] = [];
  let after = '';
  do {
    const { body } = await world.call('GET', `/v1/definitions?limit=2${after && `&after=${after}`}`);
    seen.push(...body.items.map(({ name, version, provider }: Json) => `${name} ${version} ${provider}`));
    after = body.next;
  } while (after !== null);
  t.deepEqual(seen, [
    'browsing-proxy 1.0.0 platform',
    'device-management 1.0.0 platform',
    'internet-access 1.0.0 platform',
    'mail 1.1.0 acme',
    'mail 1.0.0 acme',
    'mail 1.0.0 platform',
    'mail 0.0.10 acme',
    'mail 0.0.2 acme',
    'mail 0.0.1 acme',
    'mms 1.0.0 platform',
  ]);
});

test.serial('A list of definitions is filtered by name, state and provider', async (t) => {
  const world = await createApiWorld(t);
  await world.stores.definitions.register({ tenantId: world.tenantId, clientId: null, correlator: '' }, MAIL);
  const counted = async (query: string) => (await world.call('GET', `/v1/definitions?${query}`)).body.items.length;
  t.is(await counted('name=mail'), 2);
  t.is(await counted('name=mail&state=draft'), 1);
  t.is(await counted('provider=acme'), 1);
  t.is(await counted('provider=platform'), DEFINITIONS.length);
  t.is((await world.call('GET', '/v1/definitions?state=gone')).status, 400);
  t.is((await world.call('GET', `/v1/definitions?after=${randomUUID()}`)).status, 400);
});

test.serial('The name no-such and others that nothing can have are answered 404', async (t) => {
  const { call } = await createApiWorld(t);
  for (const path of ['no-such', 'mail/9.9.9', 'Mail', 'mail%00', 'mail/latest', 'mail/01.0.0']) {
    const { status, body } = await call('GET', `/v1/definitions/${path}`);
    t.is(status, 404, path);
    t.is(body.code, 'definition_not_found');
  }
});
