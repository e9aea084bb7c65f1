import { readFileSync } from 'node:fs';
import test from 'ava';
import { checkDefinition } from '../../api/check-definition.ts';
import { KEYWORDS } from '../../api/schema-keywords.ts';
import { DEFINITION_DEFAULTS } from '../../domain/definition-defaults.ts';
import type { ProvisioningError } from '../../domain/errors.ts';
import { PARAMETER_FORMATS } from '../../domain/parameter-formats.ts';

type Json = ReturnType<typeof JSON.parse>;

const byLetters = (a = '', b = ''): number => (a < b ? -1 : 1);
const PAGE = readFileSync(new URL('../../docs/definitions.md', import.meta.url), 'utf8');
const blocks: Json[] = [...PAGE.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text = '']) => JSON.parse(text));
const examples = blocks.filter(({ code }) => code === undefined);
const problem = blocks.find(({ code }) => code !== undefined);

test('docs/definitions.md has its examples', (t) => {
  t.true(examples.length >= 5);
});

for (const example of examples) {
  test(`the example ${example.name} of docs/definitions.md can be registered as it stands`, (t) => {
    t.is(checkDefinition(example).name, example.name);
  });
}

test('the faults that docs/definitions.md shows are those of the mistake it names', (t) => {
  const [shortest] = structuredClone(examples);
  shortest.document[0].children[1].parms.AAUTHNAME = { from: 'adress' };
  const error = t.throws<ProvisioningError>(() => checkDefinition(shortest));
  t.is(error.code, problem.code);
  t.deepEqual(error.faults, problem.errors);
});

test('docs/definitions.md names every keyword and format that is taken, and no other', (t) => {
  const rows = PAGE.match(/\| keywords \|[\s\S]*?\n\n/)?.[0] ?? '';
  const named = [...rows.matchAll(/`([$A-Za-z]+)`/g)].map(([, name]) => name);
  t.deepEqual(named.toSorted(byLetters), Object.keys(KEYWORDS).toSorted(byLetters));
  const formats = PAGE.match(/^Formats: (.*?)\. /ms)?.[1] ?? '';
  t.deepEqual(
    [...formats.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name),
    [...PARAMETER_FORMATS],
  );
});

test('docs/definitions.md tells the defaults as they are', (t) => {
  const { confirmation, delivery, acknowledgement } = DEFINITION_DEFAULTS;
  for (const [field, value] of Object.entries({
    'confirmation.mode': String(confirmation.mode),
    'confirmation.timeout': confirmation.timeout,
    'delivery.bearers': JSON.stringify(delivery.bearers),
    'delivery.security': JSON.stringify(delivery.security).replaceAll(',', ', '),
    'delivery.validity': delivery.validity,
    'acknowledgement.evidence': acknowledgement.evidence,
    'acknowledgement.timeout': acknowledgement.timeout,
  })) {
    const row = PAGE.split('\n').find((line) => line.startsWith(`| \`${field}\``));
    t.is(row?.split(' | ')[2], `\`${value}\``, field);
  }
});
