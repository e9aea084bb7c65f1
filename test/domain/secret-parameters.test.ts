import test from 'ava';
import type { ParameterSchema, Prompt } from '../../domain/definition.ts';
import { secretNames, secretValues } from '../../domain/secret-parameters.ts';

const SECRET = { type: 'string', writeOnly: true };
const TEXT = { type: 'string' };

const parameters: ParameterSchema = {
  type: 'object',
  $defs: { password: SECRET },
  properties: {
    user: TEXT,
    password: SECRET,
    referred: { $ref: '#/$defs/password' },
    either: { anyOf: [TEXT, SECRET] },
    account: { type: 'object', properties: { user: TEXT, password: SECRET } },
    accounts: { type: 'array', items: { type: 'object', properties: { user: TEXT, password: SECRET } } },
    tokens: { type: 'array', items: SECRET },
    asked: TEXT,
    prompted: TEXT,
    later: TEXT,
  },
  allOf: [{ properties: { later: { writeOnly: true } } }],
};
const prompts: Prompt[] = [
  { parameter: 'prompted', secret: true, text: {} },
  { parameter: 'user', secret: false, text: {} },
];

const isSecret = secretNames({ parameters, prompts }, ['asked']);

for (const name of [
  'password',
  'referred',
  'either',
  'account.password',
  'accounts[].password',
  'tokens[]',
  'asked',
  'prompted',
  'later',
]) {
  test(`${name} is secret`, (t) => t.true(isSecret(name)));
}

for (const name of ['user', 'account', 'account.user', 'accounts[].user', 'tokens', 'passwords', 'order.id', '']) {
  test(`${JSON.stringify(name)} is not secret`, (t) => t.false(isSecret(name)));
}

test('secretValues() gives every text and number that a secret one holds', (t) => {
  const values = secretValues(
    {
      user: 'ann',
      password: 'p1',
      account: { user: 'bob', password: 'p2' },
      accounts: [{ user: 'eve', password: 'p3' }, { password: 4 }],
      tokens: ['t1', 't2'],
      asked: { deep: ['p5', true, null, ''] },
    },
    isSecret,
  );
  t.deepEqual(values, ['p1', 'p2', 'p3', '4', 't1', 't2', 'p5']);
});
