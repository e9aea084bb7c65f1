import { encodeUserData } from '../codecs/sms-user-data.ts';
import type { Bearer, BearerKind, LinkBearer, OutgoingPart, PushBearer, SubmitOutcome } from '../domain/bearer.ts';
import type { BearerPool } from '../domain/bearer-pool.ts';
import { goesSigned } from '../domain/context-ways.ts';
import type { DeliveryCase, DeliveryKey, PlannedSend, Send, SendResult, StoredDocument } from '../domain/delivery.ts';
import type { OrderEvent } from '../domain/order.ts';

/** Puts journaled sends on the wire of a bearer and waits for all answers. */
export type SendParts = (bearer: string, input: SendInput) => Promise<SentPart[]>;

interface SendInput {
  readonly key: DeliveryKey;
  readonly order: DeliveryCase;
  readonly document: StoredDocument;
  readonly sends: readonly PlannedSend[];
}

export interface SentPart {
  readonly part: number;
  readonly outcome: SubmitOutcome;
  readonly result: SendResult;
}

/** Longest wait for a connection and a place in the window. Short: a delivery that must wait longer comes back later. */
const PATIENCE_MS = 5_000;

/** How many sends bring a document to the other side: a gateway takes it whole, a phone fetches it whole, an SMSC has it in short messages. */
export function sendsOf(kind: BearerKind, { partCount }: Pick<StoredDocument, 'partCount'>): number {
  return kind === 'smpp' ? partCount : 1;
}

/** A document as it goes by a bearer of a kind: with a proof of its own where the phone does not trust the way it comes. */
export function formFor(
  order: Pick<DeliveryCase, 'security'>,
  kind: BearerKind,
  document: StoredDocument,
): StoredDocument {
  if (!goesSigned(order, kind)) return document;
  if (!document.signed) throw new Error('Cannot send a document by a way that no phone trusts: it is not signed');
  return { ...document, ...document.signed };
}

/**
 * Sends all parts at once; the bearer's window paces them.
 *
 * @param remember - told which row of the journal each part is, before it goes out
 */
export function createSendParts(
  pool: Pick<BearerPool, 'find'>,
  remember: (part: OutgoingPart, row: { readonly key: DeliveryKey; readonly id: string }) => void,
): SendParts {
  return async (name, input) => {
    const bearer = pool.find(name);
    // Removed since the sends were journaled: not an octet went out.
    if (bearer === undefined) return unsentOf(input.sends);
    const formed = { ...input, document: formFor(input.order, bearer.kind, input.document) };
    switch (bearer.kind) {
      case 'smpp':
        return sendInParts(bearer, formed, remember);
      case 'pap':
        return sendWhole(bearer, formed);
      case 'pull':
        return sendLink(bearer, formed);
    }
  };
}

/** Sends of which not an octet went out. */
export function unsentOf(sends: readonly PlannedSend[]): SentPart[] {
  return sends.map((send) => sentPart(send, { type: 'unsent', reason: 'not_connected' }));
}

function sendInParts(
  bearer: Bearer,
  { key, order, document, sends }: SendInput,
  remember: Parameters<typeof createSendParts>[1],
): Promise<SentPart[]> {
  const userData = encodeUserData(document.push, { reference: document.reference });
  return Promise.all(
    sends.map(async (send) => {
      const whose = { tenantId: order.tenantId, destination: numberOf(order) };
      const part = { ...whose, ...outgoing({ send, userData }), ...validityOf(order) };
      remember(part, { key, id: send.id });
      return sentPart(send, await bearer.submit(part, { patienceMs: PATIENCE_MS }));
    }),
  );
}

/** A push has one name for all sends of an attempt, so that a gateway knows one that comes again after a doubt. */
async function sendWhole(bearer: PushBearer, { key, order, document, sends }: SendInput): Promise<SentPart[]> {
  const id = `${key.orderId}.${key.run}.${key.attempt}`;
  const { context } = order;
  const push = {
    tenantId: order.tenantId,
    destination: numberOf(order),
    push: document.push,
    id,
    ...validityOf(order),
    // By its owner's name in the context the phone knows whose the document is.
    ...(context?.type === 'usable' && { initiatorUri: context.name }),
  };
  const submit = async (): Promise<SubmitOutcome> => {
    if (order.replacedPush === null || key.attempt > 1) return bearer.submit(push, { patienceMs: PATIENCE_MS });
    const outcome = await bearer.submit({ ...push, replaces: order.replacedPush }, { patienceMs: PATIENCE_MS });
    // What it was to replace is with the phone by now, or the gateway replaces nothing.
    return outcome.type === 'refused' ? bearer.submit(push, { patienceMs: PATIENCE_MS }) : outcome;
  };
  return Promise.all(sends.map(async (send) => sentPart(send, await submit())));
}

/** A link is that of its attempt, however often it is sent. */
async function sendLink(bearer: LinkBearer, { key, order, sends }: SendInput): Promise<SentPart[]> {
  const { orderId, run, attempt } = key;
  const to = { tenantId: order.tenantId, destination: numberOf(order), imsi: order.device.imsi };
  const link = { attempt: { orderId, run, attempt }, ...to, waits: order.security === 'none' };
  return Promise.all(sends.map(async (send) => sentPart(send, await bearer.submit(link, { patienceMs: PATIENCE_MS }))));
}

/** The network tries for as long as we wait for evidence: nothing is to reach a phone whose order has ended. */
function validityOf({ policy }: DeliveryCase): { readonly validitySeconds: number } {
  return { validitySeconds: Math.ceil(policy.acknowledgementMs / 1_000) };
}

function numberOf({ device }: DeliveryCase): string {
  if (device.msisdn === null) throw new Error('A device without a number came as far as the wire');
  return device.msisdn;
}

function sentPart({ id, part }: PlannedSend, outcome: SubmitOutcome): SentPart {
  return { part, outcome, result: sendResult(id, outcome) };
}

/** What the answers mean for the attempt as a whole. */
export function verdict({
  attempt,
  outcomes,
  earlier,
  partCount,
}: {
  readonly attempt: number;
  readonly outcomes: readonly SentPart[];
  readonly earlier: readonly Send[];
  readonly partCount: number;
}): OrderEvent {
  const refused = outcomes.flatMap(({ outcome }) => (outcome.type === 'refused' ? [outcome.kind] : []));
  if (refused.includes('permanent'))
    return { type: 'attempt_failed', attempt, permanent: true, reason: 'bearer_refused' };
  const accepted = new Set(earlier.filter(({ state }) => state === 'accepted').map(({ part }) => part));
  for (const { part, outcome } of outcomes) if (outcome.type === 'accepted') accepted.add(part);
  if (accepted.size === partCount) return { type: 'submitted', evidence: 'submitted' };
  if (refused.includes('temporary')) return { type: 'stalled', reason: 'temporarily_refused' };
  if (refused.includes('throttled')) return { type: 'stalled', reason: 'bearer_throttled' };
  if (outcomes.some(({ outcome }) => outcome.type === 'unsent'))
    return { type: 'stalled', reason: 'bearer_unavailable' };
  return { type: 'in_doubt' };
}

function outgoing({
  send,
  userData,
}: {
  readonly send: PlannedSend;
  readonly userData: readonly Uint8Array[];
}): Omit<OutgoingPart, 'tenantId' | 'destination'> {
  const octets = userData[send.part - 1];
  if (octets === undefined) throw new Error(`Cannot send part ${send.part}: the document has ${userData.length}`);
  return { userData: octets, reference: send.reference, moreToSend: send.part < userData.length };
}

/** What the journal keeps of an answer. */
export function sendResult(id: string, outcome: SubmitOutcome): SendResult {
  switch (outcome.type) {
    case 'accepted':
      return { id, state: 'accepted', messageId: outcome.messageId, status: 0 };
    case 'refused':
      return { id, state: 'refused', messageId: null, status: outcome.status };
    case 'unsent':
      return { id, state: 'unsent', messageId: null, status: null };
    case 'unknown':
      return { id, state: 'in_doubt', messageId: null, status: null };
  }
}
