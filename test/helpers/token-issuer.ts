import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import type { OauthIssuer } from '../../api/oauth-issuers.ts';

export const AUDIENCE = 'https://wsi.example/api';
export const KEY_ID = 'key-1';

/** An authorization server on loopback that publishes keys and signs whatever a test wants. */
export interface TokenIssuer {
  readonly config: OauthIssuer;
  readonly keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
  /** How often the keys were asked for. */
  readonly asked: () => number;
  /** How the keys are answered from now on. */
  readonly answer: (how: 'keys' | 'error' | 'silence' | 'nonsense' | 'redirect' | 'flood') => void;
  /** A good token but for what is said; `undefined` takes a claim or a header away. */
  readonly sign: (claims?: Claims, header?: Claims, key?: CryptoKey | Uint8Array) => Promise<string>;
}

type Claims = Readonly<Record<string, unknown>>;

export async function startTokenIssuer(t: Pick<ExecutionContext, 'teardown'>): Promise<TokenIssuer> {
  const keys = await generateKeyPair('RS256', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' }] };
  let asked = 0;
  let how: Parameters<TokenIssuer['answer']>[0] = 'keys';
  const server = createServer((_req, res) => {
    asked += 1;
    if (how === 'silence') return;
    if (how === 'redirect') res.setHeader('Location', '/elsewhere');
    res.statusCode = how === 'error' ? 500 : how === 'redirect' ? 302 : 200;
    const padding = how === 'flood' ? 'x'.repeat(1_000_000) : '';
    res.end(how === 'nonsense' ? '{"keys": 1}' : JSON.stringify({ ...jwks, padding }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  return {
    config: {
      issuer,
      audience: AUDIENCE,
      jwksUrl: `${issuer}/jwks`,
      algorithms: ['RS256'],
      clientClaim: 'client_id',
      tokenType: 'at+jwt',
      maxLifetimeSeconds: 3_600,
      tenant: undefined,
    },
    keys,
    asked: () => asked,
    answer: (next) => {
      how = next;
    },
    sign: (claims = {}, header = {}, key = keys.privateKey) => {
      const now = Math.floor(Date.now() / 1_000);
      const good = { iss: issuer, aud: AUDIENCE, client_id: 'partner', sub: 'partner', iat: now, exp: now + 600 };
      const head = { alg: 'RS256', kid: KEY_ID, typ: 'at+jwt', ...header };
      return new SignJWT(without({ ...good, scope: 'orders:read', ...claims }))
        .setProtectedHeader(without(head) as JWTHeaderParameters)
        .sign(key);
    },
  };
}

function without(fields: Claims): Claims {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
