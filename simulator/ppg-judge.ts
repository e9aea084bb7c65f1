import { parsePapAddress } from '../codecs/pap-address.ts';
import type { PapState, PushMessage, QualityOfService } from '../codecs/pap-message.ts';
import { DecodeError } from '../domain/decode-error.ts';

const NETWORKS: readonly string[] = ['Any', 'GSM'];
const BEARERS: readonly string[] = ['Any', 'SMS'];

/** Codes that the gateway answers with of its own (WAP-247-PAP §9.14). */
export const CODE = {
  ok: 1000,
  accepted: 1001,
  badRequest: 2000,
  forbidden: 2001,
  addressError: 2002,
  addressNotFound: 2003,
  pushIdNotFound: 2004,
  duplicatePushId: 2007,
  cancellationNotPossible: 2008,
  multipleAddressesNotSupported: 3005,
  transformationFailure: 3006,
  deliveryMethodNotPossible: 3007,
  networkNotAvailable: 3009,
  bearerNotAvailable: 3010,
  serviceFailure: 4000,
} as const;

/** The push of an id, if it was taken. */
type Find = (pushId: string) => { readonly state: PapState; readonly isOnAir: boolean } | undefined;

/**
 * The code that a push is answered with: 1001, or why it is not taken.
 *
 * @param host - the gateway's name in addresses; one that names another is not for it
 */
export function judgePush(message: PushMessage, host: string, find: Find): number {
  if (find(message.pushId) !== undefined) return CODE.duplicatePushId;
  const codes = [
    addressCode(message, host),
    timeCode(message),
    qualityCode(message.qualityOfService ?? {}),
    notifyCode(message),
    replaceCode(message, find),
  ];
  return codes.find((code) => code !== CODE.accepted) ?? CODE.accepted;
}

/** What was delivered of an earlier push cannot be replaced where only what is pending may be. */
function replaceCode({ replacePushId, replaceMethod = 'all' }: PushMessage, find: Find): number {
  if (replacePushId === undefined) return CODE.accepted;
  const old = find(replacePushId);
  if (old === undefined) return CODE.pushIdNotFound;
  const isLate = replaceMethod === 'pending-only' && (old.state !== 'pending' || old.isOnAir);
  return isLate ? CODE.cancellationNotPossible : CODE.accepted;
}

/** The subscriber's number in the first address; undefined when it holds none. */
export function destinationOf({ addresses: [address = ''] }: Pick<PushMessage, 'addresses'>): string | undefined {
  return readAddress(address)?.identifier;
}

function readAddress(address: string): { identifier: string; host: string } | undefined {
  try {
    const { identifier, type, host } = parsePapAddress(address);
    return type === 'PLMN' ? { identifier, host } : undefined;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function addressCode({ addresses }: PushMessage, host: string): number {
  if (addresses.length > 1) return CODE.multipleAddressesNotSupported;
  const address = readAddress(addresses[0] ?? '');
  const isOurs = address !== undefined && (address.host === '' || host === '' || address.host === host);
  return isOurs ? CODE.accepted : CODE.addressError;
}

/** What may no longer be delivered is not taken. */
function timeCode({ deliverBefore, deliverAfter }: PushMessage): number {
  if (deliverBefore === undefined) return CODE.accepted;
  const earliest = Math.max(Date.now(), deliverAfter?.getTime() ?? 0);
  return deliverBefore.getTime() > earliest ? CODE.accepted : CODE.forbidden;
}

/** Over the air here there are handsets of GSM that take a push without a session. */
function qualityCode({ deliveryMethod, network, networkRequired, bearer, bearerRequired }: QualityOfService): number {
  if (deliveryMethod === 'confirmed') return CODE.deliveryMethodNotPossible;
  if (networkRequired === true && !NETWORKS.includes(network ?? 'Any')) return CODE.networkNotAvailable;
  if (bearerRequired === true && !BEARERS.includes(bearer ?? 'Any')) return CODE.bearerNotAvailable;
  return CODE.accepted;
}

function notifyCode({ notifyTo }: PushMessage): number {
  if (notifyTo === undefined) return CODE.accepted;
  const isUrl = URL.canParse(notifyTo) && /^https?:$/.test(new URL(notifyTo).protocol);
  return isUrl ? CODE.accepted : CODE.badRequest;
}
