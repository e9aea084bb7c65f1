import type { Caller } from '../domain/access.ts';
import type { Client, ClientChange, ClientForm, ClientKey, NewKey } from '../domain/client.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { requireGrantable } from '../domain/grant.ts';
import { preconditionFailed } from '../domain/precondition.ts';
import type { Page } from '../domain/requests.ts';
import { actorIn, writeAudit } from './audit.ts';
import { findClient, guarded, insertClient, insertKey, listClientRows, withKeys } from './client-rows.ts';
import { hashSecret } from './clients.ts';
import type { Database, Sql } from './database.ts';
import { cutPage, decodeCursor } from './paging.ts';
import type { Vault } from './vault.ts';

/** Whose client it is, and which. */
interface ClientName {
  readonly tenantId: string;
  readonly clientId: string;
}

/** The clients of a tenant, as its administrators see and change them. Every change is on the tenant's audit trail. */
export function createCredentialStore(database: Database, vault: Vault) {
  const secured = ({ secret, ...key }: NewKey) => ({ ...key, hash: hashSecret(vault, secret) });

  return {
    /** @param tenantId - whose client it is to be: the caller's own, or any for whoever runs the installation */
    create: (caller: Caller, tenantId: string, form: ClientForm): Promise<Client> =>
      database.forTenant(tenantId).transaction(async (sql) => {
        requireGrantable(caller, tenantId, form);
        const clientId = await insertClient(sql, actorIn(caller, tenantId), form);
        if (form.key !== null) await insertKey(sql, { tenantId, clientId }, secured(form.key));
        return found(await findClient(sql, tenantId, clientId));
      }),

    /** @throws ProvisioningError `client_not_found` */
    find: async ({ tenantId, clientId }: ClientName): Promise<Client> =>
      found(await findClient(database.forTenant(tenantId), tenantId, clientId)),

    /** Live clients, newest first. */
    async list(tenantId: string, page: { limit: number; after: string | undefined }): Promise<Page<Client>> {
      const sql = database.forTenant(tenantId);
      const after = page.after === undefined ? [] : decodeCursor(page.after, ['time', 'id']);
      const rows = await listClientRows(sql, tenantId, { limit: page.limit, after });
      const { items, next } = cutPage(rows, page.limit, { item: (row) => row, key: (row) => [row.created, row.id] });
      return { items: await withKeys(sql, items), next };
    },

    /**
     * @param revision - the one the caller saw; undefined for whatever is there
     * @throws ProvisioningError `client_not_found`, `precondition_failed`, `permission_missing`, `client_registration_taken`
     */
    update: (
      caller: Caller,
      clientId: string,
      { change, revision }: { readonly change: ClientChange; readonly revision: number | undefined },
    ): Promise<Client> =>
      database.forTenant(caller.tenantId).transaction(async (sql) => {
        const name = { tenantId: caller.tenantId, clientId };
        const client = await lock(sql, name);
        if (revision !== undefined && revision !== client.revision) throw preconditionFailed();
        const { roles = [], scopes = [] } = change;
        requireGrantable(caller, caller.tenantId, {
          roles: roles.filter((role) => !client.roles.includes(role)),
          scopes: scopes.filter((scope) => !client.scopes.includes(scope)),
        });
        // Whoever shows the certificate is this client from now on: it is as good as a key.
        const isLetIn = typeof change.certificate === 'string' && clientId !== caller.clientId;
        if (isLetIn) requireGrantable(caller, caller.tenantId, client);
        await guarded(() => sql.rows(UPDATE, { ...name, ...updateBindings({ ...client, ...change }) }));
        const detail = { fields: Object.keys(change), ...change };
        await writeAudit(sql, caller, { object: 'clients', operation: 'update', objectId: clientId, detail });
        return found(await findClient(sql, caller.tenantId, clientId));
      }),

    /** Ends a client and its keys; safe to repeat only by its answer, `client_not_found`. */
    revoke: (caller: Caller, clientId: string): Promise<void> =>
      database.forTenant(caller.tenantId).transaction(async (sql) => {
        const { tenantId } = caller;
        await lock(sql, { tenantId, clientId });
        await sql.rows(REVOKE_CLIENT, { tenantId, clientId });
        await writeAudit(sql, caller, { object: 'clients', operation: 'delete', objectId: clientId });
      }),

    /**
     * Gives a client its next key. Whoever makes a key for another client could use it himself, so he must have all that
     * the client has.
     *
     * @throws ProvisioningError `client_not_found`, `client_keys_full`, `permission_missing`
     */
    addKey: (caller: Caller, clientId: string, key: NewKey): Promise<ClientKey> =>
      database.forTenant(caller.tenantId).transaction(async (sql) => {
        const name = { tenantId: caller.tenantId, clientId };
        const client = await lock(sql, name);
        if (clientId !== caller.clientId) requireGrantable(caller, caller.tenantId, client);
        const made = await insertKey(sql, name, secured(key));
        await writeAudit(sql, caller, keyAct('create', clientId, key.keyId));
        return made;
      }),

    /** @throws ProvisioningError `client_not_found`, `client_key_not_found` */
    revokeKey: (caller: Caller, clientId: string, keyId: string): Promise<void> =>
      database.forTenant(caller.tenantId).transaction(async (sql) => {
        const name = { tenantId: caller.tenantId, clientId };
        await lock(sql, name);
        const revoked = await sql.rows(REVOKE_KEY, { ...name, keyId });
        if (revoked.length === 0) throw new ProvisioningError('client_key_not_found', 'The client has no such key');
        await writeAudit(sql, caller, keyAct('delete', clientId, keyId));
      }),
  };
}

const UPDATE = `
  update clients set name = :name, roles = array(select jsonb_array_elements_text(:roles::jsonb)),
    scopes = array(select jsonb_array_elements_text(:scopes::jsonb)),
    source_ranges = array(select jsonb_array_elements_text(:sourceRanges::jsonb)), limits = :limits::jsonb,
    certificate = decode(:certificate, 'hex'), revision = revision + 1
  where tenant_id = :tenantId and id = :clientId`;

const REVOKE_CLIENT = `
  with ended as (
    update client_keys set revoked_at = now() where tenant_id = :tenantId and client_id = :clientId and revoked_at is null
  )
  update clients set revoked_at = now(), revision = revision + 1 where tenant_id = :tenantId and id = :clientId`;

const REVOKE_KEY = `
  update client_keys set revoked_at = now()
  where tenant_id = :tenantId and client_id = :clientId and id = :keyId and revoked_at is null returning id`;

function updateBindings({ name, roles, scopes, sourceRanges, limits, certificate }: Client): Record<string, unknown> {
  return {
    name,
    roles: JSON.stringify(roles),
    scopes: JSON.stringify(scopes),
    sourceRanges: JSON.stringify(sourceRanges),
    limits: JSON.stringify(limits),
    certificate,
  };
}

/** What is decided about a client holds until the transaction ends. */
async function lock(sql: Sql, { tenantId, clientId }: ClientName): Promise<Client> {
  await sql.rows('select 1 from clients where tenant_id = :tenantId and id = :clientId for update', {
    tenantId,
    clientId,
  });
  return found(await findClient(sql, tenantId, clientId));
}

function found(client: Client | undefined): Client {
  if (client === undefined) throw new ProvisioningError('client_not_found', 'No client has this id');
  return client;
}

function keyAct(operation: 'create' | 'delete', clientId: string, keyId: string) {
  return { object: 'client_keys', operation, objectId: clientId, detail: { keyId } };
}
