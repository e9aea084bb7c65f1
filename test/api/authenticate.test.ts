import test from 'ava';
import { createApiKey } from '../../api/api-key.ts';
import { createAuthenticate } from '../../api/authenticate.ts';
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
  const authenticate = createAuthenticate(
    {
      authenticate: async (keyId) => {
        asked.push(keyId);
        return answer();
      },
    },
    () => clock.ms,
  );
  return { asked, clock, authenticate };
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

test('A key is taken from Authorization and from x-api-key', async (t) => {
  const { authenticate } = create(() => ({ type: 'ok', principal: PRINCIPAL }));
  const { text } = createApiKey();
  t.deepEqual(await authenticate(bearer(text)), PRINCIPAL);
  t.deepEqual(await authenticate({ authorization: `bearer  ${text}` }), PRINCIPAL);
  t.deepEqual(await authenticate({ 'x-api-key': text }), PRINCIPAL);
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
    await t.throwsAsync(authenticate(headers), { code });
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
