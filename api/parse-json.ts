import { ProvisioningError } from '../domain/errors.ts';

/** Deepest nesting of objects and arrays. Deeper input crashes what comes later, such as a logger, not the parser. */
const MAX_DEPTH = 20;

/** Keys that change an object's shape when code copies them. */
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
// One character a step: a nested quantifier could be made to backtrack without end.
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

/** A text and how far it has been read. */
interface Cursor {
  readonly text: string;
  at: number;
}

/**
 * Parses JSON that is safe to hand on: RFC 8259, and beyond it no duplicate key, no key that names a prototype, no
 * number out of range, no lone surrogate (RFC 7493 §2), no NUL (neither PostgreSQL text nor a WBXML string can hold
 * one), at most 20 levels. All of it is found before anything is built.
 *
 * @throws ProvisioningError `request_malformed` with the position, never with the text found there
 */
export function parseJson(text: string): unknown {
  const cursor = { text, at: 0 };
  skipValue(cursor, 0);
  if (peek(cursor) !== undefined) throw fault(cursor, 'the end of the body');
  const value: unknown = JSON.parse(text);
  return value;
}

function skipValue(cursor: Cursor, depth: number): void {
  const next = peek(cursor);
  if (next === '"') skipString(cursor, 'a value');
  else if (next !== '{' && next !== '[') skipScalar(cursor);
  else if (depth >= MAX_DEPTH) {
    throw fault(cursor, `at most ${MAX_DEPTH} levels of objects and arrays`, 'a deeper one');
  } else if (take(cursor, '{')) skipObject(cursor, depth + 1);
  else if (take(cursor, '[')) skipArray(cursor, depth + 1);
}

function skipObject(cursor: Cursor, depth: number): void {
  if (take(cursor, '}')) return;
  const keys = new Set<string>();
  do {
    peek(cursor);
    const { at } = cursor;
    const key = skipString(cursor, 'a key in quotes');
    if (FORBIDDEN_KEYS.includes(key)) throw fault({ ...cursor, at }, 'another key', 'a key that names a prototype');
    if (keys.has(key)) throw fault({ ...cursor, at }, 'each key once', 'a key for the second time');
    keys.add(key);
    if (!take(cursor, ':')) throw fault(cursor, '":"');
    skipValue(cursor, depth);
  } while (take(cursor, ','));
  if (!take(cursor, '}')) throw fault(cursor, '"," or "}"');
}

function skipArray(cursor: Cursor, depth: number): void {
  if (take(cursor, ']')) return;
  do skipValue(cursor, depth);
  while (take(cursor, ','));
  if (!take(cursor, ']')) throw fault(cursor, '"," or "]"');
}

/** Returns what the string says. */
function skipString(cursor: Cursor, expected: string): string {
  const { at } = cursor;
  const found = token(cursor, STRING);
  if (found === undefined) throw fault(cursor, expected);
  const value = String(JSON.parse(found));
  if (value.includes('\0')) throw fault({ ...cursor, at }, 'text without NUL', 'a NUL');
  if (/\p{Surrogate}/u.test(value)) throw fault({ ...cursor, at }, 'well-formed Unicode', 'half of a surrogate pair');
  return value;
}

function skipScalar(cursor: Cursor): void {
  if (token(cursor, LITERAL) !== undefined) return;
  const { at } = cursor;
  const found = token(cursor, NUMBER);
  if (found === undefined) throw fault(cursor, 'a value');
  if (!Number.isFinite(Number(found)))
    throw fault({ ...cursor, at }, 'a number of double precision', 'one out of range');
}

/** The next character that is not white space; undefined at the end. */
function peek(cursor: Cursor): string | undefined {
  token(cursor, SPACE);
  return cursor.text[cursor.at];
}

function take(cursor: Cursor, character: string): boolean {
  if (peek(cursor) !== character) return false;
  cursor.at++;
  return true;
}

function token(cursor: Cursor, form: RegExp): string | undefined {
  form.lastIndex = cursor.at;
  const [found] = form.exec(cursor.text) ?? [];
  cursor.at += found?.length ?? 0;
  return found;
}

function fault({ text, at }: Cursor, expected: string, got?: string): ProvisioningError {
  const found = got ?? (at >= text.length ? 'the end of the body' : 'another character');
  const field = `character ${at + 1}`;
  return new ProvisioningError(
    'request_malformed',
    `Cannot read the body as JSON: expected ${expected} at ${field}, got ${found}`,
    { faults: [{ field, expected, got: found }] },
  );
}
