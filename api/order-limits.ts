import type { OrderLimits } from '../domain/requests.ts';
import type { ApiStores } from './stores.ts';

export interface OrderLimitSettings {
  /** Orders that one phone may get within a day, of all tenants together. */
  readonly maxOrdersPerPhoneAndDay: number;
}

/** How often a tenant may order for one phone now: its own entitlement, and what the installation lets a phone have. */
export async function orderLimits(
  { tenants }: Pick<ApiStores, 'tenants'>,
  { maxOrdersPerPhoneAndDay }: OrderLimitSettings,
  tenantId: string,
): Promise<OrderLimits> {
  const { entitlements } = await tenants.find(tenantId);
  return { perTenantAndDay: entitlements.ordersPerDeviceAndDay, perPhoneAndDay: maxOrdersPerPhoneAndDay };
}
