import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { createApiWorld } from '../helpers/api-world.ts';

const AUDIENCE = 'https://wsi.example/api';

/** A real authorization server on loopback with one client that may have tokens of its own (RFC 6749 §4.4). */
async function startProvider(t: { teardown: (work: () => unknown) => void }) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const scope = 'orders:read devices:read clients:create';
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'p1', use: 'sig', alg: 'ES256' }] },
    clients: [
      {
        client_id: 'partner',
        client_secret: 'partner-secret-of-the-test',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
        scope,
      },
    ],
    scopes: scope.split(' '),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: () => ({
          scope,
          audience: AUDIENCE,
          accessTokenTTL: 600,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
  const answer = provider.callback();
  server.on('request', (req, res) => void answer(req, res));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const askToken = async (wanted: string): Promise<string> => {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('partner:partner-secret-of-the-test').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: wanted, resource: AUDIENCE }),
    });
    const body = (await response.json()) as Record<string, string>;
    if (!response.ok) throw new Error(JSON.stringify(body));
    return body['access_token']!;
  };
  const config = {
    issuer,
    audience: AUDIENCE,
    jwksUrl: `${issuer}/jwks`,
    algorithms: ['ES256'],
    clientClaim: 'client_id',
    tokenType: 'at+jwt',
    maxLifetimeSeconds: 3_600,
    tenant: 'acme',
  } as const;
  return { config, askToken };
}

test('A token of a real authorization server lets its client in', async (t) => {
  const { config, askToken } = await startProvider(t);
  const { call } = await createApiWorld(t, { oauthIssuers: [config] });
  const before = await call('GET', '/v1/orders', { key: await askToken('orders:read') });
  t.is(before.body.code, 'credential_invalid');

  const body = { name: 'partner', roles: ['provisioning'], oauth: { issuer: config.issuer, subject: 'partner' } };
  const made = await call('POST', '/v1/clients', { body });
  t.is(made.status, 201);
  t.deepEqual(made.body.oauth, body.oauth);

  const key = await askToken('orders:read');
  t.is((await call('GET', '/v1/orders', { key })).status, 200);
  t.is((await call('GET', '/v1/devices', { key })).status, 403);
  const wider = await askToken('orders:read devices:read clients:create');
  t.is((await call('GET', '/v1/devices', { key: wider })).status, 200);
  // The role of the client has no say in clients, whatever the server puts into the token.
  t.is((await call('POST', '/v1/clients', { key: wider, body })).status, 403);
});
