import type { Principal } from './access.ts';
import type { UsedCredential } from './client.ts';
import type { OrderContext } from './context.ts';
import type { OrderKind, ServiceDefinition } from './definition.ts';
import type { ApprovalNeed, DefinitionState } from './definition-life.ts';
import type { ContentForm } from './difference.ts';
import type { SecurityMethod, Trust } from './document.ts';
import type { Evidence } from './evidence.ts';
import type { OrderPolicy, OrderState, Reason } from './order.ts';
import type { PinWay } from './pin.ts';
import type { RateLimits } from './rate.ts';
import type { Device, Order } from './records.ts';

/** What a credential turned out to be. */
export type Authentication =
  | {
      readonly type: 'ok';
      readonly principal: Principal;
      readonly credential?: UsedCredential;
      /** CIDR ranges it may call from; none for anywhere. */
      readonly sourceRanges?: readonly string[];
      /** Of its tenant and its own: the lesser of each class holds. */
      readonly limits?: readonly Partial<RateLimits>[];
    }
  | { readonly type: 'unknown' | 'expired' | 'revoked' };

/** A version of a definition as stored, without its content. */
export interface DefinitionHead {
  /** The provider's. */
  readonly tenantId: string;
  readonly id: string;
  /** The name of the provider. */
  readonly provider: string;
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly kind: OrderKind;
  readonly state: DefinitionState;
  /** Every tenant may order from it. */
  readonly shared: boolean;
  /** What of it needed an operator's approval when it was last to be made active. */
  readonly approvalNeeds: readonly ApprovalNeed[];
  readonly approvedAt: string | null;
  /** The operator's reason, for the provider. */
  readonly rejection: string | null;
  readonly createdAt: string;
  readonly submittedAt: string | null;
  readonly activatedAt: string | null;
  readonly retiredAt: string | null;
  /** Grows with each change of what is said here. */
  readonly revision: number;
}

/** A version of a definition as stored. Its content never changes. */
export interface RegisteredDefinition extends DefinitionHead {
  readonly definition: ServiceDefinition;
}

/** A version of one provider's definition. */
export interface DefinitionVersion {
  readonly tenantId: string;
  readonly name: string;
  readonly version: string;
}

/** The same, for whoever runs the installation. */
export interface ProvidersVersion {
  /** The name of the provider. */
  readonly provider: string;
  readonly name: string;
  readonly version: string;
}

export interface DefinitionFilter {
  readonly name?: string;
  readonly state?: DefinitionState;
  readonly provider?: string;
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
  readonly security: Trust;
  readonly fallback: SecurityMethod | null;
  readonly context: OrderContext | null;
  readonly content: ContentForm;
  readonly pin: string | null;
  /** How the user learns it, when it is one that we made. */
  readonly pinWay: PinWay | null;
  readonly policy: OrderPolicy;
  /** IANA: where the phone is, as far as its record does not say; null where nothing rests on it. */
  readonly timeZone?: string | null;
  readonly idempotency: { readonly key: string; readonly bodyHash: Uint8Array };
  readonly limits: OrderLimits;
}

/** What became of a request to put an order in the place of another. */
export interface Replacement {
  readonly order: Order;
  /** The order whose place was taken, as it is now. */
  readonly old: Order;
  /** Nothing of the old one is on its way, and nothing will be. */
  readonly isStopped: boolean;
}

/** The document of a run, as it went to the phone: secrets in clear. */
export interface MadeDocument {
  readonly run: number;
  /** The WSP push PDU, MAC included. */
  readonly push: Uint8Array;
  /** Further forms that phones may fetch instead. */
  readonly forms: readonly { readonly mediaType: string; readonly body: Uint8Array }[];
  readonly partCount: number;
  readonly madeAt: string;
}

/** What an order's document is made of, beside its device: secrets in clear. */
export interface OrderMaterial {
  readonly definition: ServiceDefinition;
  /** An operator has approved the definition, or it is one of the installation's own. */
  readonly approved: boolean;
  readonly deviceId: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Empty until the user has answered. */
  readonly answers: Readonly<Record<string, unknown>>;
}

export interface NewAnswer {
  readonly decision: 'accept' | 'decline';
  /** The user need not be asked again for a while. */
  readonly standing?: boolean;
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
