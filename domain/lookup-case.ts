import type { ServiceDefinition } from './definition.ts';
import type { OrderingTenant } from './order-values.ts';
import type { Device } from './records.ts';

/** Everything that calling an endpoint for an order needs, secrets in clear: it never leaves the worker. */
export interface LookupCase {
  readonly orderId: string;
  readonly tenantId: string;
  readonly tenant: OrderingTenant;
  readonly definition: ServiceDefinition;
  readonly approved: boolean;
  readonly device: Device;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** That sign the call: those of the definition's provider, the newest first. */
  readonly secrets: readonly Uint8Array[];
}

/** What is to be done for a run: nothing, because it has ended or was done before, or a call. */
export type LookupStart =
  | { readonly type: 'over' }
  /** A cancellation was granted, and has yet to take effect. */
  | { readonly type: 'cancelled' }
  | { readonly type: 'known' }
  | { readonly type: 'call'; readonly made: LookupCase };
