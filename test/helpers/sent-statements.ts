import pg from 'pg';

/** A statement as it went to PostgreSQL, with what it was told of whose it is. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** The role of the connection. */
  readonly role: string;
  /** Whom it was sent for; undefined for what the service does for itself. */
  readonly tenantId: string | undefined;
}

type Query = (this: object, query: unknown, ...rest: readonly unknown[]) => unknown;

const ROLE = /-c role=(\w+)/;
const WALL = /^(?:begin; )?set local wsi\.tenant = '([0-9a-f-]{36})'$/;
/** What rules transactions and sessions, and reads no table. */
const ADMINISTRATIVE = /^\s*(begin|commit|rollback|savepoint|release|set)\b/i;

/**
 * Notes every statement with values that this process sends to PostgreSQL, at the package that sends them: nothing that
 * the product does can go by it.
 *
 * @returns the statements since the last call
 */
export function hearStatements(t: { readonly teardown: (work: () => void) => void }): () => SentStatement[] {
  const heard: SentStatement[] = [];
  const tenants = new WeakMap<object, string>();
  const client: { query: Query } = pg.Client.prototype;
  const { query: send } = client;
  client.query = function hear(query, ...rest) {
    const { text, values = [] } =
      typeof query === 'string' ? { text: query } : (query as { text: string; values?: unknown[] });
    const wall = WALL.exec(text)?.[1];
    if (wall !== undefined) tenants.set(this, wall);
    const { options = '' } = (this as { connectionParameters: { options?: string } }).connectionParameters;
    const role = ROLE.exec(options)?.[1];
    if (role !== undefined && !ADMINISTRATIVE.test(text)) {
      heard.push({ text, values, role, tenantId: role === 'wsi_tenant' ? tenants.get(this) : undefined });
    }
    return send.call(this, query, ...rest);
  };
  t.teardown(() => {
    client.query = send;
  });
  return () => heard.splice(0);
}
