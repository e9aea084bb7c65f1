import { encodeUserData } from '../codecs/sms-user-data.ts';
import type { Bearer, OutgoingPart, SubmitOutcome } from '../domain/bearer.ts';
import type { DeliveryCase, DeliveryKey, PlannedSend, Send, SendResult, StoredDocument } from '../domain/delivery.ts';
import type { OrderEvent } from '../domain/order.ts';

/** Puts journaled sends on the wire and waits for all answers. */
export type SendParts = (input: {
  readonly key: DeliveryKey;
  readonly order: DeliveryCase;
  readonly document: StoredDocument;
  readonly sends: readonly PlannedSend[];
}) => Promise<SentPart[]>;

export interface SentPart {
  readonly part: number;
  readonly outcome: SubmitOutcome;
  readonly result: SendResult;
}

/** Longest wait for a connection and a place in the window. Short: a delivery that must wait longer comes back later. */
const PATIENCE_MS = 5_000;

/**
 * Sends all parts at once; the bearer's window paces them.
 *
 * @param remember - told which row of the journal each part is, before it goes out
 */
export function createSendParts(
  bearer: Bearer,
  remember: (part: OutgoingPart, row: { readonly key: DeliveryKey; readonly id: string }) => void,
): SendParts {
  return async ({ key, order, document, sends }) => {
    const { msisdn } = order.device;
    if (msisdn === null) throw new Error('A device without a number came as far as the wire');
    const userData = encodeUserData(document.push, { reference: document.reference });
    return Promise.all(
      sends.map(async (send) => {
        const part = outgoing({ send, userData, destination: msisdn });
        remember(part, { key, id: send.id });
        const outcome = await bearer.submit(part, { patienceMs: PATIENCE_MS });
        return { part: send.part, outcome, result: sendResult(send.id, outcome) };
      }),
    );
  };
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
  destination,
}: {
  readonly send: PlannedSend;
  readonly userData: readonly Uint8Array[];
  readonly destination: string;
}): OutgoingPart {
  const octets = userData[send.part - 1];
  if (octets === undefined) throw new Error(`Cannot send part ${send.part}: the document has ${userData.length}`);
  return { destination, userData: octets, reference: send.reference, moreToSend: send.part < userData.length };
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
