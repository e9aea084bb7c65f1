import test from 'ava';
import { parseJson } from '../../api/parse-json.ts';
import { ProvisioningError } from '../../domain/errors.ts';
import { fc } from '../helpers/drawn-values.ts';

/** Cases of the JSON Parsing Test Suite (github.com/nst/JSONTestSuite at 1ef36fa, test_parsing), by their names there. */
const VALID = {
  'y_array_empty.json': '[]',
  'y_array_with_several_null.json': '[1,null,null,null,2]',
  'y_number_real_exponent.json': '[123e45]',
  'y_number_minus_zero.json': '[-0]',
  'y_object_empty_key.json': '{"":0}',
  'y_string_allowed_escapes.json': String.raw`["\"\\\/\b\f\n\r\t"]`,
  'y_string_surrogates_U+1D11E_MUSICAL_SYMBOL_G_CLEF.json': String.raw`["\uD834\uDd1e"]`,
  'y_string_u+2028_line_sep.json': '["\u2028"]',
  'y_string_unescaped_char_delete.json': '["\u007f"]',
  'y_structure_lonely_false.json': 'false',
  'y_structure_whitespace_array.json': ' [] ',
} as const;
const INVALID = {
  'n_array_extra_comma.json': '["",]',
  'n_array_colon_instead_of_comma.json': '["": 1]',
  'n_array_unclosed.json': '[""',
  'n_number_-01.json': '[-01]',
  'n_number_2.e3.json': '[2.e3]',
  'n_number_NaN.json': '[NaN]',
  'n_number_hex_1_digit.json': '[0x1]',
  'n_object_missing_colon.json': '{"a" b}',
  'n_object_trailing_comma.json': '{"id":0,}',
  'n_object_unquoted_key.json': '{a: "b"}',
  'n_object_single_quote.json': "{'a':0}",
  'n_string_escape_x.json': String.raw`["\x00"]`,
  'n_string_unescaped_newline.json': '["new\nline"]',
  'n_string_unescaped_tab.json': '["\t"]',
  'n_structure_UTF8_BOM_no_data.json': '\ufeff',
  'n_structure_double_array.json': '[][]',
  'n_structure_no_data.json': '',
  'n_structure_object_followed_by_closing_object.json': '{}}',
  'n_structure_whitespace_formfeed.json': '[\f]',
} as const;

for (const [name, text] of Object.entries(VALID)) {
  test(`parseJson() reads ${name}`, (t) => t.deepEqual(parseJson(text), JSON.parse(text)));
}
for (const [name, text] of Object.entries(INVALID)) {
  test(`parseJson() refuses ${name}`, (t) => {
    t.throws(() => parseJson(text), { instanceOf: ProvisioningError, code: 'request_malformed' });
  });
}

test('parseJson() reads whatever JSON.stringify() writes', (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, space) => {
      const text = JSON.stringify(value, undefined, space);
      t.deepEqual(parsed(text) ?? JSON.parse(text), JSON.parse(text));
    }),
  );
});

test('parseJson() takes nothing that JSON.parse() refuses, and says the same of the rest', (t) => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '1',
    '-',
    '.5',
    'e3',
    'true',
    'nul',
    ' ',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (tokens) => {
      const text = tokens.join('');
      const value = parsed(text);
      if (value !== undefined) t.deepEqual(value, JSON.parse(text));
    }),
    { numRuns: 2_000 },
  );
  t.pass();
});

test('parseJson() gives a value or a ProvisioningError for any text, and never quotes the text', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        parseJson(`{"k":"CANARY", ${text}`);
      } catch (error) {
        t.true(error instanceof ProvisioningError);
        const { message, faults } = error as ProvisioningError;
        t.notRegex(message + JSON.stringify(faults), /CANARY/);
      }
    }),
  );
  t.pass();
});

test('parseJson() takes 20 levels and refuses 21', (t) => {
  t.notThrows(() => parseJson('['.repeat(20) + ']'.repeat(20)));
  const error = t.throws<ProvisioningError>(() => parseJson('['.repeat(21) + ']'.repeat(21)));
  t.is(error.faults[0]?.field, 'character 21');
});

test('parseJson() refuses a hundred thousand levels without a crash', (t) => {
  t.throws(() => parseJson('[{"a":'.repeat(100_000)), { code: 'request_malformed' });
});

for (const [title, text, field] of [
  ['a duplicate key', '{"a":1,"b":2,"a":3}', 'character 14'],
  ['a duplicate key that is written in another way', String.raw`{"a":1,"\u0061":3}`, 'character 8'],
  ['__proto__ as a key', '{"x":{"__proto__":{}}}', 'character 7'],
  ['constructor as a key', '{"constructor":1}', 'character 2'],
  ['prototype as a key, escaped', String.raw`{"\u0070rototype":1}`, 'character 2'],
  ['a number out of range', '[1, 1e999]', 'character 5'],
  ['half of a surrogate pair', String.raw`["\ud800"]`, 'character 2'],
  ['NUL', String.raw`["a\u0000"]`, 'character 2'],
] as const) {
  test(`parseJson() refuses ${title} and says where`, (t) => {
    const error = t.throws<ProvisioningError>(() => parseJson(text));
    t.is(error.code, 'request_malformed');
    t.is(error.faults[0]?.field, field);
  });
}

test('parseJson() takes the same key in different objects', (t) => {
  t.deepEqual(parseJson('[{"a":1},{"a":{"a":2}}]'), [{ a: 1 }, { a: { a: 2 } }]);
});

test('parseJson() reads 64 KiB of one string and of many short values', (t) => {
  t.is(parseJson(JSON.stringify('x'.repeat(65_000))), 'x'.repeat(65_000));
  t.deepEqual(parseJson(JSON.stringify(Array(20_000).fill(1))), Array(20_000).fill(1));
});

/** Undefined when it is refused. */
function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
