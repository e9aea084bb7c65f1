import type { ContentRights } from '../domain/content.ts';
import type { CarriedOrder, DeliveryCase, DeliveryKey } from '../domain/delivery.ts';
import { mergeDocuments } from '../domain/merge.ts';
import type { OrderEvent, Reason } from '../domain/order.ts';
import { encodeFor, isFaulty, type Prepared, prepareDocument } from './prepare.ts';

export interface MergeDeps {
  readonly journal: {
    load(key: DeliveryKey): Promise<DeliveryCase>;
    /** Orders whose settings may go in the document of this one, as far as the orders themselves tell, in the order of their turns. */
    waiting(key: DeliveryKey): Promise<readonly { readonly id: string; readonly run: number }[]>;
    show(key: DeliveryKey, state: 'awaiting_acknowledgement', reason: Reason | null): Promise<void>;
  };
  readonly tenants: { rights(tenantId: string): Promise<ContentRights> };
  readonly publicUrl: string;
}

type PreparedDocument = Extract<Prepared, { type: 'document' }>;

export interface Merged {
  readonly prepared: PreparedDocument;
  /** None when the document is the order's own. */
  readonly carried: readonly CarriedOrder[];
}

/**
 * The document of an order that has the turn of a phone, with the settings of as many of those that wait for the phone as
 * go with it: each is made and judged as it would be by itself, and the whole is to fit the phone.
 */
export async function withWaiting(
  deps: MergeDeps,
  key: DeliveryKey,
  { order, own }: { readonly order: DeliveryCase; readonly own: PreparedDocument },
): Promise<Merged> {
  let merged: Merged = { prepared: own, carried: [] };
  if (!mayCarry(order)) return merged;
  const waiting = await deps.journal.waiting(key);
  if (waiting.length === 0) return merged;
  const rights = await deps.tenants.rights(order.tenantId);
  const referencesInUse = [...order.referencesInUse, own.document.reference];
  for (const { id, run } of waiting) {
    const other = await deps.journal.load({ orderId: id, run, attempt: 1 });
    // Should it send its own after all, none of what came before it has its reference.
    const theirs = prepareDocument({ ...other, referencesInUse }, id, { rights, publicUrl: deps.publicUrl });
    const prepared = theirs.type === 'document' ? mergedFor(order, merged.prepared, theirs) : undefined;
    // What was ordered later is not to be in the phone earlier.
    if (theirs.type !== 'document' || prepared === undefined) break;
    referencesInUse.push(theirs.document.reference);
    merged = { prepared, carried: [...merged.carried, { id, run, document: theirs.document }] };
  }
  return merged;
}

/** Before its document is made, in whole, without forms of its own, and proven without a PIN. */
function mayCarry({ definition, document, content, pin, pinWay, holdsTurn }: DeliveryCase): boolean {
  const isPlain = content === 'whole' && pin === null && pinWay === null && (definition.forms ?? []).length === 0;
  return definition.delivery.merge === true && document === null && isPlain && holdsTurn;
}

/** The same order, that carries no other. */
export function byItself(order: DeliveryCase): DeliveryCase {
  const { definition } = order;
  return { ...order, definition: { ...definition, delivery: { ...definition.delivery, merge: false } } };
}

function mergedFor(
  order: DeliveryCase,
  { document, content }: PreparedDocument,
  theirs: PreparedDocument,
): PreparedDocument | undefined {
  // A phone opens one context of a document.
  if (content === null || theirs.content === null || theirs.document.context !== null) return undefined;
  const both = mergeDocuments(content, theirs.content);
  if (both === undefined || isFaulty(both)) return undefined;
  const { context, reference } = document;
  const encoded = encodeFor(order, both, { forms: [], context, reference });
  // The bearer was chosen for a document that has a proof of its own, or for one that has not.
  const isAlike = encoded.type === 'document' && (encoded.document.signed === null) === (document.signed === null);
  return isAlike ? encoded : undefined;
}

/** How often it looks for itself, should the word have been lost. */
const LOOK_AGAIN_MS = 3_600_000;

/** What an order does whose settings are in the document of another: as that one does; undefined when they are in none. */
export async function followCarrier(
  { journal }: Pick<MergeDeps, 'journal'>,
  key: DeliveryKey,
  { carrier, evidence }: DeliveryCase,
): Promise<OrderEvent | undefined> {
  if (carrier === null) return undefined;
  if (carrier === 'under_way') return { type: 'put_off', ms: LOOK_AGAIN_MS, reason: 'carried' };
  if (carrier === 'refused') return { type: 'refused_on_device' };
  const isDoubtful = evidence === 'none';
  await journal.show(key, 'awaiting_acknowledgement', isDoubtful ? 'in_doubt' : null);
  return isDoubtful ? { type: 'doubt_exhausted' } : { type: 'submitted', evidence };
}
