import type { BearerListener, BearerReceipt } from '../../domain/bearer.ts';
import { STATUS } from './command-status.ts';
import type { Delivery } from './decode-pdu.ts';
import { createInbox } from './inbox.ts';
import type { LinkEvent, Log } from './link-event.ts';
import type { SmppSettings } from './options.ts';
import { readArrival } from './read-arrival.ts';

export interface ArrivalsDeps {
  readonly listener: BearerListener;
  readonly log: Log;
}

/** The way in: what the SMSC brings is answered only once the listener has kept it. */
export function createArrivals({ name, messageIds }: SmppSettings, { listener, log }: ArrivalsDeps) {
  const inbox = createInbox();
  /** By message id, the receipt that is being kept last. */
  const lastReceipts = new Map<string, Promise<void>>();
  const tell = (event: LinkEvent['event']) => log({ event, link: name });

  async function keep(delivery: Delivery): Promise<number> {
    const arrival = readArrival(delivery, name, messageIds.receipt);
    if (arrival.type === 'unreadable') {
      // Acknowledged all the same: it would not read better the next time.
      tell(`smpp.${arrival.what}_unreadable`);
      return STATUS.ok;
    }
    try {
      if (arrival.type === 'receipt') await keepInTurn(arrival.receipt);
      else await listener.messageArrived(arrival.message);
      return STATUS.ok;
    } catch {
      // The listener knows what went wrong; the text of its error may quote data.
      tell('smpp.arrival_not_kept');
      return STATUS.temporaryReceiverError;
    }
  }

  /** Receipts for one message are kept in the order in which they came: of two that contradict each other, the first counts. */
  async function keepInTurn(receipt: BearerReceipt): Promise<void> {
    const { messageId } = receipt;
    const before = lastReceipts.get(messageId) ?? Promise.resolve();
    const mine = before.catch(() => {}).then(() => listener.receiptArrived(receipt));
    lastReceipts.set(messageId, mine);
    try {
      await mine;
    } finally {
      if (lastReceipts.get(messageId) === mine) lastReceipts.delete(messageId);
    }
  }

  return {
    delivered: (delivery: Delivery | undefined, answer: (status: number) => void): void => {
      if (delivery === undefined) {
        tell('smpp.delivery_malformed');
        // For good: to end the session would bring it again and again.
        answer(STATUS.invalidMessageLength);
        return;
      }
      const isTaken = inbox.take(async () => answer(await keep(delivery)));
      if (!isTaken) answer(STATUS.temporaryReceiverError);
    },
    idle: () => inbox.idle(),
    close: () => inbox.close(),
  };
}
