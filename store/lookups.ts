import type { ServiceDefinition } from '../domain/definition.ts';
import { type LookedUp } from '../domain/lookup.ts';
import type { LookupCase, LookupStart } from '../domain/lookup-case.ts';
import { isFinalState, type OrderState } from '../domain/order.ts';
import type { Database } from './database.ts';
import { type DeviceRow, deviceFromRow } from './device-rows.ts';
import { sealLookedUp } from './looked-up.ts';
import { ORDERS_WITH_DEFINITION } from './order-rows.ts';
import { ORDER_PLACES, openObject } from './orders.ts';
import { signingSecrets } from './signing.ts';
import type { Vault } from './vault.ts';

interface LookupRow {
  tenant_id: string;
  tenant_name: string;
  tenant_title: string;
  provider_id: string;
  signing_number: number;
  state: OrderState;
  run: number;
  looked_up_run: number | null;
  is_cancelled: boolean;
  parameters_sealed: Buffer | null;
  body: ServiceDefinition;
  approved: boolean;
  device: Buffer;
}

interface RunKey {
  readonly orderId: string;
  readonly run: number;
}

/** What the endpoints of definitions are asked, and what they said. */
export function createLookupStore(database: Database, vault: Vault) {
  return {
    /** What there is to call for a run. Safe to repeat: what was looked up for this run is not looked up again. */
    async begin({ orderId, run }: RunKey): Promise<LookupStart> {
      const [row] = await database.rows<LookupRow>(LOAD, { orderId });
      if (row === undefined || row.run !== run || isFinalState(row.state)) return { type: 'over' };
      if (row.is_cancelled) return { type: 'cancelled' };
      if (row.looked_up_run === run || row.body.lookup === undefined) return { type: 'known' };
      const [device] = await database.rows<DeviceRow>(DEVICE, { orderId });
      if (device === undefined) throw new Error('An order has no device');
      return { type: 'call', made: caseFrom(row, device, { vault, orderId }) };
    },

    /** Keeps what an endpoint said, once a run. Safe to repeat. */
    async record({ orderId, run }: RunKey, found: LookedUp): Promise<void> {
      const sealed = sealLookedUp(vault, found, orderId);
      const names = Object.keys(found.values).length;
      await database.rows(RECORD, { orderId, run, sealed, names, hasDocument: found.document !== undefined });
    },

    /** Notes that a call came to nothing, and why: a word of ours, never what the endpoint said. */
    async fail({ orderId, run }: RunKey, why: string): Promise<void> {
      await database.rows(FAIL, { orderId, run, why });
    },
  };
}

function caseFrom(
  row: LookupRow,
  device: DeviceRow,
  { vault, orderId }: { readonly vault: Vault; readonly orderId: string },
): LookupCase {
  return {
    orderId,
    tenantId: row.tenant_id,
    tenant: { name: row.tenant_name, title: row.tenant_title },
    definition: row.body,
    approved: row.approved,
    device: deviceFromRow(device, vault),
    parameters: openObject(vault, row.parameters_sealed, ORDER_PLACES.parameters(orderId)),
    secrets: signingSecrets(vault, { tenantId: row.provider_id, number: row.signing_number }),
  };
}

const LOAD = `
  select o.tenant_id, t.name as tenant_name, t.title as tenant_title, f.tenant_id as provider_id, p.signing_number, o.state,
    o.run, o.looked_up_run, o.cancel_requested_at is not null as is_cancelled, o.parameters_sealed, f.body, f.approved_at is not null as approved
  from ${ORDERS_WITH_DEFINITION} join tenants t on t.id = o.tenant_id join tenants p on p.id = f.tenant_id
  where o.id = :orderId`;

const DEVICE = `
  select d.* from orders o join devices d on d.tenant_id = o.tenant_id and d.id = o.device_id where o.id = :orderId`;

const RECORD = `
  with found as (
    update orders set looked_up_sealed = :sealed, looked_up_run = :run
    where id = :orderId and run = :run and settled_at is null and looked_up_run is distinct from :run
    returning tenant_id, id
  )
  insert into order_events (tenant_id, order_id, run, type, detail)
  select tenant_id, id, :run, 'lookup.answered', jsonb_build_object('values', :names::int, 'document', :hasDocument::boolean)
  from found`;

const FAIL = `
  insert into order_events (tenant_id, order_id, run, type, detail)
  select tenant_id, id, :run, 'lookup.failed', jsonb_build_object('why', :why::text) from orders
  where id = :orderId and run = :run and settled_at is null`;
