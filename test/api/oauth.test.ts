import { createHash, randomUUID } from 'node:crypto';
import test from 'ava';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, UnsecuredJWT } from 'jose';
import { createAuthenticate } from '../../api/authenticate.ts';
import { createTokenCheck } from '../../api/oauth.ts';
import type { Principal } from '../../domain/access.ts';
import { type ApiWorld, shareApiWorld } from '../helpers/api-world.ts';
import { AUDIENCE, KEY_ID, startTokenIssuer, type TokenIssuer } from '../helpers/token-issuer.ts';

const teardowns: (() => unknown)[] = [];
/** The tenant whose the issuer `away` is. */
const OWNER = `owner-${randomUUID()}`;
let issuer: TokenIssuer;
/** Its keys cannot be had. */
let away: TokenIssuer;
let stranger: Keys;
let elliptic: Keys;
const enterWorld = shareApiWorld(test, async () => {
  issuer = await startTokenIssuer({ teardown: (work) => void teardowns.push(work) });
  stranger = await generateKeyPair('RS256', { extractable: true });
  elliptic = await generateKeyPair('ES256', { extractable: true });
  away = await startTokenIssuer({ teardown: (work) => void teardowns.push(work) });
  away.answer('error');
  return { oauthIssuers: [issuer.config, { ...away.config, tenant: OWNER }] };
});
test.after.always(() => Promise.all(teardowns.map((work) => work())));

type Keys = TokenIssuer['keys'];

const now = () => Math.floor(Date.now() / 1_000);
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A world in which the issuer's client `partner-…` is a client of ours, with the scopes of its roles. */
async function enter() {
  const world = await enterWorld();
  const operator = await world.addKey({ tenant: 'platform', platform: true, roles: ['operator'] });
  const subject = `partner-${randomUUID()}`;
  const body = { name: 'partner', roles: ['provisioning'], oauth: { issuer: issuer.config.issuer, subject } };
  const made = await world.call('POST', `/v1/tenants/${world.tenant}/clients`, { key: operator, body });
  if (made.status !== 201) throw new Error(`Cannot register: ${made.text}`);
  return { ...world, operator, subject, client: made.body };
}

test.serial('A token lets its client in, for what both may do', async (t) => {
  const { call, subject, client } = await enter();
  t.is(client.key, null);
  const key = await issuer.sign({ client_id: subject, scope: 'openid orders:read devices:create' });
  t.is((await call('GET', '/v1/orders', { key })).status, 200);
  const refused = await call('GET', '/v1/devices', { key });
  t.is(refused.status, 403);
  t.is(refused.body.code, 'permission_missing');
  // A scope that the token has and the client has not.
  const greedy = await issuer.sign({ client_id: subject, scope: 'clients:create charges:read tenants:read' });
  t.is((await call('POST', '/v1/clients', { key: greedy })).status, 403);
  t.is((await call('GET', '/v1/tenants', { key: greedy })).status, 403);
  const none = await issuer.sign({ client_id: subject, scope: undefined });
  t.is((await call('GET', '/v1/orders', { key: none })).status, 403);
  const list = await issuer.sign({ client_id: subject, scope: undefined, scp: ['orders:read'] });
  t.is((await call('GET', '/v1/orders', { key: list })).status, 200);
});

test.serial('A client that ended is not let in by its tokens, nor while its tenant is shut out', async (t) => {
  const { call, subject, client, operator, tenant } = await enter();
  const key = await issuer.sign({ client_id: subject });
  t.is((await call('GET', '/v1/orders', { key })).status, 200);
  await call('POST', `/v1/tenants/${tenant}/suspend`, { key: operator });
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  t.is((await call('GET', '/v1/orders', { key })).body.code, 'credential_invalid');
  await call('POST', `/v1/tenants/${tenant}/resume`, { key: operator });
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  t.is((await call('GET', '/v1/orders', { key })).status, 200);
  await call('DELETE', `/v1/clients/${client.id}`);
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  t.is((await call('GET', '/v1/orders', { key })).body.code, 'credential_invalid');
});

/** Each is one step from a token that would be taken. */
const MUTATIONS: Readonly<Record<string, (subject: string) => Promise<string> | string>> = {
  'without an algorithm': (subject) =>
    new UnsecuredJWT({ client_id: subject, scope: 'orders:read' })
      .setIssuer(issuer.config.issuer)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('10m')
      .encode(),
  'with the algorithm none and a signature': async (subject) => {
    const [, payload, signature] = (await issuer.sign({ client_id: subject })).split('.');
    return `${base64url({ alg: 'none', kid: KEY_ID, typ: 'at+jwt' })}.${payload}.${signature}`;
  },
  'signed by HMAC with the public key': async (subject) => {
    const secret = new TextEncoder().encode(await exportSPKI(issuer.keys.publicKey));
    return issuer.sign({ client_id: subject }, { alg: 'HS256' }, secret);
  },
  'signed by HMAC with the modulus of the public key': async (subject) => {
    const { n = '' } = await exportJWK(issuer.keys.publicKey);
    return issuer.sign({ client_id: subject }, { alg: 'HS256' }, Buffer.from(n, 'base64url'));
  },
  'signed with a key that is not published': (subject) => issuer.sign({ client_id: subject }, {}, stranger.privateKey),
  'with another algorithm of the same key': async (subject) => {
    const key = await importJWK(await exportJWK(issuer.keys.privateKey), 'RS512');
    return issuer.sign({ client_id: subject }, { alg: 'RS512' }, key);
  },
  'of another family': (subject) => issuer.sign({ client_id: subject }, { alg: 'ES256' }, elliptic.privateKey),
  'with an unknown key id': (subject) => issuer.sign({ client_id: subject }, { kid: 'key-2' }),
  'that brings its own key': async (subject) =>
    issuer.sign(
      { client_id: subject },
      { kid: undefined, jwk: await exportJWK(stranger.publicKey) },
      stranger.privateKey,
    ),
  'that says where its key is': (subject) =>
    issuer.sign({ client_id: subject }, { jku: 'https://evil.example/jwks' }, stranger.privateKey),
  'of a good key that says where another is': (subject) =>
    issuer.sign({ client_id: subject }, { jku: issuer.config.jwksUrl }),
  'that says where its certificate is': (subject) =>
    issuer.sign({ client_id: subject }, { x5u: 'https://evil.example/cert' }),
  'that brings its own certificate': (subject) => issuer.sign({ client_id: subject }, { x5c: ['MIIB'] }),
  'with an unknown critical header': (subject) =>
    issuer.sign({ client_id: subject }, { crit: ['urn:x'], 'urn:x': true }).catch(async () => {
      const [, payload, signature] = (await issuer.sign({ client_id: subject })).split('.');
      return `${base64url({ alg: 'RS256', kid: KEY_ID, typ: 'at+jwt', crit: ['urn:x'], 'urn:x': 1 })}.${payload}.${signature}`;
    }),
  'of an identity, not for access': (subject) => issuer.sign({ client_id: subject }, { typ: 'JWT' }),
  'without a type': (subject) => issuer.sign({ client_id: subject }, { typ: undefined }),
  'for another audience': (subject) => issuer.sign({ client_id: subject, aud: 'https://other.example' }),
  'without an audience': (subject) => issuer.sign({ client_id: subject, aud: undefined }),
  'of another issuer': (subject) => issuer.sign({ client_id: subject, iss: 'https://other.example' }),
  'of an issuer with a slash more': (subject) => issuer.sign({ client_id: subject, iss: `${issuer.config.issuer}/` }),
  'without an issuer': (subject) => issuer.sign({ client_id: subject, iss: undefined }),
  'without an end': (subject) => issuer.sign({ client_id: subject, exp: undefined }),
  'without a beginning': (subject) => issuer.sign({ client_id: subject, iat: undefined }),
  'that is not good yet': (subject) => issuer.sign({ client_id: subject, nbf: now() + 120 }),
  'issued in the future': (subject) => issuer.sign({ client_id: subject, iat: now() + 120, exp: now() + 600 }),
  'issued in the far future': (subject) =>
    issuer.sign({ client_id: subject, iat: now() + 10 ** 9, exp: now() + 10 ** 9 + 60 }),
  'that lives too long': (subject) => issuer.sign({ client_id: subject, exp: now() + 3_700 }),
  'with an end that is no number': (subject) => issuer.sign({ client_id: subject, exp: '9999999999' }),
  'without a client': () => issuer.sign({ client_id: undefined }),
  'of a client that is not one of ours': () => issuer.sign({ client_id: 'somebody' }),
  'of a client that is no text': (subject) => issuer.sign({ client_id: [subject] }),
  'bound to a certificate that was not shown': (subject) =>
    issuer.sign({ client_id: subject, cnf: { 'x5t#S256': createHash('sha256').update('x').digest('base64url') } }),
  'bound to a key that we cannot check': (subject) => issuer.sign({ client_id: subject, cnf: { jkt: 'abc' } }),
  'bound to nothing readable': (subject) => issuer.sign({ client_id: subject, cnf: { 'x5t#S256': 7 } }),
  'without its signature': async (subject) => (await issuer.sign({ client_id: subject })).replace(/[^.]+$/, ''),
  'with its signature cut': async (subject) => (await issuer.sign({ client_id: subject })).slice(0, -8),
  'with its payload changed': async (subject) => {
    const [head, payload = '', signature] = (await issuer.sign({ client_id: 'somebody' })).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return `${head}.${base64url({ ...claims, client_id: subject })}.${signature}`;
  },
  'of five parts': async (subject) => `${await issuer.sign({ client_id: subject })}.a.b`,
  'that is too long': (subject) => issuer.sign({ client_id: subject, padding: 'x'.repeat(9_000) }),
  'that is no token': () => 'aaaa.bbbb.cccc',
  'with a head that is no object': async (subject) =>
    `${base64url(['RS256'])}.${(await issuer.sign({ client_id: subject })).split('.').slice(1).join('.')}`,
};

for (const [title, mutate] of Object.entries(MUTATIONS)) {
  test.serial(`A token ${title} is answered 401, and nothing of it is told or logged`, async (t) => {
    const world = await enter();
    const key = await mutate(world.subject);
    const { status, body, headers, text } = await world.call('GET', '/v1/orders', { key });
    t.is(status, 401);
    t.is(body.code, 'credential_invalid');
    t.is(headers.get('www-authenticate'), 'Bearer realm="dm-wsi", error="invalid_token"');
    requireUntold(world, key, text);
    t.pass();
  });
}

function requireUntold({ log, errors }: ApiWorld, key: string, reply: string): void {
  const told = JSON.stringify(log) + errors.map(String).join() + reply;
  for (const part of key.split('.')) {
    if (part.length > 8 && told.includes(part)) throw new Error('A part of the token was told');
  }
}

test.serial('A token that has ended is answered so, a minute late', async (t) => {
  const { call, subject } = await enter();
  const over = await issuer.sign({ client_id: subject, iat: now() - 700, exp: now() - 65 });
  const { status, body } = await call('GET', '/v1/orders', { key: over });
  t.is(status, 401);
  t.is(body.code, 'credential_expired');
  const late = await issuer.sign({ client_id: subject, iat: now() - 700, exp: now() - 30 });
  t.is((await call('GET', '/v1/orders', { key: late })).status, 200);
  const early = await issuer.sign({ client_id: subject, nbf: now() + 30, iat: now() + 30 });
  t.is((await call('GET', '/v1/orders', { key: early })).status, 200);
});

test.serial('The type of a token may be left open for servers that do not say it', async (t) => {
  const check = createTokenCheck([{ ...issuer.config, tokenType: 'any' }]);
  for (const typ of [undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt']) {
    t.is((await check(await issuer.sign({}, { typ }))).type, 'ok', typ);
  }
  for (const typ of ['logout+jwt', 'dpop+jwt', ''])
    t.is((await check(await issuer.sign({}, { typ }))).type, 'unknown', typ);
});

test.serial('A token is taken for the client that the configured claim names', async (t) => {
  const check = createTokenCheck([{ ...issuer.config, clientClaim: 'azp' }]);
  t.like(await check(await issuer.sign({ azp: 'me' })), { type: 'ok', subject: 'me' });
  t.is((await check(await issuer.sign())).type, 'unknown');
});

test('A token that is bound to a certificate needs the connection made with it', async (t) => {
  const principal: Principal = { tenantId: 't', clientId: 'c', roles: [], scopes: [], platform: false };
  const authenticate = createAuthenticate({
    clients: {
      authenticate: async () => ({ type: 'unknown' }),
      identify: async () => ({ type: 'ok', principal }),
      noteUse: () => {},
    },
    checkToken: createTokenCheck([issuer.config]),
  });
  const thumbprint = createHash('sha256').update('certificate').digest();
  const token = await issuer.sign({ cnf: { 'x5t#S256': thumbprint.toString('base64url') } });
  const visit = { headers: { authorization: `Bearer ${token}` }, address: '127.0.0.1' };
  await t.notThrowsAsync(authenticate({ ...visit, certificate: thumbprint.toString('hex') }));
  await t.throwsAsync(authenticate(visit), { code: 'credential_invalid' });
  await t.throwsAsync(authenticate({ ...visit, certificate: 'f'.repeat(64) }), { code: 'credential_invalid' });
});

for (const how of ['error', 'silence', 'nonsense', 'redirect', 'flood'] as const) {
  test(`With keys that come as ${how} nobody is let in, and they are not asked for again at once`, async (t) => {
    const own = await startTokenIssuer(t);
    own.answer(how);
    const clock = { ms: 0 };
    const check = createTokenCheck([own.config], () => clock.ms);
    const token = await own.sign();
    const started = performance.now();
    for (let i = 0; i < 20; i++) {
      await t.throwsAsync(check(token), { code: 'service_unavailable' });
    }
    // Once the three seconds that keys may take, and not for each token.
    t.true(performance.now() - started < 30_000);
    t.is(own.asked(), 1);
    own.answer('keys');
    await t.throwsAsync(check(token), { code: 'service_unavailable' });
    clock.ms = 5_001;
    t.is((await check(token)).type, 'ok');
  });
}

test('Tokens with made-up key ids make us ask for keys once, not each time', async (t) => {
  const own = await startTokenIssuer(t);
  const check = createTokenCheck([own.config]);
  t.is((await check(await own.sign())).type, 'ok');
  for (let i = 0; i < 20; i++) t.is((await check(await own.sign({}, { kid: `made-up-${i}` }))).type, 'unknown');
  t.is(own.asked(), 1);
});

test('Many tokens at once make us ask for keys once', async (t) => {
  const own = await startTokenIssuer(t);
  const check = createTokenCheck([own.config]);
  const tokens = await Promise.all(Array.from({ length: 20 }, () => own.sign({ jti: randomUUID() })));
  const answers = await Promise.all(tokens.map(check));
  t.true(answers.every(({ type }) => type === 'ok'));
  t.is(own.asked(), 1);
});

test.serial(
  'While the keys of an issuer are away its tokens are answered 503 with a time, and all else goes on',
  async (t) => {
    const { call, subject } = await enter();
    const { status, body, headers } = await call('GET', '/v1/orders', { key: await away.sign() });
    t.is(status, 503);
    t.is(body.code, 'service_unavailable');
    t.regex(body.detail, /Cannot check tokens of this issuer/);
    t.is(headers.get('retry-after'), '5');
    t.is((await call('GET', '/v1/orders', { key: await issuer.sign({ client_id: subject }) })).status, 200);
    t.is((await call('GET', '/v1/orders')).status, 200);
  },
);

test.serial('Of an issuer that nobody trusts no keys are asked for', async (t) => {
  const own = await startTokenIssuer(t);
  const { call } = await enterWorld();
  t.is((await call('GET', '/v1/orders', { key: await own.sign() })).status, 401);
  t.is(own.asked(), 0);
});

test.serial("An administrator registers clients of an issuer only where it is his tenant's", async (t) => {
  const { call, addKey } = await enter();
  const body = { name: 'x', roles: ['auditor'], oauth: { issuer: issuer.config.issuer, subject: randomUUID() } };
  const refused = await call('POST', '/v1/clients', { body });
  t.is(refused.status, 403);
  t.is(refused.body.errors[0].field, '/oauth/issuer');
  const unknown = await call('POST', '/v1/clients', {
    body: { ...body, oauth: { issuer: 'https://x.example', subject: 'x' } },
  });
  t.is(unknown.status, 400);
  t.is(unknown.body.errors[0].field, '/oauth/issuer');

  const theirs = { ...body, oauth: { ...body.oauth, issuer: away.config.issuer } };
  t.is((await call('POST', '/v1/clients', { body: theirs })).status, 403);
  const key = await addKey({ tenant: OWNER });
  t.is((await call('POST', '/v1/clients', { key, body })).status, 403);
  t.is((await call('POST', '/v1/clients', { key, body: theirs })).status, 201);
});

test.serial('Two clients are not known by one name at an issuer', async (t) => {
  const { call, operator, tenant, subject } = await enter();
  const body = { name: 'x', roles: ['auditor'], oauth: { issuer: issuer.config.issuer, subject } };
  const { status, body: problem } = await call('POST', `/v1/tenants/${tenant}/clients`, { key: operator, body });
  t.is(status, 409);
  t.is(problem.code, 'client_registration_taken');
});
