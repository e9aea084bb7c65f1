import type { DeliveryKey } from '../domain/delivery.ts';
import type { OrderEvent } from '../domain/order.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { WaitDeps } from './quiet.ts';

export interface PaceDeps extends WaitDeps {
  readonly tenants: { find(tenantId: string): Promise<Pick<Tenant, 'settings'>> };
  readonly paces: {
    take(key: DeliveryKey, of: { readonly tenantId: string; readonly perMinute: number }): Promise<number>;
  };
}

/** How much of its time a document may be ahead: after a quiet time, so much of a tenant's goes at once. */
const AHEAD_MS = 1_000;

/**
 * What is to become of a document that could go now: nothing until its tenant's pace lets it. It waits outside of the worker, so
 * that nobody else waits for it.
 *
 * Safe to run again: an attempt keeps the moment that it has taken.
 */
export async function atPace(
  { tenants, paces, waits }: PaceDeps,
  key: DeliveryKey,
  tenantId: string,
): Promise<Extract<OrderEvent, { type: 'put_off' }> | undefined> {
  const { documentsPerMinute: perMinute } = (await tenants.find(tenantId)).settings;
  if (perMinute === null) return undefined;
  const ms = Math.ceil((await paces.take(key, { tenantId, perMinute })) - AHEAD_MS);
  if (ms <= 0) return undefined;
  await waits.putOff(key, { reason: 'tenant_paced', until: new Date(Date.now() + ms), state: 'delivering' });
  return { type: 'put_off', ms, reason: 'tenant_paced' };
}
