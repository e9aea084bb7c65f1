import { DecodeError } from '../domain/decode-error.ts';
import {
  type CancelResponse,
  PAP_DELIVERY_METHODS,
  PAP_PRIORITIES,
  PAP_REPLACE_METHODS,
  PAP_STATES,
  type PapMessage,
  type PapResult,
  type PapState,
  type PushMessage,
  type PushResponse,
  type QualityOfService,
  type ResultNotification,
  type StatusQueryResponse,
} from './pap-message.ts';
import { findPapFault } from './pap-schema.ts';
import { parseElements, type XmlElement, type XmlLimits } from './xml-element.ts';

/** Largest control entity that is read, in UTF-16 code units. */
export const MAX_PAP = 65_536;

/** The name, an optional public and system id, and of an internal subset only the processing instruction of §9.1. */
const DOCTYPE =
  /^\s*pap(\s+(SYSTEM|PUBLIC\s+("[^"]*"|'[^']*'))(\s+("[^"]*"|'[^']*'))?)?\s*(\[\s*(<\?wap-pap-ver[^?>]*\?>\s*)*\]\s*)?$/;
/** The public ids of 1.0, 2.0 and 2.1. */
const KNOWN_DOCTYPE = /^\s*pap\s+PUBLIC\s+(["'])-\/\/WAPFORUM\/\/DTD PAP( 1\.0| 2\.[01])?\/\/EN\1/;
const LIMITS: XmlLimits = { maxInput: MAX_PAP, maxValue: 4_096, maxElements: 500, maxDepth: 5, doctype: DOCTYPE };
/** For who insists on the DTD: the DOCTYPE must be there too. */
const STRICT_DOCTYPE = /<!DOCTYPE([^>[]*)/;

/**
 * Reads a control entity as gateways write them: attributes and elements that its DTD does not have are read over, so is a
 * time or a word that is not in its form, and the order of elements does not matter. Nothing is fetched, and no entity is
 * known but those of XML itself.
 *
 * @throws DecodeError when it is no XML, has no message that is known, or lacks what the message is nothing without
 */
export function parsePap(text: string): PapMessage {
  const root = parseElements(text, LIMITS);
  return read(root);
}

/**
 * Reads a control entity and holds it to its DTD, DOCTYPE included.
 *
 * @throws DecodeError also for everything that the DTD does not allow
 */
export function parsePapStrictly(text: string): PapMessage {
  const root = parseElements(text, LIMITS);
  const [, doctype = ''] = STRICT_DOCTYPE.exec(text) ?? [];
  if (!KNOWN_DOCTYPE.test(doctype)) throw new DecodeError('DOCTYPE', 0, 'expected that of PAP 1.0, 2.0 or 2.1');
  const fault = findPapFault(root);
  if (fault !== undefined) throw new DecodeError('PAP', 0, fault);
  return read(root);
}

function read(root: XmlElement): PapMessage {
  if (root.name !== 'pap') throw fault('pap', 'expected it as the root, got another element');
  for (const child of root.children) {
    const message = readMessage(child);
    if (message !== undefined) return message;
  }
  throw fault('pap', 'expected a message that is known, got none');
}

function readMessage(element: XmlElement): PapMessage | undefined {
  switch (element.name) {
    case 'push-message':
      return readPush(element);
    case 'push-response':
      return readPushResponse(element);
    case 'cancel-message':
    case 'statusquery-message':
      return { type: element.name, pushId: required(element, 'push-id'), addresses: addresses(element) };
    case 'cancel-response':
      return readCancelResponse(element);
    case 'statusquery-response':
      return readStatusQueryResponse(element);
    case 'resultnotification-message':
      return readNotification(element);
    case 'resultnotification-response':
      return {
        type: element.name,
        pushId: required(element, 'push-id'),
        ...result(element),
        ...only({ address: addresses(element)[0] }),
      };
    case 'badmessage-response':
      return { type: element.name, ...result(element), fragment: element.attributes['bad-message-fragment'] ?? '' };
    default:
      return undefined;
  }
}

function readPush(element: XmlElement): PushMessage {
  const { attributes } = element;
  const found = addresses(element);
  if (found.length === 0) throw fault('push-message', 'expected an address, got none');
  return {
    type: 'push-message',
    pushId: required(element, 'push-id'),
    addresses: found,
    ...quality(element),
    ...only({
      deliverBefore: time(attributes['deliver-before-timestamp']),
      deliverAfter: time(attributes['deliver-after-timestamp']),
      sourceReference: attributes['source-reference'],
      progressNotesRequested: flag(attributes['progress-notes-requested']),
      notifyTo: attributes['ppg-notify-requested-to'],
      replacePushId: attributes['replace-push-id'],
      replaceMethod: oneOf(PAP_REPLACE_METHODS, attributes['replace-method']),
    }),
  };
}

function readPushResponse(element: XmlElement): PushResponse {
  const { attributes, children } = element;
  const answer = children.find(({ name }) => name === 'response-result');
  if (answer === undefined) throw fault('push-response', 'expected a response-result, got none');
  return {
    type: 'push-response',
    pushId: required(element, 'push-id'),
    progressNotes: children.flatMap(({ name, attributes: { stage, note, time: at } }) =>
      name === 'progress-note' && stage !== undefined ? [{ stage, ...only({ note, time: time(at) }) }] : [],
    ),
    result: result(answer),
    ...sender(attributes),
    ...only({ replyTime: time(attributes['reply-time']) }),
  };
}

function readCancelResponse(element: XmlElement): CancelResponse {
  const results = element.children
    .filter(({ name }) => name === 'cancel-result')
    .map((one) => ({ ...result(one), addresses: addresses(one) }));
  if (results.length === 0) throw fault('cancel-response', 'expected a cancel-result, got none');
  return { type: 'cancel-response', pushId: required(element, 'push-id'), results };
}

function readStatusQueryResponse(element: XmlElement): StatusQueryResponse {
  const results = element.children
    .filter(({ name }) => name === 'statusquery-result')
    .map((one) => ({
      ...result(one),
      state: state(one),
      addresses: addresses(one),
      ...quality(one),
      ...only({ eventTime: time(one.attributes['event-time']) }),
    }));
  if (results.length === 0) throw fault('statusquery-response', 'expected a statusquery-result, got none');
  return { type: 'statusquery-response', pushId: required(element, 'push-id'), results };
}

function readNotification(element: XmlElement): ResultNotification {
  const { attributes } = element;
  return {
    type: 'resultnotification-message',
    pushId: required(element, 'push-id'),
    // Some gateways leave it out; the push id alone says which push it is.
    address: addresses(element)[0] ?? '',
    state: state(element),
    ...result(element),
    ...sender(attributes),
    ...quality(element),
    ...only({ receivedTime: time(attributes['received-time']), eventTime: time(attributes['event-time']) }),
  };
}

function sender(attributes: XmlElement['attributes']) {
  return only({ senderAddress: attributes['sender-address'], senderName: attributes['sender-name'] });
}

function state(element: XmlElement): PapState {
  // A state of another standard says nothing to us, and is no reason not to hear the rest.
  return oneOf(PAP_STATES, required(element, 'message-state').toLowerCase()) ?? 'unknown';
}

function result(element: XmlElement): PapResult {
  const code = required(element, 'code').trim();
  if (!/^\d{4}$/.test(code)) throw fault(element.name, 'expected a code of four digits, got another');
  return { code: Number(code), ...only({ desc: element.attributes['desc'] }) };
}

function addresses({ children }: XmlElement): string[] {
  return children.flatMap(({ name, attributes }) => {
    const value = attributes['address-value'];
    return name === 'address' && value !== undefined ? [value] : [];
  });
}

function quality({ children }: XmlElement): { qualityOfService?: QualityOfService } {
  const found = children.find(({ name }) => name === 'quality-of-service')?.attributes;
  if (found === undefined) return {};
  const qualityOfService = only({
    priority: oneOf(PAP_PRIORITIES, found['priority']),
    deliveryMethod: oneOf(PAP_DELIVERY_METHODS, found['delivery-method']),
    network: found['network'],
    networkRequired: flag(found['network-required']),
    bearer: found['bearer'],
    bearerRequired: flag(found['bearer-required']),
  });
  return { qualityOfService };
}

function required({ name, attributes }: XmlElement, key: string): string {
  const value = attributes[key];
  if (value === undefined) throw fault(name, `expected ${key}, got none`);
  return value;
}

/** With or without fractions of a second or the Z; always UTC. */
function time(value: string | undefined): Date | undefined {
  const plain = /^\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z?\s*$/.exec(value ?? '')?.[1];
  const read = new Date(`${plain}Z`);
  return Number.isNaN(read.getTime()) ? undefined : read;
}

function flag(value: string | undefined): boolean | undefined {
  return value === 'true' || value === 'false' ? value === 'true' : undefined;
}

function oneOf<T extends string>(words: readonly T[], value: string | undefined): T | undefined {
  return words.find((word) => word === value);
}

/** What is there, without the names of what is not. */
function only<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const key in values) {
    const value = values[key];
    if (isThere(value)) kept[key] = value;
  }
  return kept;
}

function isThere<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}

function fault(element: string, reason: string): DecodeError {
  return new DecodeError(element, 0, reason);
}
