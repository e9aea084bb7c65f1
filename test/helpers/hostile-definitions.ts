import { checkDefinitionInTurns } from '../../api/check-definition.ts';
import { importDefinition } from '../../api/import-definition.ts';
import { parseJson } from '../../api/parse-json.ts';
import { type ErrorCode, ProvisioningError } from '../../domain/errors.ts';

/** Something that would do harm if it were taken as it comes, or cost much to refuse. */
export interface Hostile {
  readonly kind: string;
  /** JSON of a definition, or XML of a document to import. */
  readonly via: 'definition' | 'import';
  readonly text: string;
  /** How it is refused; undefined for what is as large as may be and is taken. */
  readonly code: ErrorCode | undefined;
}

type Json = ReturnType<typeof JSON.parse>;

const POINT = { NAPID: 'N', NAME: 'Net', INTERNET: true, 'NAP-ADDRESS': 'net.example' };

/** A definition around a schema and a template. */
const withSchema = (parameters: Json, parms: Json = POINT): string =>
  JSON.stringify({
    name: 'hostile',
    version: '1.0.0',
    title: 'Hostile',
    parameters,
    document: [{ type: 'NAPDEF', parms }],
  });

const withPattern = (pattern: string, ...examples: string[]): string =>
  withSchema({ properties: { a: { type: 'string', maxLength: 100, pattern, examples } } });

const withDefinitions = ($defs: Json): string =>
  withSchema({ properties: { a: { type: 'string', $ref: '#/$defs/d0' } }, $defs });

const chain = (length: number, next: (name: string) => Json): Json =>
  Object.fromEntries(
    Array.from({ length }, (_none, i) => [`d${i}`, i === length - 1 ? { minLength: 0 } : next(`#/$defs/d${i + 1}`)]),
  );

const xml = (inside: string, doctype = ''): string =>
  `<?xml version="1.0"?>${doctype}<wap-provisioningdoc version="1.1">${inside}</wap-provisioningdoc>`;

const point = (id: string, name = 'Net'): string =>
  `<characteristic type="NAPDEF"><parm name="NAPID" value="${id}"/><parm name="NAME" value="${name}"/>` +
  '<parm name="NAP-ADDRESS" value="net.example"/><parm name="INTERNET"/></characteristic>';

const BOMB = Array.from({ length: 9 }, (_none, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');

/** As many of everything as a definition may have, so that checking it costs what checking can cost. */
function largest(): string {
  const names = Array.from({ length: 60 }, (_none, i) => `p${i}`);
  const choices = Array.from({ length: 32 }, (_none, i) => String.fromCharCode(0x30 + i));
  const schemas = names.map((name, i): [string, Json] => [
    name,
    i % 3 === 0
      ? { type: 'string', pattern: `^[a-z${i % 10}]{1,20}$`, maxLength: 1, examples: ['a', 'b', 'c'] }
      : i % 3 === 1
        ? { type: 'string', enum: choices }
        : { type: 'string', minLength: 1, maxLength: 1 },
  ]);
  const rules = (from: number, count: number): Json => ({
    type: 'ACCESS',
    parms: [
      { name: 'RULE' },
      ...names.slice(from, from + count).map((name) => ({ name: 'DOMAIN', value: { from: name }, if: name })),
    ],
  });
  return JSON.stringify({
    name: 'largest',
    version: '1.0.0',
    title: 'Largest',
    parameters: { properties: Object.fromEntries(schemas) },
    document: [{ type: 'NAPDEF', parms: POINT }, rules(0, 60), rules(0, 60), rules(0, 40)],
  });
}

export const HOSTILE: readonly Hostile[] = [
  {
    kind: 'a body of 10 MB',
    via: 'definition',
    text: JSON.stringify({ name: 'x'.repeat(10_000_000) }),
    code: 'request_too_large',
  },
  { kind: 'lists 30,000 deep', via: 'definition', text: '['.repeat(30_000), code: 'request_malformed' },
  {
    kind: 'keys that name a prototype',
    via: 'definition',
    text: '{"__proto__": {"name": "x"}}',
    code: 'request_malformed',
  },
  { kind: 'a key twice', via: 'definition', text: '{"name": "a", "name": "b"}', code: 'request_malformed' },
  {
    kind: 'parameters by names that every object has',
    via: 'definition',
    text: withSchema({ properties: { toString: { type: 'string' }, hasOwnProperty: { type: 'string' } } }),
    code: 'definition_invalid',
  },
  {
    kind: 'a pattern that backtracks without end elsewhere',
    via: 'definition',
    text: withPattern('^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(100)),
    code: 'definition_invalid',
  },
  {
    kind: 'nested quantifiers',
    via: 'definition',
    text: withPattern('^(a|a|aa)*$', `${'a'.repeat(99)}!`),
    code: 'definition_invalid',
  },
  { kind: 'a look-ahead', via: 'definition', text: withPattern('(?=a)a', 'a'), code: 'definition_invalid' },
  { kind: 'a back reference', via: 'definition', text: withPattern('^(a+)\\1$', 'aa'), code: 'definition_invalid' },
  {
    kind: 'a pattern of millions of steps',
    via: 'definition',
    text: withPattern('((\\p{L}{30}){30}){30}'.repeat(8), 'a'),
    code: 'definition_invalid',
  },
  {
    kind: 'a pattern of many long repeats',
    via: 'definition',
    text: withPattern('\\p{L}{999}'.repeat(25), 'a'),
    code: 'definition_invalid',
  },
  {
    kind: 'references that double',
    via: 'definition',
    text: withDefinitions(chain(32, ($ref) => ({ allOf: [{ $ref }, { $ref }] }))),
    code: 'definition_invalid',
  },
  {
    kind: 'references in a circle',
    via: 'definition',
    text: withDefinitions({ d0: { $ref: '#/$defs/d1' }, d1: { items: { $ref: '#/$defs/d0' } } }),
    code: 'definition_invalid',
  },
  {
    kind: 'a reference to elsewhere',
    via: 'definition',
    text: withSchema({ properties: { a: { $ref: 'http://127.0.0.1:1/schema.json' } } }),
    code: 'definition_invalid',
  },
  {
    kind: 'a dynamic reference',
    via: 'definition',
    text: withSchema({ properties: { a: { type: 'string', $dynamicRef: '#a' } } }),
    code: 'definition_invalid',
  },
  {
    kind: 'an asynchronous schema',
    via: 'definition',
    text: withSchema({ $async: true, properties: {} }),
    code: 'definition_invalid',
  },
  {
    kind: 'an enum of 8,000 values',
    via: 'definition',
    text: withSchema({ properties: { a: { enum: Array.from({ length: 8_000 }, (_none, i) => i) } } }),
    code: 'definition_invalid',
  },
  {
    kind: 'lists in lists',
    via: 'definition',
    text: withSchema({
      properties: {
        a: Array.from({ length: 8 }).reduce<Json>(
          (items) => ({ type: 'array', maxItems: 20, uniqueItems: true, items }),
          { type: 'string' },
        ),
      },
    }),
    code: 'definition_invalid',
  },
  {
    kind: 'a schema of many levels',
    via: 'definition',
    text: withSchema({
      properties: {
        a: { type: 'string', not: { not: { not: { not: { not: { not: { not: { not: { not: {} } } } } } } } } },
      },
    }),
    code: 'definition_invalid',
  },
  {
    kind: '10,000 characteristics',
    via: 'definition',
    text: JSON.stringify({ name: 'x', document: Array.from({ length: 10_000 }, () => ({ type: 'X' })) }),
    code: 'request_too_large',
  },
  {
    kind: '4,000 characteristics',
    via: 'definition',
    text: JSON.stringify({ name: 'x', document: Array.from({ length: 4_000 }, () => ({ type: 'X' })) }),
    code: 'definition_invalid',
  },
  {
    kind: 'control characters in values',
    via: 'definition',
    text: withSchema({ properties: {} }, { ...POINT, NAME: 'a\u001b[2J\u0007' }),
    code: 'definition_invalid',
  },
  {
    kind: 'a document without end',
    via: 'definition',
    text: withSchema(
      { properties: { a: { type: 'array', minItems: 20, maxItems: 20, items: { type: 'string', maxLength: 1_024 } } } },
      { ...POINT, 'DNS-ADDR': { each: 'a', value: [{ from: 'item' }, { from: 'item' }] } },
    ),
    code: 'definition_invalid',
  },
  { kind: 'as much as may be', via: 'definition', text: largest(), code: undefined },

  {
    kind: 'a document of 10 MB',
    via: 'import',
    text: xml(point('N', 'x'.repeat(10_000_000))),
    code: 'request_too_large',
  },
  {
    kind: 'an entity bomb',
    via: 'import',
    text: xml(point('N', '&e9;'), `<!DOCTYPE wap-provisioningdoc [<!ENTITY e0 "ha">${BOMB}]>`),
    code: 'request_malformed',
  },
  {
    kind: 'an entity of the file system',
    via: 'import',
    text: xml(point('N', '&x;'), '<!DOCTYPE wap-provisioningdoc [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    code: 'request_malformed',
  },
  {
    kind: 'characteristics 2,000 deep',
    via: 'import',
    text: xml('<characteristic type="X">'.repeat(2_000)),
    code: 'request_malformed',
  },
  {
    kind: '10,000 characteristics',
    via: 'import',
    text: xml('<characteristic type="X"/>'.repeat(10_000)),
    code: 'request_too_large',
  },
  {
    kind: '2,400 characteristics',
    via: 'import',
    text: xml('<characteristic type="X"/>'.repeat(2_400)),
    code: 'request_malformed',
  },
  {
    kind: 'an attribute twice',
    via: 'import',
    text: xml('<characteristic type="NAPDEF" type="X"/>'),
    code: 'request_malformed',
  },
  {
    kind: 'an attribute of 60 kB',
    via: 'import',
    text: xml(point('N', 'x'.repeat(60_000))),
    code: 'request_malformed',
  },
  { kind: 'a control character', via: 'import', text: xml(point('N', 'a&#1;b')), code: 'request_malformed' },
  { kind: 'a line feed in a value', via: 'import', text: xml(point('N', 'a&#10;b')), code: 'definition_invalid' },
  {
    kind: 'a parm by a name that every object has',
    via: 'import',
    text: xml(`${point('N')}<characteristic type="X"><parm name="__proto__" value="x"/></characteristic>`),
    code: 'definition_invalid',
  },
  { kind: 'an identifier twice', via: 'import', text: xml(point('N') + point('N')), code: 'document_invalid' },
  {
    kind: 'a hundred accounts',
    via: 'import',
    text: xml(
      `${point('N')}<characteristic type="X">${Array.from({ length: 100 }, (_none, i) => `<parm name="USER${i}" value="u${i}"/>`).join('')}</characteristic>`,
    ),
    code: 'definition_invalid',
  },
];

/** What the routes take at most of a body, in octets. */
const MOST_OCTETS = 65_536;

/** Takes a body as its route does, from the text to the answer, and says by which code it is refused. */
export async function outcomeOf({ via, text }: Hostile): Promise<ErrorCode | undefined> {
  if (Buffer.byteLength(text) > MOST_OCTETS) return 'request_too_large';
  try {
    if (via === 'definition') await checkDefinitionInTurns(parseJson(text));
    else await importDefinition(text, { name: 'hostile', version: '1.0.0' });
    return undefined;
  } catch (error) {
    if (error instanceof ProvisioningError) return error.code;
    throw error;
  }
}
