/*
 * Push Access Protocol 2.x (WAP-247-PAP §9): what a push initiator and a push proxy gateway say to each other, as values.
 */

/** Where a push stands at the gateway (WAP-247 §9.8). */
export const PAP_STATES = [
  'rejected',
  'pending',
  'delivered',
  'undeliverable',
  'expired',
  'aborted',
  'timeout',
  'cancelled',
  'unknown',
] as const;
export type PapState = (typeof PAP_STATES)[number];

export const PAP_PRIORITIES = ['high', 'medium', 'low'] as const;
export const PAP_DELIVERY_METHODS = ['confirmed', 'preferconfirmed', 'unconfirmed', 'notspecified'] as const;
export const PAP_REPLACE_METHODS = ['pending-only', 'all'] as const;

/** How a push is to be delivered; what is absent is left to the gateway. */
export interface QualityOfService {
  readonly priority?: (typeof PAP_PRIORITIES)[number];
  readonly deliveryMethod?: (typeof PAP_DELIVERY_METHODS)[number];
  readonly network?: string;
  readonly networkRequired?: boolean;
  readonly bearer?: string;
  readonly bearerRequired?: boolean;
}

/** A code and the gateway's own words for it. */
export interface PapResult {
  readonly code: number;
  readonly desc?: string;
}

/** The control entity of a push; the content is another entity of the same request. */
export interface PushMessage {
  readonly type: 'push-message';
  readonly pushId: string;
  /** One or more, in the form of `formatPapAddress`. */
  readonly addresses: readonly string[];
  readonly qualityOfService?: QualityOfService;
  readonly deliverBefore?: Date;
  readonly deliverAfter?: Date;
  readonly sourceReference?: string;
  readonly progressNotesRequested?: boolean;
  /** Where the result notification goes: a URL. */
  readonly notifyTo?: string;
  readonly replacePushId?: string;
  readonly replaceMethod?: (typeof PAP_REPLACE_METHODS)[number];
}

export interface PushResponse {
  readonly type: 'push-response';
  readonly pushId: string;
  readonly senderAddress?: string;
  readonly senderName?: string;
  readonly replyTime?: Date;
  readonly progressNotes: readonly ProgressNote[];
  readonly result: PapResult;
}

interface ProgressNote {
  readonly stage: string;
  readonly note?: string;
  readonly time?: Date;
}

/** No address stands for all. */
interface CancelMessage {
  readonly type: 'cancel-message';
  readonly pushId: string;
  readonly addresses: readonly string[];
}

export interface CancelResponse {
  readonly type: 'cancel-response';
  readonly pushId: string;
  readonly results: readonly (PapResult & { readonly addresses: readonly string[] })[];
}

export interface ResultNotification extends PapResult {
  readonly type: 'resultnotification-message';
  readonly pushId: string;
  readonly address: string;
  readonly qualityOfService?: QualityOfService;
  readonly senderAddress?: string;
  readonly senderName?: string;
  readonly receivedTime?: Date;
  readonly eventTime?: Date;
  readonly state: PapState;
}

interface ResultNotificationResponse extends PapResult {
  readonly type: 'resultnotification-response';
  readonly pushId: string;
  readonly address?: string;
}

/** No address stands for all. */
interface StatusQuery {
  readonly type: 'statusquery-message';
  readonly pushId: string;
  readonly addresses: readonly string[];
}

interface StatusQueryResult extends PapResult {
  readonly state: PapState;
  readonly eventTime?: Date;
  readonly addresses: readonly string[];
  readonly qualityOfService?: QualityOfService;
}

export interface StatusQueryResponse {
  readonly type: 'statusquery-response';
  readonly pushId: string;
  readonly results: readonly StatusQueryResult[];
}

/** The answer to what could not be read or is of a version that is not spoken. */
interface BadMessageResponse extends PapResult {
  readonly type: 'badmessage-response';
  readonly fragment: string;
}

export type PapMessage =
  | PushMessage
  | PushResponse
  | CancelMessage
  | CancelResponse
  | ResultNotification
  | ResultNotificationResponse
  | StatusQuery
  | StatusQueryResponse
  | BadMessageResponse;
