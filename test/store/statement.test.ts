import test from 'ava';
import createKnex from 'knex';
import { queryOf, statementOf } from '../../store/statement.ts';

const knex = createKnex({ client: 'pg' });
const TEXT = `
  select to_char(:at::timestamptz, 'HH24:MI:SS') as time, :id::uuid as id from orders
  where id = :id and state = any(:states) and :none::text is null`;

test('a statement is what knex makes of it, with other values as well', (t) => {
  for (const day of ['2026-11-26', '2026-11-27']) {
    const bindings = { none: null, at: new Date(day), id: day, states: ['queued', day], unused: 1 };
    const { sql, bindings: values } = knex.raw(TEXT, bindings).toSQL().toNative();
    const query = queryOf(knex, TEXT, bindings);
    t.deepEqual({ text: query.text, values: query.values }, { text: sql, values: [...values] });
    t.deepEqual(query.values, [new Date(day), day, day, ['queued', day], null]);
  }
});

test('a statement has one name, and another has another', (t) => {
  const { name } = queryOf(knex, TEXT, { none: null, at: '', id: '', states: [] });
  t.is(statementOf(knex, TEXT, {}).name, name);
  t.not(statementOf(knex, 'select 1', {}).name, name);
});

test('a value that is not there is a mistake, not a null', (t) => {
  const bindings = { none: undefined, at: '', id: '', states: [] };
  t.throws(() => queryOf(knex, TEXT, bindings), { message: /expected a value for none, got undefined/ });
});
