import test from 'ava';
import { isDomainName, reasonUnprovable } from '../../domain/domain-name.ts';

test('A domain name is labels of letters, digits and hyphens in lower case', (t) => {
  for (const text of [
    'example.com',
    'a.b.c.d',
    'xn--bcher-kva.example',
    'localhost',
    '1.2.3.4',
    `${'a'.repeat(63)}.example`,
  ])
    t.true(isDomainName(text), text);
  for (const text of [
    '',
    '.',
    'example.com.',
    '.example',
    'Example.com',
    'a..b',
    '-a.example',
    'a-.example',
    'a b.example',
    'bücher.example',
    '*.example.com',
    '*',
    'a_b.example',
    'example.com/x',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(130)}example`,
  ])
    t.false(isDomainName(text), text);
});

test('Nobody proves a domain that strangers have names under', (t) => {
  for (const domain of ['example.com', 'acme.co.uk', 'mail.example.com', 'acme.github.io'])
    t.is(reasonUnprovable(domain), undefined);
  for (const domain of ['com', 'localhost', 'co.uk', 'com.au', 'github.io', 'herokuapp.com', '192.0.2.1'])
    t.regex(reasonUnprovable(domain) ?? '', /^a name/, domain);
});
