import type { Caller } from '../domain/access.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { pickLanguage } from '../domain/language.ts';
import type { PinWay } from '../domain/pin.ts';
import { writeAudit } from './audit.ts';
import type { Database, Sql } from './database.ts';
import { type DeviceRow, deviceFromRow } from './device-rows.ts';
import { ORDERS_WITH_DEFINITION } from './order-rows.ts';
import { ORDER_PLACES } from './orders.ts';
import type { Vault } from './vault.ts';

/** A PIN that is to go to its user by short message. */
export interface PinToSend {
  readonly tenantId: string;
  readonly msisdn: string | null;
  readonly imsi: string | null;
  readonly pin: string;
  /** A BCP 47 tag of the definition's texts. */
  readonly language: string;
  readonly expiresAt: string;
}

interface RunKey {
  readonly orderId: string;
  readonly run: number;
}

interface PinRow {
  run: number;
  state: string;
  pin_way: PinWay | null;
  pin_ready: boolean;
  pin_told_at: Date | null;
  pin_sealed: Buffer | null;
}

interface SendRow {
  tenant_id: string;
  device_id: string;
  body: ServiceDefinition;
  language: string | null;
  expires_at: Date;
  pin_sealed: Buffer;
}

/** PINs that we made, on their way to their users. Each leaves an event without the PIN when it is first told. */
export function createPinStore(database: Database, vault: Vault) {
  return {
    /**
     * Hands a PIN to the calling system, once. It is gone with that, unless the document is still to be made with it.
     *
     * @throws ProvisioningError `order_not_found`, `pin_unavailable`, `pin_already_told`
     */
    reveal: (caller: Caller, orderId: string): Promise<{ readonly run: number; readonly pin: string }> =>
      database.forTenant(caller.tenantId).transaction(async (sql) => {
        const { run, sealed } = await tellable(sql, caller.tenantId, orderId);
        const pin = vault.open(sealed, ORDER_PLACES.pin(orderId)).toString();
        await markTold(sql, { orderId, run });
        await sql.rows(FORGET_WHEN_USED, { orderId, run });
        await writeAudit(sql, caller, { object: 'pins', operation: 'reveal', objectId: orderId, detail: { run } });
        return { run, pin };
      }),

    /** The PIN that is to go by short message in this run; undefined when there is none, or it was told. */
    async toSend({ orderId, run }: RunKey): Promise<PinToSend | undefined> {
      const [row] = await database.rows<SendRow>(TO_SEND, { orderId, run });
      if (row === undefined) return undefined;
      const [device] = await database.rows<DeviceRow>(
        'select * from devices where tenant_id = :tenantId and id = :deviceId',
        { tenantId: row.tenant_id, deviceId: row.device_id },
      );
      const { msisdn = null, imsi = null } = device === undefined ? {} : deviceFromRow(device, vault);
      return {
        tenantId: row.tenant_id,
        msisdn,
        imsi,
        pin: vault.open(row.pin_sealed, ORDER_PLACES.pin(orderId)).toString(),
        language: row.language ?? pickLanguage(Object.keys(row.body.confirmation.text), []),
        expiresAt: row.expires_at.toISOString(),
      };
    },

    /** Notes that a PIN was told. Safe to repeat: the first time counts. */
    async told(key: RunKey): Promise<void> {
      await markTold(database, key);
    },
  };
}

async function tellable(sql: Sql, tenantId: string, id: string): Promise<{ run: number; sealed: Buffer }> {
  const [row] = await sql.rows<PinRow>(
    `select run, state, pin_way, pin_ready, pin_told_at, pin_sealed from orders
     where tenant_id = :tenantId and id = :id for update`,
    { tenantId, id },
  );
  if (row === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
  if (row.pin_way !== 'client') {
    throw unavailable('expected one that the calling system tells its user', `got ${row.pin_way ?? 'none of ours'}`);
  }
  if (row.pin_told_at !== null) throw new ProvisioningError('pin_already_told', 'This PIN has been handed out before');
  if (row.pin_sealed === null) throw unavailable('expected an order that is open', `got ${row.state}`);
  if (!row.pin_ready) throw unavailable('expected the document that it is made from', `got none in state ${row.state}`);
  return { run: row.run, sealed: row.pin_sealed };
}

function unavailable(expected: string, got: string): ProvisioningError {
  return new ProvisioningError('pin_unavailable', `Cannot hand out the PIN: ${expected}, ${got}`);
}

/** Notes that the PIN of a run was told, with an event. Safe to repeat: the first time counts. */
export async function markTold(sql: Sql, key: RunKey): Promise<void> {
  await sql.rows(TOLD, { orderId: key.orderId, run: key.run });
}

const TOLD = `
  with told as (
    update orders set pin_told_at = now(), pin_sealed = case when pin_way = 'sms' then null else pin_sealed end
    where id = :orderId and run = :run and pin_way is not null and pin_told_at is null returning tenant_id, id, pin_way
  )
  insert into order_events (tenant_id, order_id, run, type, detail)
  select tenant_id, id, :run, 'pin.told', jsonb_build_object('by', pin_way) from told`;

const FORGET_WHEN_USED = `
  update orders o set pin_sealed = null
  where o.id = :orderId and o.run = :run and exists (
    select 1 from documents d where d.tenant_id = o.tenant_id and d.order_id = o.id and d.run = o.run)`;

const TO_SEND = `
  select o.tenant_id, o.device_id, f.body, o.expires_at, o.pin_sealed,
    (select c.language from consents c where c.tenant_id = o.tenant_id and c.order_id = o.id order by c.run desc limit 1) as language
  from ${ORDERS_WITH_DEFINITION}
  where o.id = :orderId and o.run = :run and o.pin_way = 'sms' and o.pin_ready and o.pin_told_at is null
    and o.pin_sealed is not null`;
