import type { IncomingHttpHeaders } from 'node:http';
import test from 'ava';
import { createApiKey } from '../../api/api-key.ts';
import { createAuthenticate, type Visit } from '../../api/authenticate.ts';
import type { UsedCredential } from '../../domain/client.ts';
import type { Authentication } from '../../domain/requests.ts';

const PRINCIPAL = {
  tenantId: 'tenant',
  clientId: 'client',
  roles: ['provisioning'],
  scopes: ['orders:read'],
  platform: false,
} as const;

/** An authenticator with a clock of the test's own, and how often it asked the store. */
function create(answer: () => Authentication | Promise<Authentication>) {
  const asked: string[] = [];
  const clock = { ms: 0 };
  const used: UsedCredential[] = [];
  const authenticate = createAuthenticate({
    clients: {
      authenticate: async (keyId) => {
        asked.push(keyId);
        return answer();
      },
      identify: async (registration) => {
        asked.push(registration.type === 'certificate' ? registration.thumbprint : registration.subject);
        return answer();
      },
      noteUse: (credential) => void used.push(credential),
    },
    now: () => clock.ms,
  });
  return { asked, clock, authenticate, used };
}

const ADDRESS = '192.0.2.7';
const visit = (headers: IncomingHttpHeaders): Visit => ({ headers, address: ADDRESS });
const bearer = (text: string) => visit({ authorization: `Bearer ${text}` });

test('A key is taken from Authorization and from x-api-key', async (t) => {
  const { authenticate } = create(() => ({ type: 'ok', principal: PRINCIPAL }));
  const { text } = createApiKey();
  const admission = { principal: PRINCIPAL, limits: [] };
  t.deepEqual(await authenticate(bearer(text)), admission);
  t.deepEqual(await authenticate(visit({ authorization: `bearer  ${text}` })), admission);
  t.deepEqual(await authenticate(visit({ 'x-api-key': text })), admission);
});

test('A revoked key works for five seconds at most', async (t) => {
  let answer: Authentication = { type: 'ok', principal: PRINCIPAL };
  const { authenticate, clock, asked } = create(() => answer);
  const headers = bearer(createApiKey().text);
  await authenticate(headers);
  answer = { type: 'revoked' };
  clock.ms = 4_999;
  await t.notThrowsAsync(authenticate(headers));
  clock.ms = 5_000;
  await t.throwsAsync(authenticate(headers), { code: 'credential_invalid' });
  t.is(asked.length, 2);
});

test('Many calls at once with one key ask the store once', async (t) => {
  const { authenticate, asked } = create(() => ({ type: 'ok', principal: PRINCIPAL }));
  const headers = bearer(createApiKey().text);
  await Promise.all(Array.from({ length: 50 }, () => authenticate(headers)));
  t.is(asked.length, 1);
});

test('A failure of the store is not remembered', async (t) => {
  let isDown = true;
  const { authenticate } = create(() => {
    if (isDown) throw new Error('down');
    return { type: 'ok', principal: PRINCIPAL };
  });
  const headers = bearer(createApiKey().text);
  await t.throwsAsync(authenticate(headers), { message: 'down' });
  isDown = false;
  await t.notThrowsAsync(authenticate(headers));
});

test('What is remembered of keys is bounded', async (t) => {
  const { authenticate, asked } = create(() => ({ type: 'ok', principal: PRINCIPAL }));
  const first = bearer(createApiKey().text);
  await authenticate(first);
  for (let i = 0; i < 1_000; i++) await authenticate(bearer(createApiKey().text));
  await authenticate(first);
  t.is(asked.length, 1_002);
});

for (const [title, headers, code] of [
  ['none', {}, 'credential_missing'],
  ['another scheme', { authorization: 'Basic d3NpOnNlY3JldA==' }, 'credential_invalid'],
  ['an empty bearer', { authorization: 'Bearer ' }, 'credential_invalid'],
  ['a bearer of another form', { authorization: 'Bearer secret' }, 'credential_invalid'],
  ['an empty x-api-key', { 'x-api-key': '' }, 'credential_invalid'],
  ['a mistyped key', { 'x-api-key': `${createApiKey().text.slice(0, -1)}-` }, 'credential_invalid'],
] as const) {
  test(`A credential that is ${title} is refused without asking the store`, async (t) => {
    const { authenticate, asked } = create(() => ({ type: 'ok', principal: PRINCIPAL }));
    await t.throwsAsync(authenticate(visit(headers)), { code });
    t.is(asked.length, 0);
  });
}

for (const [type, code] of [
  ['unknown', 'credential_invalid'],
  ['revoked', 'credential_invalid'],
  ['expired', 'credential_expired'],
] as const) {
  test(`A key that the store calls ${type} is refused with ${code}, and the refusal quotes nothing of it`, async (t) => {
    const { authenticate } = create(() => ({ type }));
    const { text, secret, keyId } = createApiKey();
    const error = await t.throwsAsync(authenticate(bearer(text)), { code });
    t.false(error.message.includes(secret) || error.message.includes(keyId));
  });
}

test('A client is let in from its ranges only, each time it calls', async (t) => {
  const { authenticate, used } = create(() => ({
    type: 'ok',
    principal: PRINCIPAL,
    credential: { type: 'key', keyId: 'k' },
    sourceRanges: ['192.0.2.0/24'],
  }));
  const { headers } = bearer(createApiKey().text);
  await t.notThrowsAsync(authenticate({ headers, address: '::ffff:192.0.2.200' }));
  await t.throwsAsync(authenticate({ headers, address: '192.0.3.1' }), { code: 'source_forbidden' });
  await t.throwsAsync(authenticate({ headers, address: '' }), { code: 'source_forbidden' });
  t.deepEqual(used, [{ type: 'key', keyId: 'k' }]);
});

test('The certificate of the connection lets its client in when nothing else is shown', async (t) => {
  const { authenticate, asked } = create(() => ({ type: 'ok', principal: PRINCIPAL }));
  await authenticate({ ...visit({}), certificate: 'ab' });
  t.deepEqual(asked, ['ab']);
  await t.throwsAsync(authenticate({ ...visit({ authorization: 'Bearer nonsense' }), certificate: 'ab' }), {
    code: 'credential_invalid',
  });
  t.is(asked.length, 1);
});

test('A header that names a certificate is not looked at', async (t) => {
  const { authenticate, asked } = create(() => ({ type: 'ok', principal: PRINCIPAL }));
  for (const name of ['x-client-cert', 'x-forwarded-client-cert', 'x-ssl-client-sha256', 'client-cert']) {
    await t.throwsAsync(authenticate(visit({ [name]: 'ab' })), { code: 'credential_missing' });
  }
  t.deepEqual(asked, []);
});
