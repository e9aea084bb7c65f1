import { randomUUID } from 'node:crypto';
import { isRole, isScope } from '../domain/access.ts';
import type { Client, ClientForm, ClientKey, NewKey } from '../domain/client.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { RateLimits } from '../domain/rate.ts';
import { type Actor, writeAudit } from './audit.ts';
import { type Sql, violatedUnique } from './database.ts';

interface KeyRow {
  id: string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
}

interface ClientRow {
  tenant_id: string;
  id: string;
  name: string;
  roles: string[];
  scopes: string[];
  source_ranges: string[];
  limits: Partial<RateLimits>;
  oauth_issuer: string | null;
  oauth_subject: string | null;
  certificate: Buffer | null;
  created_at: Date;
  last_used_at: Date | null;
  revision: number;
}

const COLUMNS = `c.tenant_id, c.id, c.name, c.roles, c.scopes, c.source_ranges, c.limits, c.oauth_issuer, c.oauth_subject,
  c.certificate, c.created_at, c.last_used_at, c.revision`;

/** Most live clients of a tenant: limits are a client's, so their number is limited too. */
const MAX_CLIENTS = 200;

/** The live client of that id, with its live keys; undefined when there is none. */
export async function findClient(sql: Sql, tenantId: string, id: string): Promise<Client | undefined> {
  const [row] = await sql.rows<ClientRow>(
    `select ${COLUMNS} from clients c where tenant_id = :tenantId and id = :id and revoked_at is null`,
    { tenantId, id },
  );
  return row === undefined ? undefined : (await withKeys(sql, [row]))[0];
}

/** Puts their keys to clients: a statement for all of them. */
export async function withKeys(sql: Sql, rows: readonly ClientRow[]): Promise<Client[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const keys = await sql.rows<KeyRow & { client_id: string }>(
    `select k.client_id, k.id, k.created_at, k.expires_at, k.last_used_at
     from jsonb_array_elements_text(:ids::jsonb) as w
     cross join lateral (
       select * from client_keys where tenant_id = :tenantId and client_id = w::uuid and revoked_at is null limit 2) k
     order by k.created_at, k.id`,
    { tenantId: first.tenant_id, ids: JSON.stringify(rows.map(({ id }) => id)) },
  );
  return rows.map((row) => fromRow(row, keys.filter((key) => key.client_id === row.id).map(keyFromRow)));
}

/** A page of live clients, newest first; one row more than `limit` tells that there is a next page. */
export function listClientRows(
  sql: Sql,
  tenantId: string,
  { limit, after }: { readonly limit: number; readonly after: readonly string[] },
): Promise<(ClientRow & { created: string })[]> {
  const [created = null, id = null] = after;
  return sql.rows(
    `select ${COLUMNS}, to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created from clients c
     where tenant_id = :tenantId and revoked_at is null
       and (:created::timestamptz is null or (created_at, id) < (:created::timestamptz, :id::uuid))
     order by created_at desc, id desc limit :most`,
    { tenantId, created, id, most: limit + 1 },
  );
}

/**
 * Makes a client, without its first key.
 *
 * @throws ProvisioningError `limit_reached`, `client_registration_taken`
 */
export async function insertClient(
  sql: Sql,
  actor: Actor,
  { name, roles, scopes, sourceRanges, limits, oauth, certificate }: ClientForm,
): Promise<string> {
  const { tenantId } = actor;
  const id = randomUUID();
  const inserted = await guarded(() =>
    sql.rows(
      `insert into clients (tenant_id, id, name, roles, scopes, source_ranges, limits, oauth_issuer, oauth_subject, certificate)
       select :tenantId::uuid, :id::uuid, :name, array(select jsonb_array_elements_text(:roles::jsonb)),
         array(select jsonb_array_elements_text(:scopes::jsonb)), array(select jsonb_array_elements_text(:ranges::jsonb)),
         :limits::jsonb, :issuer, :subject, decode(:certificate, 'hex')
       where (select count(*) from clients where tenant_id = :tenantId and revoked_at is null) < :most returning id`,
      {
        tenantId,
        id,
        name,
        roles: JSON.stringify(roles),
        scopes: JSON.stringify(scopes),
        ranges: JSON.stringify(sourceRanges),
        limits: JSON.stringify(limits),
        issuer: oauth?.issuer ?? null,
        subject: oauth?.subject ?? null,
        certificate,
        most: MAX_CLIENTS,
      },
    ),
  );
  if (inserted.length === 0) {
    throw new ProvisioningError('limit_reached', `Cannot make a client: a tenant has at most ${MAX_CLIENTS}`);
  }
  const detail = { name, roles, scopes, oauth: oauth !== null, certificate: certificate !== null };
  await writeAudit(sql, actor, { object: 'clients', operation: 'create', objectId: id, detail });
  return id;
}

/** What takes a registration that another client has is refused in our words. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const field = TAKEN[violatedUnique(error) ?? ''];
    if (field === undefined) throw error;
    throw new ProvisioningError('client_registration_taken', 'Cannot register this: another client is known by it', {
      cause: error,
      faults: [{ field, expected: 'what no client is known by', got: 'what a client is known by' }],
    });
  }
}

const TAKEN: Readonly<Record<string, string>> = {
  clients_oauth_unique: '/oauth',
  clients_certificate_unique: '/certificate',
};

/**
 * Gives a client a key, in a slot that no live key holds. Expired ones make room.
 *
 * @throws ProvisioningError `client_keys_full`
 */
export async function insertKey(
  sql: Sql,
  { tenantId, clientId }: { readonly tenantId: string; readonly clientId: string },
  { keyId, hash, expiresAt }: Pick<NewKey, 'keyId' | 'expiresAt'> & { readonly hash: Buffer },
): Promise<ClientKey> {
  // Whoever else gives this client a key waits here.
  await sql.rows('select 1 from clients where tenant_id = :tenantId and id = :clientId for update', {
    tenantId,
    clientId,
  });
  await sql.rows(
    `update client_keys set revoked_at = expires_at
     where tenant_id = :tenantId and client_id = :clientId and revoked_at is null and expires_at <= now()`,
    { tenantId, clientId },
  );
  const [row] = await sql.rows<KeyRow>(INSERT_KEY, { tenantId, clientId, keyId, hash, expiresAt });
  if (row !== undefined) return keyFromRow(row);
  throw new ProvisioningError('client_keys_full', 'Cannot make a key: the client has two live ones; revoke one first');
}

const INSERT_KEY = `
  insert into client_keys (tenant_id, client_id, id, hash, slot, expires_at)
  select :tenantId::uuid, :clientId::uuid, :keyId, :hash::bytea, s.slot, :expiresAt::timestamptz
  from (values (1), (2)) s(slot)
  where not exists (select from client_keys k where k.tenant_id = :tenantId and k.client_id = :clientId
    and k.slot = s.slot and k.revoked_at is null)
  order by s.slot limit 1
  returning id, created_at, expires_at, last_used_at`;

function keyFromRow(row: KeyRow): ClientKey {
  return {
    id: row.id,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}

function fromRow(row: ClientRow, keys: readonly ClientKey[]): Client {
  const uses = [row.last_used_at?.toISOString() ?? null, ...keys.map(({ lastUsedAt }) => lastUsedAt)];
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    roles: row.roles.filter(isRole),
    scopes: row.scopes.filter(isScope),
    sourceRanges: row.source_ranges,
    limits: row.limits,
    oauth:
      row.oauth_issuer === null || row.oauth_subject === null
        ? null
        : { issuer: row.oauth_issuer, subject: row.oauth_subject },
    certificate: row.certificate?.toString('hex') ?? null,
    keys,
    createdAt: row.created_at.toISOString(),
    lastUsedAt:
      uses
        .filter((at) => at !== null)
        .toSorted()
        .at(-1) ?? null,
    revision: row.revision,
  };
}
