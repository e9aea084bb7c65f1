import test from 'ava';
import { parseIssuers } from '../../api/oauth-issuers.ts';

const ISSUER = {
  issuer: 'https://login.example',
  audience: 'https://wsi.example',
  jwksUrl: 'https://login.example/keys',
  algorithms: ['RS256', 'RS384'],
};
const parse = (...issuers: unknown[]) => parseIssuers(JSON.stringify(issuers));

test('An issuer is read with what it leaves out', (t) => {
  t.deepEqual(parseIssuers(''), []);
  t.deepEqual(parse(ISSUER), [
    { ...ISSUER, clientClaim: 'client_id', tokenType: 'at+jwt', maxLifetimeSeconds: 3_600, tenant: undefined },
  ]);
  t.is(parse({ ...ISSUER, clientClaim: 'azp' })[0]?.clientClaim, 'azp');
});

for (const [title, issuer, wanted] of [
  ['keys over plain HTTP', { jwksUrl: 'http://login.example/keys' }, /jwksUrl of https/],
  ['keys of a file', { jwksUrl: 'file:///etc/keys' }, /jwksUrl of https/],
  ['keys with a password in the address', { jwksUrl: 'https://u:p@login.example/keys' }, /jwksUrl of https/],
  ['keys at no address', { jwksUrl: 'keys' }, /jwksUrl of https/],
  ['an algorithm of shared secrets', { algorithms: ['HS256'] }, /at \/0\/algorithms\/0/],
  ['no algorithm', { algorithms: [] }, /at \/0\/algorithms/],
  ['the algorithm none', { algorithms: ['none'] }, /at \/0\/algorithms\/0/],
  ['algorithms of two families', { algorithms: ['RS256', 'ES256'] }, /one family/],
  ['tokens that live for a year', { maxLifetimeSeconds: 31_536_000 }, /maxLifetimeSeconds/],
  ['no audience', { audience: undefined }, /audience/],
  ['an unknown field', { tokenTyp: 'any' }, /at \/0/],
] as const) {
  test(`An issuer with ${title} is refused, and no value is shown`, (t) => {
    const error = t.throws(() => parse({ ...ISSUER, ...issuer }), { message: wanted });
    t.false(/example|u:p/.test(error.message));
  });
}

test('Keys on this machine may come over plain HTTP', (t) => {
  for (const host of ['127.0.0.1:8080', 'localhost', '[::1]:9']) {
    t.is(parse({ ...ISSUER, jwksUrl: `http://${host}/keys` }).length, 1);
  }
  t.throws(() => parse({ ...ISSUER, jwksUrl: 'http://127.0.0.1.evil.example/keys' }));
});

test('What is no list, or says an issuer twice, is refused', (t) => {
  t.throws(() => parseIssuers('nonsense'), { message: 'expected JSON' });
  t.throws(() => parseIssuers('{}'), { message: /expected a list/ });
  t.throws(() => parse(ISSUER, ISSUER), { message: 'expected each issuer once' });
});
