import type { AskWay } from './asking.ts';
import type { ChoiceWord, PassedOver } from './choice-words.ts';
import type { OrderContext } from './context.ts';
import type { OrderKind } from './definition.ts';
import type { ContentForm } from './difference.ts';
import type { SecurityMethod, Trust } from './document.ts';
import type { Evidence } from './evidence.ts';
import type { OrderState, Reason } from './order.ts';
import type { OrderPin } from './pin.ts';

/** Bearers that a device may be known to be reached by. */
export const BEARER_NAMES = ['smpp', 'pap', 'pull', 'dm'] as const;
export type BearerName = (typeof BEARER_NAMES)[number];

/** What the binding of a tenant to a phone rests on: the tenant's own word, the operator's, or the subscriber's. */
export const BINDING_PROOFS = ['claimed', 'operator', 'confirmed'] as const;
export type BindingProof = (typeof BINDING_PROOFS)[number];

/** A name of the phone that others know it by. In clear: the store seals it at rest. */
interface DeviceIdentifiers {
  /** E.164 with the plus. */
  readonly msisdn: string | null;
  /** 6 to 15 digits. */
  readonly imsi: string | null;
  /** 15 digits. */
  readonly imei: string | null;
}

/** What is known of the phone; null where nothing is. */
interface DeviceCapabilities {
  readonly model: string | null;
  /** OMA CP application ids the device is known to support. */
  readonly applications: readonly string[] | null;
  /** Bearers known to reach it. */
  readonly bearers: readonly BearerName[] | null;
  /** Whether it has an OMA DM client. */
  readonly dm: boolean | null;
  /** IANA; where the phone is, when that is known. */
  readonly timeZone: string | null;
  /** Media types of documents, besides OMA CP, that it is known to take. */
  readonly mediaTypes: readonly string[] | null;
  /** Most parts of one message that the device is known to take. */
  readonly maxParts: number;
}

/** Most parts of one message where nothing better is known. */
export const DEFAULT_MAX_PARTS = 10;

/** All that a tenant may say of a device, and change. */
export interface DeviceFields extends DeviceIdentifiers, DeviceCapabilities {}

/** A device as its tenant sees it: the binding of the tenant to a phone. Other tenants' bindings to it do not exist here. */
export interface Device extends DeviceFields {
  readonly id: string;
  readonly tenantId: string;
  readonly binding: {
    readonly proof: BindingProof;
    /** The client that gave the proof; null for whoever runs the installation. */
    readonly by: string | null;
    readonly at: string;
  };
  /** From 1; grows with each change. */
  readonly revision: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What is not given is not known. */
export interface NewDevice
  extends Omit<DeviceFields, 'bearers' | 'dm' | 'timeZone' | 'mediaTypes'>,
    Partial<Pick<DeviceFields, 'bearers' | 'dm' | 'timeZone' | 'mediaTypes'>> {
  readonly tenantId: string;
  /** `claimed` when absent. */
  readonly proof?: BindingProof;
}

/** One identifier by which a device can be found. */
export type DeviceKey = { readonly type: 'id' | 'msisdn' | 'imsi' | 'imei'; readonly value: string };

/** A document that one run of an order made for a device; not what is in it. */
export interface DeviceDocument {
  readonly orderId: string;
  readonly run: number;
  readonly definition: { readonly name: string; readonly version: string };
  readonly kind: OrderKind;
  readonly evidence: Evidence;
  /** The PROVURL of the context that it opens. */
  readonly context: string | null;
  readonly octets: number;
  /** Equal for equal messages to phones of one tenant. */
  readonly hash: string;
  readonly createdAt: string;
  readonly settledAt: string | null;
}

/** An order as its tenant sees it: no parameter, answer, PIN or document. */
export interface Order {
  readonly id: string;
  readonly tenantId: string;
  readonly deviceId: string;
  readonly definition: { readonly name: string; readonly version: string };
  readonly kind: OrderKind;
  /** The caller's own name for the order. */
  readonly externalId: string | null;
  /** From 1; running a finished order again makes the next. */
  readonly run: number;
  readonly state: OrderState;
  readonly reason: Reason | null;
  readonly evidence: Evidence;
  readonly wantedEvidence: Evidence;
  readonly security: Trust;
  /** What proves the document where no trusted path is open; null where nothing does. */
  readonly fallback: SecurityMethod | null;
  /** The context that its settings go into. */
  readonly context: OrderContext | null;
  readonly content: ContentForm;
  /** How its user learns a PIN that we made; null when we made none. */
  readonly pin: OrderPin | null;
  readonly acceptedAt: string;
  readonly expiresAt: string;
  readonly answerDueAt: string | null;
  /** When its present wait is over, where that is known. */
  readonly waitsUntil: string | null;
  /** The question that waits for an answer. */
  readonly asking: OpenQuestion | null;
  readonly settledAt: string | null;
  /** When its parameters, answers and documents were erased. */
  readonly erasedAt: string | null;
  /** The order that this one took the place of. */
  readonly replaces: string | null;
  /** The order that took the place of this one. */
  readonly replacedBy: string | null;
  /** The order whose document has its settings. */
  readonly carriedBy: string | null;
  /** Orders whose settings are in its document, besides its own. */
  readonly carries: readonly string[];
  /** The order that holds the device while this one is queued. */
  readonly queuedBehind: string | null;
  /** From 1, among the tenant's orders that are queued for this phone; null when it is not. */
  readonly queuePlace: number | null;
  readonly attempts: readonly Attempt[];
}

/** A question to the user, and when it was asked. */
export interface OpenQuestion {
  readonly way: AskWay;
  readonly since: string;
  readonly until: string;
  readonly remindedAt: string | null;
}

/** One try to deliver the document of an order over one bearer. */
export interface Attempt {
  readonly run: number;
  readonly attempt: number;
  readonly bearer: string;
  readonly partCount: number;
  readonly partsAccepted: number;
  readonly partsDelivered: number;
  readonly outcome: 'open' | 'submitted' | 'delivered' | 'failed';
  readonly reason: string | null;
  readonly why: ChoiceWord | null;
  readonly passedOver: readonly PassedOver[];
  readonly startedAt: string;
}

/** Something that happened to an order, for people and programs. */
export interface OrderEventRecord {
  readonly id: string;
  readonly run: number;
  readonly type: string;
  readonly at: string;
  /** Codes and counts only. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Orders of one tenant that are in one open state. */
export interface OpenOrders {
  readonly tenant: string;
  readonly state: string;
  readonly count: number;
  /** Age of the oldest, from its acceptance. */
  readonly oldestSeconds: number;
}

export const CHARGE_KINDS = [
  'order.accepted',
  'sms.part',
  'pap.push',
  'pull.link',
  'document.submitted',
  'document.delivered',
  'order.completed',
  'prompt.sent',
  'prompt.answered',
] as const;
export type ChargeKind = (typeof CHARGE_KINDS)[number];

/** One chargeable event, written once, in the transaction that made it chargeable. */
export interface ChargeRecord {
  /** Grows without gaps visible to one tenant being reused; a file or a poll may be repeated under the same ids. */
  readonly id: string;
  readonly orderId: string;
  readonly deviceId: string;
  readonly run: number;
  readonly kind: ChargeKind;
  /** What is counted within the kind: `attempt/part` for `sms.part`, `pap.push` and `pull.link`, else empty. */
  readonly unit: string;
  /** The definition's charging class. */
  readonly class: string;
  readonly occurredAt: string;
}
