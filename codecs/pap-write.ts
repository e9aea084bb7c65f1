import type {
  CancelResponse,
  PapMessage,
  PapResult,
  PushMessage,
  PushResponse,
  QualityOfService,
  ResultNotification,
  StatusQueryResponse,
} from './pap-message.ts';
import { findPapFault } from './pap-schema.ts';
import { formatElement, type XmlElement } from './xml-element.ts';

const PROLOGUE = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 2.0//EN" "http://www.wapforum.org/DTD/pap_2.0.dtd">
`;

type Value = string | number | boolean | Date | undefined;

/**
 * Writes a control entity of PAP 2.0 (WAP-247-PAP §9). Times lose what they have below a second.
 *
 * @throws RangeError when its DTD does not allow the message: no address, a code that is not of four digits, a time that is
 *   none, a character that XML cannot carry
 */
export function formatPap(message: PapMessage): string {
  const root = element('pap', {}, [toElement(message)]);
  const fault = findPapFault(root);
  if (fault !== undefined) throw new RangeError(`Cannot format ${message.type}: ${fault}`);
  return PROLOGUE + formatElement(root);
}

function toElement(message: PapMessage): XmlElement {
  const { type } = message;
  switch (type) {
    case 'push-message':
      return pushMessage(message);
    case 'push-response':
      return pushResponse(message);
    case 'cancel-message':
    case 'statusquery-message':
      return element(type, { 'push-id': message.pushId }, addresses(message.addresses));
    case 'cancel-response':
      return cancelResponse(message);
    case 'statusquery-response':
      return statusQueryResponse(message);
    case 'resultnotification-message':
      return resultNotification(message);
    case 'resultnotification-response':
      return element(type, { 'push-id': message.pushId, ...result(message) }, addresses(optional(message.address)));
    case 'badmessage-response':
      return element(type, { ...result(message), 'bad-message-fragment': message.fragment });
  }
}

function pushMessage(message: PushMessage): XmlElement {
  const attributes = {
    'push-id': message.pushId,
    'replace-push-id': message.replacePushId,
    'replace-method': message.replaceMethod,
    'deliver-before-timestamp': message.deliverBefore,
    'deliver-after-timestamp': message.deliverAfter,
    'source-reference': message.sourceReference,
    'progress-notes-requested': message.progressNotesRequested,
    'ppg-notify-requested-to': message.notifyTo,
  };
  return element(message.type, attributes, [...addresses(message.addresses), ...quality(message)]);
}

function pushResponse(message: PushResponse): XmlElement {
  const attributes = {
    'push-id': message.pushId,
    'sender-address': message.senderAddress,
    'sender-name': message.senderName,
    'reply-time': message.replyTime,
  };
  return element(message.type, attributes, [
    ...message.progressNotes.map((note) => element('progress-note', { ...note })),
    element('response-result', result(message.result)),
  ]);
}

function cancelResponse({ type, pushId, results }: CancelResponse): XmlElement {
  const children = results.map((one) => element('cancel-result', result(one), addresses(one.addresses)));
  return element(type, { 'push-id': pushId }, children);
}

function statusQueryResponse({ type, pushId, results }: StatusQueryResponse): XmlElement {
  const children = results.map((one) =>
    element('statusquery-result', { 'event-time': one.eventTime, 'message-state': one.state, ...result(one) }, [
      ...addresses(one.addresses),
      ...quality(one),
    ]),
  );
  return element(type, { 'push-id': pushId }, children);
}

function resultNotification(message: ResultNotification): XmlElement {
  const attributes = {
    'push-id': message.pushId,
    'sender-address': message.senderAddress,
    'sender-name': message.senderName,
    'received-time': message.receivedTime,
    'event-time': message.eventTime,
    'message-state': message.state,
    ...result(message),
  };
  return element(message.type, attributes, [...addresses([message.address]), ...quality(message)]);
}

function result({ code, desc }: PapResult): Record<string, Value> {
  return { code, desc };
}

function addresses(values: readonly string[]): XmlElement[] {
  return values.map((value) => element('address', { 'address-value': value }));
}

function quality({ qualityOfService: wanted }: { readonly qualityOfService?: QualityOfService }): XmlElement[] {
  if (wanted === undefined) return [];
  return [
    element('quality-of-service', {
      priority: wanted.priority,
      'delivery-method': wanted.deliveryMethod,
      network: wanted.network,
      'network-required': wanted.networkRequired,
      bearer: wanted.bearer,
      'bearer-required': wanted.bearerRequired,
    }),
  ];
}

function element(name: string, values: Readonly<Record<string, Value>>, children: readonly XmlElement[] = []) {
  const given = Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, text(value)]]));
  const attributes: Record<string, string> = Object.fromEntries(given);
  return { name, attributes, children };
}

function text(value: string | number | boolean | Date): string {
  if (!(value instanceof Date)) return String(value);
  // The form of an impossible time is refused with everything else that the DTD does not allow.
  return Number.isNaN(value.getTime()) ? '' : value.toISOString().replace(/\.\d+Z$/, 'Z');
}

function optional<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
