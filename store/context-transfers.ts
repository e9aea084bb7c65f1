import { randomUUID } from 'node:crypto';
import type { ContextTransfer, NewContextTransfer, TransferState } from '../domain/context.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Page } from '../domain/requests.ts';
import { type Actor, type AuditEntry, entryForOther, writeAudits } from './audit.ts';
import { lockOwnContext, nameIn, namesOf, requireReceiver } from './context-rows.ts';
import { type Database, type Sql, violatedUnique } from './database.ts';
import { cutPage, decodeCursor } from './paging.ts';

interface TransferRow {
  tenant_id: string;
  id: string;
  context_id: string;
  name: string;
  receiver_id: string;
  state: Exclude<TransferState, 'expired'>;
  expired: boolean;
  expires_at: Date;
  created_at: Date;
  settled_at: Date | null;
}

/** How a context changes its owner: one offers, the other accepts. Both have each step in their audit trail. */
export function createContextTransfers(database: Database) {
  const present = async (tenantId: string, rows: readonly TransferRow[]): Promise<ContextTransfer[]> => {
    const names = await namesOf(
      database,
      rows.flatMap((row) => [row.tenant_id, row.receiver_id]),
    );
    const devices = await devicesOf(database, tenantId, rows);
    return rows.map((row) => ({
      id: row.id,
      context: { id: row.context_id, name: row.name },
      direction: row.tenant_id === tenantId ? 'out' : 'in',
      from: nameIn(names, row.tenant_id),
      to: nameIn(names, row.receiver_id),
      deviceId: devices.get(row.context_id) ?? null,
      state: row.state === 'open' && row.expired ? 'expired' : row.state,
      expiresAt: row.expires_at.toISOString(),
      createdAt: row.created_at.toISOString(),
      settledAt: row.settled_at?.toISOString() ?? null,
    }));
  };
  const find = async (tenantId: string, id: string): Promise<ContextTransfer | undefined> => {
    const rows = await database.forTenant(tenantId).rows<TransferRow>(ONE, { id });
    const [transfer] = await present(tenantId, rows);
    return transfer;
  };
  /** Settles an open offer and shows it as it is then. */
  const settle = async (
    actor: Actor,
    id: string,
    step: { readonly state: 'accepted' | 'declined' | 'withdrawn'; readonly by: 'tenant_id' | 'receiver_id' },
  ): Promise<ContextTransfer> => {
    await database.transaction(async (sql) => {
      const row = await lockOpen(sql, actor.tenantId, { id, by: step.by });
      const others = step.state === 'accepted' ? await handOver(sql, actor, row) : [];
      await sql.rows(
        `update context_transfers set state = :state, settled_at = now() where tenant_id = :tenantId and id = :id`,
        { tenantId: row.tenant_id, id, state: step.state },
      );
      await writeAudits(sql, [...entriesOf(actor, row, step.state), ...others]);
    });
    const transfer = await find(actor.tenantId, id);
    if (transfer === undefined) throw notFound();
    return transfer;
  };

  return {
    /** @throws ProvisioningError `context_not_found`, `permission_missing`, `tenant_not_found`, `context_transfer_state_unfit` */
    async offer(actor: Actor, { contextId, receiverId, expiresAt }: NewContextTransfer): Promise<ContextTransfer> {
      const id = randomUUID();
      try {
        await database.transaction(async (sql) => {
          const { name } = await lockOwnContext(sql, actor.tenantId, contextId);
          await requireReceiver(sql, actor.tenantId, receiverId);
          const bindings = { tenantId: actor.tenantId, id, contextId, name, receiverId, expiresAt };
          await sql.rows(WITHDRAW_EXPIRED, { contextId });
          await sql.rows(INSERT, { ...bindings, clientId: actor.clientId });
          const row = { tenant_id: actor.tenantId, id, context_id: contextId, receiver_id: receiverId };
          await writeAudits(sql, entriesOf(actor, row, 'offered'));
        });
      } catch (error) {
        if (violatedUnique(error) !== 'context_transfers_one_open') throw error;
        throw unfit('Cannot offer the context: it is on offer already', error);
      }
      const transfer = await find(actor.tenantId, id);
      if (transfer === undefined) throw notFound();
      return transfer;
    },

    find,

    /** Both what the tenant offers and what it is offered, newest first. */
    async list(tenantId: string, page: { limit: number; after: string | undefined }): Promise<Page<ContextTransfer>> {
      const [at, id] = page.after === undefined ? [LAST_TIME, LAST_ID] : decodeCursor(page.after, ['time', 'id']);
      const rows = await database
        .forTenant(tenantId)
        .rows<TransferRow & { cursor_at: string }>(LIST, { tenantId, at, id, most: page.limit + 1 });
      const { items, next } = cutPage(rows, page.limit, { item: (row) => row, key: (row) => [row.cursor_at, row.id] });
      return { items: await present(tenantId, items), next };
    },

    /** @throws ProvisioningError `context_transfer_not_found`, `context_transfer_state_unfit`, `device_not_found` */
    accept: (actor: Actor, id: string) => settle(actor, id, { state: 'accepted', by: 'receiver_id' }),

    /** @throws ProvisioningError `context_transfer_not_found`, `context_transfer_state_unfit` */
    decline: (actor: Actor, id: string) => settle(actor, id, { state: 'declined', by: 'receiver_id' }),

    /** @throws ProvisioningError `context_transfer_not_found`, `context_transfer_state_unfit` */
    withdraw: (actor: Actor, id: string) => settle(actor, id, { state: 'withdrawn', by: 'tenant_id' }),
  };
}

/** The caller's own devices for the phones that the contexts are in, by context. */
async function devicesOf(
  sql: Sql,
  tenantId: string,
  rows: readonly TransferRow[],
): Promise<ReadonlyMap<string, string>> {
  if (rows.length === 0) return new Map();
  const found = await sql.rows<{ context_id: string; device_id: string }>(
    `select c.id as context_id, d.id as device_id
     from jsonb_array_elements_text(:ids::jsonb) as w
     cross join lateral (select * from contexts where id = w::uuid limit 1) c
     cross join lateral (select id from devices where tenant_id = :tenantId and phone_key = c.phone_key limit 1) d`,
    { tenantId, ids: JSON.stringify(rows.map((row) => row.context_id)) },
  );
  return new Map(found.map(({ context_id, device_id }) => [context_id, device_id]));
}

async function lockOpen(
  sql: Sql,
  tenantId: string,
  { id, by }: { readonly id: string; readonly by: 'tenant_id' | 'receiver_id' },
): Promise<TransferRow> {
  // The context first, as everything else that is done to one.
  await sql.rows(LOCK_CONTEXT, { id });
  const [row] = await sql.rows<TransferRow>(LOCK, { tenantId, id });
  if (row === undefined) throw notFound();
  if (row[by] !== tenantId) {
    const side = by === 'tenant_id' ? 'the one who offers it' : 'the one it is offered to';
    throw new ProvisioningError('permission_missing', `Cannot settle the offer like this: expected ${side}`);
  }
  if (row.state !== 'open' || row.expired) {
    const state = row.state === 'open' ? 'expired' : row.state;
    throw unfit(`Cannot settle the offer: expected it to be open, got ${state}`);
  }
  return row;
}

/** What was granted in the context was the word of its owner before, and ends with it. Returns the entries for those it was granted. */
async function handOver(sql: Sql, actor: Actor, row: TransferRow): Promise<AuditEntry[]> {
  const key = { tenantId: row.tenant_id, id: row.context_id, receiverId: row.receiver_id };
  const [device] = await sql.rows<{ id: string }>(RECEIVING_DEVICE, key);
  if (device === undefined) {
    throw new ProvisioningError('device_not_found', 'Cannot take the context over: expected a device for its phone', {
      faults: [{ field: '', expected: 'a device of your own for the phone that the context is in', got: 'none' }],
    });
  }
  const ended = await sql.rows<{ id: string; grantee_id: string }>(
    'delete from context_grants where tenant_id = :tenantId and context_id = :id returning id, grantee_id',
    key,
  );
  await sql.rows(
    `update contexts set tenant_id = :receiverId, device_id = :deviceId, opened_by = null
     where tenant_id = :tenantId and id = :id`,
    { ...key, deviceId: device.id },
  );
  return ended
    .filter(({ grantee_id }) => grantee_id !== row.receiver_id)
    .map(({ id, grantee_id }) =>
      entryForOther(actor, grantee_id, {
        object: 'contexts',
        operation: 'grant',
        objectId: row.context_id,
        detail: { revoked: id },
      }),
    );
}

function entriesOf(
  actor: Actor,
  row: Pick<TransferRow, 'tenant_id' | 'id' | 'context_id' | 'receiver_id'>,
  step: string,
): AuditEntry[] {
  const other = actor.tenantId === row.tenant_id ? row.receiver_id : row.tenant_id;
  const detail = { transfer: row.id, step };
  const act = { object: 'contexts', operation: 'transfer', objectId: row.context_id, detail };
  return [{ actor, act: { ...act, detail: { ...detail, with: other } } }, entryForOther(actor, other, act)];
}

function unfit(message: string, cause?: unknown): ProvisioningError {
  return new ProvisioningError('context_transfer_state_unfit', message, { cause });
}

function notFound(): ProvisioningError {
  return new ProvisioningError('context_transfer_not_found', 'No offer of a context has this id');
}

const INSERT = `
  insert into context_transfers (tenant_id, id, context_id, name, receiver_id, expires_at, created_by)
  values (:tenantId, :id, :contextId, :name, :receiverId, :expiresAt, :clientId)`;

/** An offer that nobody took in time stands in the way of no other. */
const WITHDRAW_EXPIRED = `
  update context_transfers set state = 'withdrawn', settled_at = now()
  where context_id = :contextId and state = 'open' and expires_at <= now()`;

const ONE = 'select *, expires_at <= now() as expired from context_transfers where id = :id';

const LOCK_CONTEXT = `
  select from contexts where id = (select context_id from context_transfers where id = :id) for update`;

const LOCK = `
  select *, expires_at <= now() as expired from context_transfers
  where id = :id and (tenant_id = :tenantId or receiver_id = :tenantId) for update`;

/** Locked against being erased meanwhile. */
const RECEIVING_DEVICE = `
  select d.id from contexts c join devices d on d.tenant_id = :receiverId and d.phone_key = c.phone_key
  where c.tenant_id = :tenantId and c.id = :id and d.erased_at is null for update of c for key share of d`;

/** After everything that is there. */
const LAST_TIME = '9999-12-31T00:00:00.000000Z';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const PAGE = (side: string): string => `
  (select *, expires_at <= now() as expired, to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as cursor_at
   from context_transfers where ${side} = :tenantId and (created_at, id) < (:at::timestamptz, :id::uuid)
   order by created_at desc, id desc limit :most)`;
const LIST = `
  ${PAGE('tenant_id')} union all ${PAGE('receiver_id')}
  order by created_at desc, id desc limit :most`;
