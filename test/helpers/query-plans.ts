import pg from 'pg';
import type { SentStatement } from './sent-statements.ts';

/** PostgreSQL makes a plan for any values (a generic one) of a named statement the time it is run this often, if that looks no dearer. */
const RUNS_BEFORE_GENERIC = 6;
/** SQLSTATE class: a row would break a rule. */
const VIOLATION = '23';

/** A node of a plan, as far as it is looked at. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Index Searches'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** What a plan reads of one table. */
interface Reading {
  readonly table: string;
  readonly how: string;
  readonly rows: number;
}

interface Judgement {
  /** Tables that must not be read from one end to the other. */
  readonly big: ReadonlySet<string>;
  /** Most rows that may be looked at in one of them. */
  readonly most: number;
}

/** Asks PostgreSQL how it runs statements, and what they read: as the product runs them, and without a trace. */
export function createPlanReader(t: { readonly teardown: (work: () => unknown) => void }, databaseUrl: string) {
  const client = new pg.Client(databaseUrl);
  const connected = client.connect();
  t.teardown(() => client.end());
  let count = 0;

  const inTransaction = async <T>({ role, tenantId }: SentStatement, work: () => Promise<T>): Promise<T> => {
    await connected;
    await client.query('begin');
    try {
      if (tenantId !== undefined) await client.query(`set local wsi.tenant = '${tenantId}'`);
      await client.query(`set local role ${role}`);
      return await work();
    } finally {
      await client.query('rollback');
    }
  };

  /** The plan for these values, and that after the statement was run often. */
  const plans = (statement: SentStatement): Promise<PlanNode[]> =>
    inTransaction(statement, async () => {
      count += 1;
      const name = `plan_${count}`;
      const values = [...statement.values];
      const found: PlanNode[] = [];
      for (let run = 1; run <= RUNS_BEFORE_GENERIC; run++) {
        await client.query('savepoint before');
        if (run === 1) await client.query(`prepare ${name} as ${statement.text}`);
        const plan = await explain(`execute ${name}${literals(values)}`);
        if (run === 1 || run === RUNS_BEFORE_GENERIC) found.push(plan);
      }
      return found;
    });

  /** What was written before, such as a key that is there once, cannot be written again: then its plan is all there is. */
  const explain = async (text: string): Promise<PlanNode> => {
    try {
      return await planOf(`explain (analyze, format json) ${text}`);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError && error.code?.startsWith(VIOLATION) === true)) throw error;
      await client.query('rollback to before');
      return await planOf(`explain (format json) ${text}`);
    } finally {
      await client.query('rollback to before');
    }
  };

  const planOf = async (text: string): Promise<PlanNode> => {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(text);
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    if (plan === undefined) throw new Error('PostgreSQL explained nothing');
    return plan;
  };

  return {
    /** What is wrong with a statement: empty when it finds what it reads by indexes, and reads no more than it needs. */
    async faults(statement: SentStatement, { big, most }: Judgement): Promise<string[]> {
      const readings = (await plans(statement)).flatMap((plan) => readingsOf(plan));
      return [
        ...new Set(
          readings.flatMap(({ table, how, rows }) => {
            if (!big.has(table)) return [];
            if (how === 'Seq Scan') return [`reads all of ${table}`];
            return rows > most ? [`looks at ${rows} rows of ${table} (${how})`] : [];
          }),
        ),
      ];
    },
  };
}

function readingsOf(node: PlanNode): Reading[] {
  const below = (node.Plans ?? []).flatMap((plan) => readingsOf(plan));
  const table = node['Relation Name'];
  // A bitmap's index scan names no table: the heap scan above it does.
  // One that was not run at all says so; where nothing was run, each counts.
  const loops = node['Actual Loops'] ?? 1;
  if (table === undefined || node['Node Type'] === 'ModifyTable' || loops === 0) return below;
  const perLoop =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const how = node['Index Name'] === undefined ? node['Node Type'] : `${node['Node Type']} of ${node['Index Name']}`;
  return [{ table, how, rows: Math.max(Math.round(perLoop * loops), node['Index Searches'] ?? 0) }, ...below];
}

function literals(values: readonly unknown[]): string {
  return values.length === 0 ? '' : `(${values.map(literal).join(', ')})`;
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString('hex')}'`;
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return pg.escapeLiteral(String(value));
  }
  throw new Error('Cannot write a value as SQL: expected text, a number, a time or octets');
}
