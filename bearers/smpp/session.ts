import type { Socket } from 'node:net';
import type { PduFields } from 'smpp';
import { STATUS } from './command-status.ts';
import {
  type Conversation,
  type ConversationEnd,
  type ConversationEvents,
  createConversation,
} from './conversation.ts';
import type { SmppSettings } from './options.ts';
import type { Waiter } from './requests.ts';
import type { CloseReason } from './wire.ts';

export type BindMode = 'transceiver' | 'transmitter' | 'receiver';

/** `leaving`: unbind has been sent or received; answers may still come. */
export type SessionState = 'connecting' | 'binding' | 'open' | 'leaving' | 'closed';

export interface SessionEnd extends ConversationEnd {
  /** Of the bind, when it was refused. */
  readonly status?: number;
}

export interface SessionEvents extends Pick<ConversationEvents, 'delivered' | 'changed'> {
  bound(): void;
  /** Once, after everything in flight was told that it is lost. */
  closed(end: SessionEnd): void;
}

export type Session = ReturnType<typeof createSession>;

/** What a session is made from. */
export interface SessionPlan {
  readonly settings: SmppSettings;
  readonly mode: BindMode;
  readonly dial: () => Socket;
}

const INTERFACE_VERSION = 0x34;
/** Wait for the answer to our unbind, and for the other side to close, at most. */
const FAREWELL_MS = 1_000;

/** One bound connection to the SMSC, from dialling to its end; it is never opened a second time. */
export function createSession({ settings, mode, dial }: SessionPlan, events: SessionEvents) {
  let state: SessionState = 'connecting';
  let refusal: { readonly status: number } | undefined;
  const conversation = createConversation(dial, settings, { ...events, connected, unbound, changed, closed });
  const farewell = createFarewell(conversation);

  function connected(): void {
    state = 'binding';
    conversation.ask(`bind_${mode}`, bindFields(settings), {
      answered: ({ status }) => bindAnswered(status),
      lost: () => conversation.destroy('bind_timeout'),
    });
  }

  function bindAnswered(status: number): void {
    if (status === STATUS.ok) {
      state = 'open';
      conversation.watch();
      events.bound();
    } else {
      refusal = { status };
      conversation.destroy('bind_refused');
    }
  }

  function unbound(): void {
    state = 'leaving';
    farewell.begin(settings.responseTimeoutMs, 'unbound');
  }

  function changed(): void {
    farewell.check();
    events.changed();
  }

  function closed(end: ConversationEnd): void {
    state = 'closed';
    farewell.over();
    events.closed({ ...end, ...refusal });
  }

  return {
    state: () => state,
    inFlight: () => conversation.inFlight(),
    /** Open, and nothing makes us doubt that the other side is there. */
    isReady: () => state === 'open' && conversation.isSound(),
    isWritable: () => conversation.isWritable(),
    /** Writes a submit_sm; to be called only while ready and writable. */
    submit: (fields: PduFields, waiter: Waiter) => conversation.ask('submit_sm', fields, waiter),

    /** Unbinds and closes; what is still in flight is lost. */
    leave(): void {
      const lost = () => conversation.destroy('stopped');
      if (state === 'open') conversation.ask('unbind', {}, { answered: () => conversation.end('stopped'), lost });
      else lost();
      state = 'leaving';
      farewell.begin(Math.min(FAREWELL_MS, settings.drainMs), 'stopped');
    },
  };
}

/** The end that both sides know of: the other may say its last, within a time limit. */
function createFarewell(conversation: Pick<Conversation, 'inFlight' | 'end' | 'destroy'>) {
  let timer: NodeJS.Timeout | undefined;
  let reason: CloseReason | undefined;

  /** An SMSC that asked us to leave may still answer what it has taken. */
  function check(): void {
    if (reason === 'unbound' && conversation.inFlight() === 0) conversation.end(reason);
  }

  return {
    check,
    over: () => clearTimeout(timer),
    begin(limitMs: number, why: CloseReason): void {
      reason = why;
      clearTimeout(timer);
      timer = setTimeout(() => conversation.destroy(why), limitMs);
      check();
    },
  };
}

function bindFields({ systemId, password, systemType }: SmppSettings): PduFields {
  return { system_id: systemId, password, system_type: systemType, interface_version: INTERFACE_VERSION };
}
