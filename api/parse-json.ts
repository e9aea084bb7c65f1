import { ProvisioningError } from '../domain/errors.ts';

/** Deepest nesting of objects and arrays. Deeper input crashes what comes later, such as a logger, not the parser. */
const MAX_DEPTH = 20;

/** Keys that change an object's shape when code copies them. */
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
// One character a step: a nested quantifier could be made to backtrack without end.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/**
 * Parses JSON that is safe to hand on: RFC 8259, and beyond it no duplicate key, no key that names a prototype, no
 * number out of range, no lone surrogate (RFC 7493 §2), no NUL (neither PostgreSQL text nor a WBXML string can hold
 * one), at most 20 levels. All of it is found before anything is built.
 *
 * @throws ProvisioningError `request_malformed` with the position, never with the text found there
 */
export function parseJson(text: string): unknown {
  createScanner(text).scan();
  const value: unknown = JSON.parse(text);
  return value;
}

/** Walks over the text without building anything; its position is the one shared state. */
function createScanner(text: string) {
  let at = 0;

  const refuse = (expected: string, got: string, position = at): never => {
    const field = `character ${position + 1}`;
    throw new ProvisioningError('request_malformed', `Cannot read the body as JSON: expected ${expected} at ${field}`, {
      faults: [{ field, expected, got }],
    });
  };
  const here = (): string => (at >= text.length ? 'the end of the body' : 'another character');
  const token = (form: RegExp): string | undefined => {
    form.lastIndex = at;
    const [found] = form.exec(text) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  };
  const peek = (): string | undefined => {
    token(SPACE);
    return text[at];
  };
  const take = (character: string): boolean => {
    if (peek() !== character) return false;
    at++;
    return true;
  };

  const string = (expected: string): string => {
    peek();
    const start = at;
    const found = token(STRING) ?? refuse(expected, here());
    const value = String(JSON.parse(found));
    if (value.includes('\0')) refuse('text without NUL', 'a NUL', start);
    if (/\p{Surrogate}/u.test(value)) refuse('well-formed Unicode', 'half of a surrogate pair', start);
    return value;
  };

  const scalar = (): void => {
    if (token(LITERAL) !== undefined) return;
    const start = at;
    const found = token(NUMBER) ?? refuse('a value', here());
    if (!Number.isFinite(Number(found))) refuse('a number of double precision', 'one out of range', start);
  };

  const object = (depth: number): void => {
    if (take('}')) return;
    const keys = new Set<string>();
    do {
      peek();
      const start = at;
      const key = string('a key in quotes');
      if (FORBIDDEN_KEYS.includes(key)) refuse('another key', 'a key that names a prototype', start);
      if (keys.has(key)) refuse('each key once', 'a key for the second time', start);
      keys.add(key);
      if (!take(':')) refuse('":"', here());
      value(depth);
    } while (take(','));
    if (!take('}')) refuse('"," or "}"', here());
  };

  const array = (depth: number): void => {
    if (take(']')) return;
    do value(depth);
    while (take(','));
    if (!take(']')) refuse('"," or "]"', here());
  };

  const value = (depth: number): void => {
    const next = peek();
    if ((next === '{' || next === '[') && depth >= MAX_DEPTH) {
      refuse(`at most ${MAX_DEPTH} levels of objects and arrays`, 'a deeper one');
    }
    if (take('{')) object(depth + 1);
    else if (take('[')) array(depth + 1);
    else if (next === '"') string('a value');
    else scalar();
  };

  return {
    scan: (): void => {
      value(0);
      if (peek() !== undefined) refuse('the end of the body', 'more text');
    },
  };
}
