import type { Principal } from './access.ts';
import type { ServiceDefinition } from './definition.ts';
import type { SecurityMethod } from './document.ts';
import type { Evidence } from './evidence.ts';
import type { OrderPolicy, OrderState, Reason } from './order.ts';
import type { Device } from './records.ts';

/** What a key turned out to be. */
export type Authentication =
  | { readonly type: 'ok'; readonly principal: Principal }
  | { readonly type: 'unknown' | 'expired' | 'revoked' };

/** A definition as stored. */
export interface RegisteredDefinition {
  readonly id: string;
  readonly builtIn: boolean;
  readonly definition: ServiceDefinition;
}

/** Cursor paging: newest first, `after` is the opaque cursor of the last row seen. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

export interface OrderFilter {
  readonly state?: OrderState;
  readonly deviceId?: string;
  readonly definition?: string;
  readonly externalId?: string;
}

/** Most orders for one phone within a day (UTC). */
export interface OrderLimits {
  /** Of the tenant that orders. */
  readonly perTenantAndDay: number;
  /** Of all tenants together. */
  readonly perPhoneAndDay: number;
}

/** An order that passed every check and is to be stored. */
export interface NewOrder {
  readonly id: string;
  readonly principal: Principal;
  readonly device: Device;
  readonly definition: RegisteredDefinition;
  readonly externalId: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly security: SecurityMethod;
  readonly pin: string | null;
  readonly policy: OrderPolicy;
  readonly idempotency: { readonly key: string; readonly bodyHash: Uint8Array };
  readonly limits: OrderLimits;
}

export interface NewAnswer {
  readonly decision: 'accept' | 'decline';
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Evidence about the device itself. `refused`: the user did not install the settings. */
export interface NewAcknowledgement {
  readonly outcome: 'applied' | 'refused';
  readonly source: 'device' | 'user' | 'network';
}

/** A run whose workflow is to be started. Nothing personal: it travels through Temporal. */
export interface RunToStart {
  readonly id: string;
  readonly run: number;
  readonly tenantId: string;
  readonly deviceId: string;
  readonly definition: { readonly name: string; readonly version: string };
  readonly policy: OrderPolicy;
}

/** What a workflow is told. */
export type RunWord =
  | { readonly type: 'answered'; readonly decision: 'accept' | 'decline' }
  | { readonly type: 'cancel_granted' }
  | { readonly type: 'evidence_reported'; readonly evidence: Evidence }
  | { readonly type: 'refused_on_device' }
  | { readonly type: 'turn_granted' }
  | { readonly type: 'attempt_failed'; readonly attempt: number; readonly permanent: boolean; readonly reason: Reason };
