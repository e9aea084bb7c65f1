import { randomUUID } from 'node:crypto';
import test from 'ava';
import { definitionNamed } from '../helpers/definitions.ts';
import { createWorld, type Json } from './world.ts';

const MAIL = definitionNamed('mail');

test('GET /v1/definitions lists what can be ordered from', async (t) => {
  const { call } = await createWorld(t);
  const { status, body } = await call('GET', '/v1/definitions');
  t.is(status, 200);
  t.deepEqual(
    body.items.map(({ name }: Json) => name),
    ['browsing-proxy', 'device-management', 'internet-access', 'mail', 'mms'],
  );
  t.deepEqual(body.items[3], {
    name: 'mail',
    version: '1.0.0',
    title: 'Mail by IMAP and SMTP',
    kind: 'bootstrap',
    builtIn: true,
  });
});

test('GET /v1/definitions/{name} shows all of a definition', async (t) => {
  const { call } = await createWorld(t);
  const { status, body } = await call('GET', '/v1/definitions/mail');
  t.is(status, 200);
  t.deepEqual(body, { ...JSON.parse(JSON.stringify(MAIL)), builtIn: true });
});

test('GET /v1/definitions/{name}/{version} shows one version', async (t) => {
  const { call } = await createWorld(t, { definitions: [{ ...MAIL, version: '2.0.0' }] });
  t.is((await call('GET', '/v1/definitions/mail/2.0.0')).body.version, '2.0.0');
  t.is((await call('GET', '/v1/definitions/mail/1.0.0')).body.version, '1.0.0');
});

test('Definitions of another tenant are neither listed nor shown', async (t) => {
  const { call, stores } = await createWorld(t);
  const definition = { ...MAIL, name: 'theirs' };
  stores.definitionRows.push({ id: randomUUID(), tenantId: randomUUID(), builtIn: false, definition });
  t.is((await call('GET', '/v1/definitions/theirs')).status, 404);
  t.false((await call('GET', '/v1/definitions')).text.includes('theirs'));
});

for (const path of ['no-such', 'mail/9.9.9', 'Mail', 'mail%00', 'mail/latest']) {
  test(`GET /v1/definitions/${path} is answered 404`, async (t) => {
    const { call } = await createWorld(t);
    const { status, body } = await call('GET', `/v1/definitions/${path}`);
    t.is(status, 404);
    t.is(body.code, 'definition_not_found');
  });
}
