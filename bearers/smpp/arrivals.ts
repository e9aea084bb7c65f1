import type { BearerListener } from '../../domain/bearer.ts';
import { STATUS } from './command-status.ts';
import type { Delivery } from './decode-pdu.ts';
import { createInbox } from './inbox.ts';
import type { LinkEvent, Log } from './link-event.ts';
import type { SmppSettings } from './options.ts';
import { type Arrival, readArrival } from './read-arrival.ts';

export interface ArrivalsDeps {
  readonly listener: BearerListener;
  readonly log: Log;
}

/** The way in: what the SMSC brings is answered only once the listener has kept it. */
export function createArrivals({ name, messageIds }: SmppSettings, { listener, log }: ArrivalsDeps) {
  const inbox = createInbox();
  const tell = (event: LinkEvent['event']) => log({ event, link: name });

  async function keep(delivery: Delivery): Promise<number> {
    const arrival = readArrival(delivery, name, messageIds.receipt);
    if (arrival.type === 'unreadable') {
      // Acknowledged all the same: it would not read better the next time.
      tell(`smpp.${arrival.what}_unreadable`);
      return STATUS.ok;
    }
    try {
      await handOver(arrival, listener);
      return STATUS.ok;
    } catch {
      // The listener knows what went wrong; the text of its error may quote data.
      tell('smpp.arrival_not_kept');
      return STATUS.temporaryReceiverError;
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

async function handOver(arrival: Exclude<Arrival, { type: 'unreadable' }>, listener: BearerListener): Promise<void> {
  if (arrival.type === 'receipt') await listener.receiptArrived(arrival.receipt);
  else await listener.messageArrived(arrival.message);
}
