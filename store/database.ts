import { createHash } from 'node:crypto';
import createKnex, { type Knex } from 'knex';
import { DatabaseError } from 'pg';
import { ProvisioningError } from '../domain/errors.ts';

/** SQLSTATE: a unique index would hold two rows with one key. */
const UNIQUE_VIOLATION = '23505';
/** SQLSTATE classes that mean the server is not there for us now: connection, resources, operator, system. */
const UNAVAILABLE_CLASSES = ['08', '53', '57', '58'];
/** Node's socket errors, and what knex and pg say when a connection is lost or none is free in time. */
const UNAVAILABLE_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'];
const UNAVAILABLE_MESSAGES = /connection terminated|timeout acquiring a connection|connection ended|unable to acquire/i;

/** Longest one statement may run, waiting for locks included, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 5_000;

/** Values by the names they have in the SQL text. */
type Bindings = Readonly<Record<string, unknown>>;

/** Runs SQL. The same inside and outside a transaction. */
export interface Sql {
  rows<Row>(text: string, bindings?: Bindings): Promise<Row[]>;
}

export interface Database extends Sql {
  /** Runs `work` in one transaction; rolls back when it rejects. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens a pool. Errors that mean "not there now" become ProvisioningError `service_unavailable`; others pass as they are.
 *
 * @param connections - most connections the pool opens
 */
export function createDatabase(url: string, connections: number): Database {
  const knex = createKnex({
    client: 'pg',
    connection: { connectionString: url, statement_timeout: STATEMENT_TIMEOUT_MS, application_name: 'dm-wsi' },
    pool: { min: 0, max: connections },
    acquireConnectionTimeout: 2_000,
  });
  return {
    rows: (text, bindings) => run(knex, text, bindings),
    transaction: (work) =>
      translated(() => knex.transaction((trx) => work({ rows: (text, bindings) => run(trx, text, bindings) }))),
    close: () => knex.destroy(),
  };
}

/** The name of the unique constraint or index that an error names, or undefined when it is another error. */
export function violatedUnique(error: unknown): string | undefined {
  return error instanceof DatabaseError && error.code === UNIQUE_VIOLATION ? error.constraint : undefined;
}

async function run<Row>(knex: Knex, text: string, bindings: Bindings = {}): Promise<Row[]> {
  const name = nameOf(text);
  const result = await translated(() => knex.raw<{ rows: Row[] }>(text, bindings).options({ name }));
  return result.rows;
}

const names = new Map<string, string>();

/**
 * A name makes PostgreSQL keep the plan of a statement on its connection; planning our longer statements costs more than
 * running them. Texts are constants of this folder, so there are only so many.
 */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}

async function translated<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw new ProvisioningError('service_unavailable', 'Cannot reach the database', {
      cause: error,
      retryable: true,
      retryAfterSeconds: 2,
    });
  }
}

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const lost = UNAVAILABLE_CODES.includes(code) || UNAVAILABLE_MESSAGES.test(error.message);
  return lost || (error instanceof DatabaseError && UNAVAILABLE_CLASSES.includes(code.slice(0, 2)));
}
