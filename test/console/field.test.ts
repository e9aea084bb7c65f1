import test from 'ava';
import { readAnswers } from '../../api/answers.ts';
import { readAnswerForm } from '../../console/dialogue/answer-form.ts';
import { type Field, fieldsOf } from '../../console/dialogue/field.ts';
import { renderField } from '../../console/dialogue/field-markup.ts';
import { languageOf } from '../../console/dialogue/language.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { mailDefinition } from '../helpers/page-world.ts';

type Schema = Readonly<Record<string, unknown>>;

function definitionFor(schema: Schema, { secret = false, required = true } = {}): ServiceDefinition {
  return mailDefinition({
    parameters: { type: 'object', properties: { it: schema }, required: required ? ['it'] : [] },
    prompts: [{ parameter: 'it', secret, text: { en: 'It' } }],
  });
}

function fieldFor(schema: Schema, options?: Parameters<typeof definitionFor>[1]): Field {
  const [field] = fieldsOf(definitionFor(schema, options), []);
  if (field === undefined) throw new Error('There is no field');
  return field;
}

const rendered = (field: Field, language = 'en') =>
  renderField(field, { typed: undefined, error: undefined }, { language: languageOf(language), place: 0 }).markup;

for (const [title, schema, attributes, hint] of [
  ['text', { type: 'string', maxLength: 20 }, { type: 'text', maxlength: 20 }, 'At most 20 characters'],
  [
    'text of a length',
    { type: 'string', minLength: 4, maxLength: 4 },
    { minlength: 4, maxlength: 4 },
    'Exactly 4 characters',
  ],
  ['text of a least length', { type: 'string', minLength: 2 }, { minlength: 2 }, 'At least 2 characters'],
  ['text that is not empty', { type: 'string', minLength: 1 }, { minlength: 1 }, ''],
  [
    'a mail address',
    { type: 'string', format: 'email' },
    { type: 'email' },
    'A mail address, such as name@example.com',
  ],
  ['a URL', { type: 'string', format: 'uri' }, { type: 'url' }, 'A web address, such as https://www.example.com'],
  [
    'a number',
    { type: 'string', format: 'msisdn' },
    { type: 'tel' },
    'A phone number with the country code, such as +447700900123',
  ],
  ['a date', { type: 'string', format: 'date' }, { type: 'date' }, 'A date as year-month-day, such as 2027-01-31'],
  [
    'a port',
    { type: 'integer', minimum: 1, maximum: 9 },
    { type: 'number', min: 1, max: 9, step: 1 },
    'A number from 1 to 9',
  ],
  ['a ratio', { type: 'number', minimum: 0.5 }, { type: 'number', min: 0.5, step: 'any' }, 'A number of at least 0.5'],
  ['a whole number', { type: 'integer' }, { type: 'number' }, 'A whole number'],
  ['an example', { type: 'string', examples: ['imap'] }, { type: 'text' }, 'For example: imap'],
  ['a format nobody knows', { type: 'string', format: 'constructor' }, { type: 'text' }, ''],
  ['no schema', {}, { type: 'text' }, ''],
] as const) {
  test(`a question for ${title} has a field for it, and says what is wanted`, (t) => {
    const field = fieldFor(schema);
    t.like(field.attributes, attributes);
    const markup = rendered(field);
    t.is(/<p class="hint" id="f0-hint">(.*?)<\/p>/.exec(markup)?.[1] ?? '', hint);
    t.is(markup.includes('aria-describedby="f0-hint"'), hint !== '');
  });
}

test('a secret is typed unseen, is never filled in, and is not cut off when it is pasted', (t) => {
  const field = fieldFor(
    { type: 'string', minLength: 8, maxLength: 64, default: 'canary', examples: ['canary'] },
    { secret: true },
  );
  t.like(field.attributes, { type: 'password', autocomplete: 'off', minlength: 8 });
  t.false('maxlength' in field.attributes);
  const markup = renderField(
    field,
    { typed: 'canary', error: 'wrong' },
    { language: languageOf('en'), place: 0 },
  ).markup;
  t.notRegex(markup, /canary/);
  t.true(fieldFor({ type: 'string', writeOnly: true }).isSecret);
  t.is(fieldFor({ type: 'string', enum: ['canary'] }, { secret: true }).control, 'input');
});

test('what is usual stands in the field, and what was typed stands there instead', (t) => {
  const field = fieldFor({ type: 'string', default: 'usual' });
  t.regex(rendered(field), /value="usual"/);
  t.regex(
    renderField(field, { typed: '', error: undefined }, { language: languageOf('en'), place: 0 }).markup,
    /value=""/,
  );
});

test('choices are a list to choose from, yes or no in the words of the language, and consent a box', (t) => {
  t.regex(rendered(fieldFor({ enum: ['small', 'large'], default: 'large' })), /<option value="large" selected>/);
  t.regex(
    rendered(fieldFor({ type: 'boolean' }), 'fi'),
    /<option value="true">Kyllä<\/option><option value="false">Ei</,
  );
  t.regex(rendered(fieldFor({ type: 'boolean', const: true })), /<input id="f0"[^>]* type="checkbox" value="true">/);
});

test('what need not be answered says so', (t) => {
  t.regex(rendered(fieldFor({ type: 'string' }, { required: false })), /\(optional\)/);
  t.notRegex(rendered(fieldFor({ type: 'string' }, { required: false })), / required/);
  t.regex(rendered(fieldFor({ type: 'string' })), / required/);
});

for (const [pattern, text, isTaken] of [
  ['^[a-z]+$', 'abc', true],
  ['^[a-z]+$', 'ab1', false],
  ['[0-9]', 'ab1', true],
  ['[0-9]', 'abc', false],
  ['^a|b$', 'ax', true],
  ['^a|b$', 'xa', false],
] as const) {
  test(`the pattern ${pattern} ${isTaken ? 'takes' : 'refuses'} ${text} in a browser as it does here`, (t) => {
    const { attributes } = fieldFor({ type: 'string', pattern });
    t.is(new RegExp(`^(?:${attributes['pattern']})$`, 'v').test(text), isTaken);
    t.is(new RegExp(pattern, 'u').test(text), isTaken);
  });
}

test('a pattern that browsers would read in another way, or not at all, is left to us', (t) => {
  t.false('pattern' in fieldFor({ type: 'string', pattern: '^[A-Za-z0-9.-]+$' }).attributes);
  t.false('pattern' in fieldFor({ type: 'string', pattern: '(' }).attributes);
});

test('each wrong answer has its own error, and what is right has none', (t) => {
  const definition = mailDefinition();
  const form = new URLSearchParams({ 'answer.address': ' ', 'answer.password': 'short' });
  const reading = readAnswerForm({ definition, given: [] }, form, readAnswers);
  t.deepEqual(reading, {
    type: 'invalid',
    attempt: { typed: { address: ' ' }, errors: { address: 'missing', password: 'wrong' }, isOutdated: false },
  });
});

test('answers are read as the definition wants them, and what was not asked for is not looked at', (t) => {
  const definition = mailDefinition({
    parameters: { type: 'object', properties: { port: { type: 'integer' }, on: { type: 'boolean', const: true } } },
    prompts: [
      { parameter: 'port', secret: false, text: {} },
      { parameter: 'on', secret: false, text: {} },
    ],
  });
  const form = new URLSearchParams({ 'answer.port': '993', 'answer.on': 'true', 'answer.other': 'x', other: 'y' });
  t.deepEqual(readAnswerForm({ definition, given: [] }, form, readAnswers), {
    type: 'valid',
    answers: { port: 993, on: true },
  });
});

test('where the provider has no words, the name of the parameter is the label', (t) => {
  const definition = { ...definitionFor({ type: 'string' }), prompts: [{ parameter: 'it', secret: false, text: {} }] };
  const [field] = fieldsOf(definition, []);
  t.regex(field === undefined ? '' : rendered(field), /<label for="f0">it<\/label>/);
});

test('what the order came with is not asked for', (t) => {
  t.deepEqual(
    fieldsOf(mailDefinition(), ['address']).map(({ name }) => name),
    ['password'],
  );
});
