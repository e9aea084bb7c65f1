import { dialogueWords } from '../domain/dialogue-words.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { SendText } from './send-text.ts';

interface RunKey {
  readonly orderId: string;
  readonly run: number;
}

export interface TellPinDeps {
  readonly pins: {
    toSend(key: RunKey): Promise<
      | {
          readonly tenantId: string;
          readonly msisdn: string | null;
          readonly imsi: string | null;
          readonly pin: string;
          readonly language: string;
          readonly expiresAt: string;
        }
      | undefined
    >;
    told(key: RunKey): Promise<void>;
  };
  readonly sendText: SendText;
}

export type TellPin = (key: RunKey) => Promise<'done' | 'refused'>;

/**
 * Sends the PIN of a run to its user, where it goes by short message: a message of its own, with nothing of the document.
 *
 * Safe to run again: the text is journaled before it is sent, and not sent again after doubt.
 */
export function createTellPin({ pins, sendText }: TellPinDeps): TellPin {
  return async ({ orderId, run }) => {
    const due = await pins.toSend({ orderId, run });
    if (due === undefined) return 'done';
    const text = dialogueWords(due.language).pin.replace('{pin}', due.pin);
    // The texts of a run that belong to no question of it have the number 0.
    const { tenantId, msisdn, imsi } = due;
    const outcome = await sendText(
      { tenantId, orderId, run, number: 0, msisdn, imsi },
      { kind: 'pin', sequence: 1, text },
    );
    if (outcome === 'over') return 'done';
    if (outcome === 'unsent' && Date.parse(due.expiresAt) > Date.now()) {
      throw new ProvisioningError('service_unavailable', 'Cannot send the PIN now', { retryable: true });
    }
    if (outcome !== 'sent') return 'refused';
    await pins.told({ orderId, run });
    return 'done';
  };
}
