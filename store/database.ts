import createKnex, { type Knex } from 'knex';
import { DatabaseError } from 'pg';
import { ProvisioningError } from '../domain/errors.ts';
import { type Bindings, type Query, queryOf, statementOf } from './statement.ts';

/** SQLSTATE: a unique index would hold two rows with one key. */
const UNIQUE_VIOLATION = '23505';
/** SQLSTATE: a row, or a function of ours, says that a rule would be broken. */
const CHECK_VIOLATION = '23514';
/** SQLSTATE: what two who write at once can do to each other: meet at a key, deadlock. */
const RACE_CODES = [UNIQUE_VIOLATION, '40P01'];
/** SQLSTATE classes that mean the server is not there for us now: connection, resources, operator, system. */
const UNAVAILABLE_CLASSES = ['08', '53', '57', '58'];
/** SQLSTATE: the statement ran, or waited, for longer than it may. */
const QUERY_CANCELED = '57014';
/** Node's socket errors, and what knex and pg say when a connection is lost or none is free in time. */
const UNAVAILABLE_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'];
const UNAVAILABLE_MESSAGES = /connection terminated|timeout acquiring a connection|connection ended|unable to acquire/i;

/** What the service works as for itself, and what it works as for a tenant (migration `tenant_walls`). */
const SERVICE_ROLE = 'wsi_service';
const TENANT_ROLE = 'wsi_tenant';

/** Longest a caller waits for a free connection, the opening of a new one included, in milliseconds. */
const CONNECTION_WAIT_MS = 2_000;

/** Longest one statement may run, waiting for locks included, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 5_000;

/** Silence after which a connection asks, by TCP, whether the other side is there, in milliseconds. */
const KEEP_ALIVE_MS = 10_000;

/** Runs SQL. The same inside and outside a transaction. */
export interface Sql {
  rows<Row>(text: string, bindings?: Bindings): Promise<Row[]>;
}

/** Runs SQL, alone or several statements in one transaction, which is rolled back when `work` rejects. */
interface Transactional extends Sql {
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/** Sees all rows: for what the service does by itself, and for what crosses tenants by right. */
export interface Database extends Transactional {
  /**
   * For what is done on behalf of a tenant: rows of others do not exist (row-level security), whatever the statement says.
   * A single statement costs one round trip, as it does outside.
   */
  forTenant(tenantId: string): Transactional;
  close(): Promise<void>;
}

/**
 * Opens a pool. Errors that mean "not there now" become ProvisioningError `service_unavailable`; others pass as they are.
 *
 * @param connections - most connections of each of two kinds: the service's own, and those for tenants
 * @param waitMs - longest wait for one of them
 */
export function createDatabase(url: string, connections: number, waitMs = CONNECTION_WAIT_MS): Database {
  const service = openPool(url, { connections, role: SERVICE_ROLE, waitMs });
  const tenants = openPool(url, { connections, role: TENANT_ROLE, waitMs });
  return {
    ...transactional(service),
    forTenant(tenantId) {
      const wall = wallOf(tenantId);
      return {
        rows: (text, bindings) => runWalled(tenants, wall, { text, bindings }),
        transaction: (work) =>
          transactional(tenants).transaction(async (sql) => {
            await sql.rows(wall);
            return work(sql);
          }),
      };
    },
    async close() {
      await service.destroy();
      await tenants.destroy();
    },
  };
}

interface PoolOptions {
  readonly connections: number;
  readonly role: string;
  readonly waitMs: number;
}

/** A role of its own for each pool: what the wall's setting has not opened stays shut, whatever goes wrong. */
function openPool(url: string, { connections, role, waitMs }: PoolOptions): Knex {
  // For pg itself, which knex hands it to.
  const connection = {
    connectionString: url,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'dm-wsi',
    // A server that is gone without a word is found out, also by those who only wait for its answer.
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    options: `-c role=${role}`,
    // Statements that are given at once go out at once, so that a tenant's wall costs no round trip.
    pipeline: true,
  };
  return createKnex({
    client: 'pg',
    connection,
    pool: { min: 0, max: connections },
    acquireConnectionTimeout: waitMs,
  });
}

function transactional(knex: Knex): Transactional {
  return {
    rows: (text, bindings) => runAlone(knex, text, bindings),
    transaction: (work) =>
      translated(() => knex.transaction((trx) => work({ rows: (text, bindings) => run(trx, text, bindings) }))),
  };
}

/** Holds until the transaction ends. The form is looked at because the setting takes no binding. */
function wallOf(tenantId: string): string {
  if (!/^[0-9a-f-]{36}$/i.test(tenantId)) throw new Error('Cannot act for a tenant: expected its id');
  return `set local wsi.tenant = '${tenantId}'`;
}

/** What pg gives its users, as far as it is used here. */
interface PgConnection<Row> {
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
  query(query: string | Query): Promise<{ rows: Row[] }>;
}

interface PgPool<Row> {
  acquireConnection(): Promise<PgConnection<Row>>;
  releaseConnection(connection: PgConnection<Row>): Promise<void>;
}

/** Lends a connection of the pool to some work. */
async function connected<Row, T>(knex: Knex, work: (connection: PgConnection<Row>) => Promise<T>): Promise<T> {
  const pool: PgPool<Row> = knex.client;
  const connection = await translated(() => pool.acquireConnection());
  try {
    return await work(connection);
  } finally {
    await pool.releaseConnection(connection);
  }
}

/** One statement, which is a transaction of its own. */
function runAlone<Row>(knex: Knex, text: string, bindings: Bindings = {}): Promise<Row[]> {
  return connected<Row, Row[]>(knex, async (connection) => {
    const { rows } = await translated(() => connection.query(queryOf(knex, text, bindings)));
    return rows;
  });
}

/** One statement in a transaction of its own behind the wall, all of it sent at once. */
function runWalled<Row>(
  knex: Knex,
  wall: string,
  { text, bindings = {} }: { readonly text: string; readonly bindings: Bindings | undefined },
): Promise<Row[]> {
  return connected<Row, Row[]>(knex, async (connection) => {
    const query = queryOf(knex, text, bindings);
    // One write to the socket for the three of them: writing is what costs most here.
    const { stream } = connection.connection;
    stream.cork();
    const answers = [connection.query(`begin; ${wall}`), connection.query(query), connection.query('commit')] as const;
    stream.uncork();
    const [begun, result, ended] = await Promise.allSettled(answers);
    return translated(async () => {
      // The statement's own failure says most; after it, the commit is a rollback and says nothing.
      if (begun.status === 'rejected') throw begun.reason;
      if (result.status === 'rejected') throw result.reason;
      if (ended.status === 'rejected') throw ended.reason;
      return result.value.rows;
    });
  });
}

/** The name of the unique constraint or index that an error names, or undefined when it is another error. */
export function violatedUnique(error: unknown): string | undefined {
  return error instanceof DatabaseError && error.code === UNIQUE_VIOLATION ? error.constraint : undefined;
}

/** The name of the check, or of the rule that a function of ours holds, that an error names; undefined for another error. */
export function violatedCheck(error: unknown): string | undefined {
  return error instanceof DatabaseError && error.code === CHECK_VIOLATION ? error.constraint : undefined;
}

/** Whether two who wrote at once met: the same again may well succeed. */
export function isLostRace(error: unknown): boolean {
  return error instanceof DatabaseError && RACE_CODES.includes(error.code ?? '');
}

/** Whether a statement's time was over while it waited for another that inserts the same into this table. */
export function waitedInVain(error: unknown, table: string): boolean {
  const cause = error instanceof ProvisioningError ? error.cause : undefined;
  return cause instanceof DatabaseError && cause.code === QUERY_CANCELED && (cause.where ?? '').includes(`"${table}"`);
}

async function run<Row>(knex: Knex, text: string, bindings: Bindings = {}): Promise<Row[]> {
  const { name } = statementOf(knex, text, bindings);
  const result = await translated(() => knex.raw<{ rows: Row[] }>(text, bindings).options({ name }));
  return result.rows;
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
