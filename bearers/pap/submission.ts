import { formatPapAddress } from '../../codecs/pap-address.ts';
import type { PushMessage, QualityOfService } from '../../codecs/pap-message.ts';
import { formatPushBody, type PapBody } from '../../codecs/pap-push-body.ts';
import { decodePush } from '../../codecs/wsp-push.ts';
import type { OutgoingPush } from '../../domain/bearer.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import type { PapSettings } from './options.ts';

/** Codes of PAP that say of a push what a gateway would (WAP-247-PAP §9.14). */
const CODE = { badRequest: 2000, addressError: 2002 } as const;
const ID = /^[A-Za-z0-9._-]{1,64}$/;
const MSISDN = /^\+\d{3,15}$/;

/**
 * Makes the submission of a push.
 *
 * @returns the code that a gateway would refuse it with, when none can be made
 */
export function composePush(push: OutgoingPush, settings: PapSettings, now: Date): PapBody | number {
  if (!MSISDN.test(push.destination)) return CODE.addressError;
  if (!ID.test(push.id)) return CODE.badRequest;
  try {
    const { securityForm } = settings;
    return formatPushBody(controlOf(push, settings, now), decodePush(push.push), {
      securityForm,
      initiatorUri: push.initiatorUri,
    });
  } catch (error) {
    if (error instanceof DecodeError || error instanceof RangeError) return CODE.badRequest;
    throw error;
  }
}

function controlOf(push: OutgoingPush, settings: PapSettings, now: Date): PushMessage {
  const { addressHost, initiator, notifyTo } = settings;
  const { validitySeconds, replaces } = push;
  return {
    type: 'push-message',
    pushId: `${push.id}@${initiator}`,
    addresses: [formatPapAddress(push.destination, addressHost)],
    qualityOfService: qualityOf(settings),
    ...(validitySeconds !== undefined && { deliverBefore: new Date(now.getTime() + validitySeconds * 1_000) }),
    ...(notifyTo !== undefined && { notifyTo }),
    // What was delivered of the earlier push is with its phone: only what is pending can be replaced.
    ...(replaces !== undefined && { replacePushId: replaces, replaceMethod: 'pending-only' }),
  };
}

/** A bootstrap document is pushed without a session: unconfirmed (OMA ProvBoot 1.1 §5). */
function qualityOf({ priority, network, bearer }: PapSettings): QualityOfService {
  return {
    deliveryMethod: 'unconfirmed',
    ...(priority !== undefined && { priority }),
    ...(network !== undefined && { network, networkRequired: true }),
    ...(bearer !== undefined && { bearer, bearerRequired: true }),
  };
}
