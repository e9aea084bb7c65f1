import { randomInt } from 'node:crypto';
import { userPinMac } from '../codecs/bootstrap-mac.ts';
import { checkDocument } from '../codecs/check-document.ts';
import { encodeProvisioningMessage } from '../codecs/provisioning-message.ts';
import { differenceFromStored, type StoredKnown } from '../codecs/stored-difference.ts';
import { type ContentRights, judgeDocument } from '../domain/content.ts';
import { contextOpenedBy } from '../domain/context.ts';
import { provisioningUrl } from '../domain/context-url.ts';
import type { DeliveryCase, SignedForm, StoredDocument } from '../domain/delivery.ts';
import type { CpDocument } from '../domain/document.ts';
import type { Reason } from '../domain/order.ts';
import { orderValues } from '../domain/order-values.ts';
import { renderDocument, SlotEmptyError } from '../domain/render.ts';
import { bootstrapSecret, secretFor } from '../domain/security.ts';
import { makeForms } from './make-forms.ts';

export type Prepared =
  | {
      readonly type: 'document';
      readonly document: StoredDocument;
      /** The same in clear; null when it was made before. */
      readonly content: CpDocument | null;
      /** What the user is to type, where that comes of the document. */
      readonly pin?: string;
    }
  | { readonly type: 'unusable'; readonly reason: Reason };

interface Circumstances {
  readonly rights: ContentRights;
  readonly publicUrl: string;
  /** What is in the context that it goes into; undefined when that is not certain. */
  readonly known?: readonly StoredKnown[] | undefined;
}

/**
 * Renders and encodes the document of a run. What it may contain is judged once more: answers have come, and what was granted
 * may have been taken back. The octets are kept from then on: every later send repeats them, because
 * the MAC covers them and a handset joins parts of equal content only.
 */
export function prepareDocument(
  order: DeliveryCase,
  orderId: string,
  { rights, publicUrl, known }: Circumstances,
): Prepared {
  if (secretOf(order) === undefined) return { type: 'unusable', reason: 'device_unusable' };
  const contextUrl = provisioningUrl(publicUrl, order.contextToken);
  const made = makeForms(order, orderId, { rights, contextUrl });
  if (made.type === 'unusable') return made;
  const document = render(order, orderId, contextUrl);
  if (document === undefined || isFaulty(document)) return { type: 'unusable', reason: 'document_unusable' };
  if (
    judgeDocument(document, { ...rights, ownUrl: contextUrl, definition: order.definition, approved: order.approved })
      .length > 0
  ) {
    return { type: 'unusable', reason: 'content_forbidden' };
  }
  return encodeFor(order, isDifferenceWanted(order) ? partOf(document, order.definition.name, known) : document, {
    forms: made.forms,
    context: contextOpenedBy(document),
    reference: freeReference(order.referencesInUse),
  });
}

/** Encodes a document for the phone of an order, with its proofs. */
export function encodeFor(
  order: DeliveryCase,
  content: CpDocument,
  rest: Pick<StoredDocument, 'forms' | 'context' | 'reference'>,
): Prepared {
  const secret = secretOf(order);
  if (secret === undefined) return { type: 'unusable', reason: 'device_unusable' };
  const { wbxml, push, partCount } = encodeProvisioningMessage(content, secret);
  if (partCount > order.device.maxParts) return { type: 'unusable', reason: 'document_unusable' };
  return {
    type: 'document',
    document: { push, partCount, ...rest, signed: signedForm(order, content) },
    content,
    ...(secret.method === 'USERPINMAC' && { pin: userPinMac(secret.pin, wbxml) }),
  };
}

/** What proves a document to the phone of an order; undefined when something for it is missing, the number of the phone included. */
function secretOf({ security, device, pin }: DeliveryCase): ReturnType<typeof secretFor> {
  return device.msisdn === null ? undefined : secretFor(security, { imsi: device.imsi, pin });
}

/** Tells whether a handset may refuse the document. */
export function isFaulty(document: CpDocument): boolean {
  return checkDocument(document).some(({ severity }) => severity === 'error');
}

/** A phone joins parts that bear one reference: no two documents on their way to it may share one. */
function freeReference(inUse: readonly number[]): number {
  const free = Array.from({ length: 256 }, (_, i) => i).filter((reference) => !inUse.includes(reference));
  return free[randomInt(Math.max(1, free.length))] ?? randomInt(256);
}

/** Tells whether no more is to go than what the context has not. */
export function isDifferenceWanted<Case extends Pick<DeliveryCase, 'content' | 'context'>>(
  order: Case,
): order is Case & { readonly context: { readonly type: 'usable' } } {
  return order.content === 'difference' && order.context?.type === 'usable';
}

/** All of it, unless it is certain what the phone has. */
function partOf(document: CpDocument, definition: string, known: readonly StoredKnown[] | undefined): CpDocument {
  const difference = differenceFromStored(document, { definition, known });
  return difference.form === 'difference' ? difference.document : document;
}

/** The same with a proof of its own, as long as what that takes is known. */
function signedForm({ fallback, device, pin }: DeliveryCase, document: CpDocument): SignedForm | null {
  const secret = fallback === null ? undefined : bootstrapSecret(fallback, { imsi: device.imsi, pin });
  if (secret === undefined) return null;
  const { push, partCount } = encodeProvisioningMessage(document, secret);
  return partCount > device.maxParts ? null : { push, partCount };
}

function render(
  { definition, parameters, answers, device, tenant }: DeliveryCase,
  orderId: string,
  contextUrl: string,
): CpDocument | undefined {
  try {
    return renderDocument(
      definition,
      orderValues({ definition, parameters, answers, device, tenant, orderId, contextUrl }),
    );
  } catch (error) {
    if (error instanceof SlotEmptyError) return undefined;
    throw error;
  }
}
