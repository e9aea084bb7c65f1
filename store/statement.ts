import { createHash } from 'node:crypto';
import type { Knex } from 'knex';

/** Values by the names they have in the SQL text. */
export type Bindings = Readonly<Record<string, unknown>>;

/** A statement as PostgreSQL knows it. */
interface Statement {
  /**
   * A name makes PostgreSQL keep the plan of a statement on its connection; planning our longer statements costs more than
   * running them.
   */
  readonly name: string;
  /** With `$1` and so on for what is bound. */
  readonly sql: string;
  /** What is bound, by names, in the order of the numbers. */
  readonly order: readonly string[];
}

/** What pg takes. */
export interface Query {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** Texts are constants of this folder, so there are only so many. */
const statements = new Map<string, Statement>();

/** Knex translates a text once: it is asked with each name in the place of its value, and so tells the order. */
export function statementOf(knex: Knex, text: string, bindings: Bindings): Statement {
  const known = statements.get(text);
  if (known !== undefined) return known;
  const names = Object.fromEntries(Object.keys(bindings).map((key) => [key, key]));
  const { sql, bindings: order } = knex.raw(text, names).toSQL().toNative();
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  const statement = { name, sql, order: order.map(String) };
  statements.set(text, statement);
  return statement;
}

/** @throws Error when a value that the text names is undefined */
export function queryOf(knex: Knex, text: string, bindings: Bindings): Query {
  const { name, sql, order } = statementOf(knex, text, bindings);
  const values = order.map((key) => {
    const value = bindings[key];
    if (value === undefined) throw new Error(`Cannot run a statement: expected a value for ${key}, got undefined`);
    return value;
  });
  return { name, text: sql, values };
}
