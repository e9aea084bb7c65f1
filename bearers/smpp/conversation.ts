import type { Socket } from 'node:net';
import type { PduFields } from 'smpp';
import { STATUS } from './command-status.ts';
import type { Delivery, Incoming } from './decode-pdu.ts';
import { createKeepAlive } from './keep-alive.ts';
import type { SmppSettings } from './options.ts';
import { createRequests, type RequestCommand, type Waiter } from './requests.ts';
import { type CloseReason, createWire, type Wire, type WireEnd } from './wire.ts';

export interface ConversationEnd extends WireEnd {
  /** submit_sm that were not answered. */
  readonly inFlight: number;
  /** Responses to nothing that was asked. */
  readonly ignored: number;
}

export interface ConversationEvents {
  connected(): void;
  /** `delivery` is undefined when it could not be read. `answer` is to be called once, with a command status. */
  delivered(delivery: Delivery | undefined, answer: (status: number) => void): void;
  /** The SMSC asked us to leave, and was answered. */
  unbound(): void;
  /** There may be room to write where there was none. */
  changed(): void;
  /** Once, after everything in flight was told that it is lost. */
  closed(end: ConversationEnd): void;
}

export type Conversation = ReturnType<typeof createConversation>;

type Settings = Pick<SmppSettings, 'connectTimeoutMs' | 'responseTimeoutMs' | 'enquireLinkMs' | 'maxMissedAnswers'>;

/** Requests and responses over one connection, both ways, as long as the other side gives signs of life. */
export function createConversation(dial: () => Socket, settings: Settings, events: ConversationEvents) {
  const requests = createRequests(settings.responseTimeoutMs, {
    write: (command, fields) => wire.write(command, fields),
    settled(command, how) {
      if (command === 'submit_sm' && how === 'timeout') keepAlive.suspect();
      events.changed();
    },
  });
  const drained = () => events.changed();
  const wire = createWire(dial, settings.connectTimeoutMs, { ...events, drained, received, closed });
  const keepAlive = createKeepAlive(settings, {
    ask: () =>
      requests.ask('enquire_link', {}, { answered: () => keepAlive.answered(), lost: () => keepAlive.missed() }),
    dead: () => wire.destroy('silent'),
  });

  function received(incoming: Incoming): void {
    const wasSuspect = keepAlive.isSuspect();
    keepAlive.heard();
    if (incoming.type === 'response') requests.settle(incoming.sequence, incoming.response);
    else if (incoming.type === 'delivery') events.delivered(incoming.delivery, answerTo(wire, incoming));
    else answerPlainly(wire, incoming);
    if (incoming.type === 'unbind') events.unbound();
    if (wasSuspect) events.changed();
  }

  function closed(end: WireEnd): void {
    keepAlive.stop();
    const counts = { inFlight: requests.inFlight(), ignored: requests.ignored() };
    requests.close();
    events.closed({ ...end, ...counts });
  }

  return {
    /** Begins to look for signs of life. */
    watch: () => keepAlive.start(),
    inFlight: () => requests.inFlight(),
    /** Nothing makes us doubt that the other side is there, and it reads what we write. */
    isSound: () => !keepAlive.isSuspect(),
    isWritable: () => wire.isWritable(),
    end: (reason: CloseReason) => wire.end(reason),
    destroy: (reason: CloseReason) => wire.destroy(reason),

    ask: (command: RequestCommand, fields: PduFields, waiter: Waiter) => requests.ask(command, fields, waiter),
  };
}

function answerTo(wire: Wire, { command, sequence }: Extract<Incoming, { type: 'delivery' }>) {
  return (status: number) => wire.write(`${command}_resp`, { command_status: status, sequence_number: sequence });
}

function answerPlainly(wire: Wire, { type, sequence }: Incoming): void {
  const fields = { sequence_number: sequence };
  if (type === 'enquire_link') wire.write('enquire_link_resp', fields);
  if (type === 'unknown') wire.write('generic_nack', { ...fields, command_status: STATUS.invalidCommandId });
  if (type === 'unbind') wire.write('unbind_resp', fields);
}
