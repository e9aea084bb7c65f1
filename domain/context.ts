import type { OrderKind } from './definition.ts';
import type { CpDocument } from './document.ts';
import type { Evidence } from './evidence.ts';

/** What may be done in a configuration context, as OMA DM names it. The owner may do all of it. */
export const CONTEXT_OPERATIONS = ['add', 'get', 'replace', 'delete'] as const;
export type ContextOperation = (typeof CONTEXT_OPERATIONS)[number];

/** The tenant as others are told of it. */
export interface TenantName {
  readonly id: string;
  readonly name: string;
}

/**
 * A configuration context (OMA ProvArch): settings in a phone that have one owner, as one who may see it does: the owner,
 * or a tenant that it is lent to.
 */
export interface Context {
  readonly id: string;
  /** The PROVURL. */
  readonly name: string;
  /** The caller's own device for the phone; null when it has none. */
  readonly deviceId: string | null;
  readonly ownership: 'own' | 'lent';
  readonly owner: TenantName;
  /** What the caller may do in it. */
  readonly operations: readonly ContextOperation[];
  /** What the belief that it is in the phone rests on. */
  readonly evidence: Exclude<Evidence, 'none'>;
  readonly openedAt: string;
  /** The order that opened it, when that is the caller's. */
  readonly openedBy: string | null;
}

/** A document that is in a context, or may be. */
export interface ContextDocument {
  readonly contextId: string;
  readonly orderId: string;
  readonly run: number;
  readonly definition: { readonly name: string; readonly version: string };
  /** That it opened the context, or came into it later. */
  readonly kind: OrderKind;
  /** What the belief that it is there rests on. */
  readonly evidence: Exclude<Evidence, 'none'>;
  readonly settledAt: string;
  /** The push, secrets in clear; null once it was erased. */
  readonly push: Uint8Array | null;
}

/** A context as an order names it. */
export interface OrderContext {
  readonly id: string;
  /** The PROVURL. */
  readonly name: string;
}

/** What an owner lets another tenant do in a context, and until when. */
export interface ContextGrant {
  readonly id: string;
  readonly contextId: string;
  readonly grantee: TenantName;
  readonly operations: readonly ContextOperation[];
  readonly expiresAt: string;
  readonly createdAt: string;
}

export interface NewContextGrant {
  readonly contextId: string;
  readonly granteeId: string;
  readonly operations: readonly ContextOperation[];
  readonly expiresAt: Date;
}

export const TRANSFER_STATES = ['open', 'accepted', 'declined', 'withdrawn', 'expired'] as const;
export type TransferState = (typeof TRANSFER_STATES)[number];

/** An offer of a context to another tenant, as either of the two sees it. */
export interface ContextTransfer {
  readonly id: string;
  readonly context: { readonly id: string; readonly name: string };
  readonly direction: 'in' | 'out';
  readonly from: TenantName;
  readonly to: TenantName;
  /** The caller's own device for the phone; null when it has none. */
  readonly deviceId: string | null;
  readonly state: TransferState;
  readonly expiresAt: string;
  readonly createdAt: string;
  readonly settledAt: string | null;
}

export interface NewContextTransfer {
  readonly contextId: string;
  readonly receiverId: string;
  readonly expiresAt: Date;
}

/** A document with BOOTSTRAP/PROVURL opens a configuration context of that name (OMA ProvCont 1.1 §4.5). */
export function contextOpenedBy(document: CpDocument): string | null {
  const bootstrap = document.characteristics.find(({ type }) => type === 'BOOTSTRAP');
  return bootstrap?.parms.find(({ name }) => name === 'PROVURL')?.value ?? null;
}
