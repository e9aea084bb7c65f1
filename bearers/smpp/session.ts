import type { Socket } from 'node:net';
import type { PduFields } from 'smpp';
import { STATUS } from './command-status.ts';
import { type ConversationEnd, type ConversationEvents, createConversation } from './conversation.ts';
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
/** Wait for the answer to our unbind, and for the other side to close. */
const FAREWELL_MS = 1_000;

/** One bound connection to the SMSC, from dialling to its end; it is never opened a second time. */
export function createSession({ settings, mode, dial }: SessionPlan, events: SessionEvents) {
  let state: SessionState = 'connecting';
  let refusal: { readonly status: number } | undefined;
  let farewell: NodeJS.Timeout | undefined;
  let wasUnbound = false;
  const conversation = createConversation(dial, settings, {
    ...events,
    connected: bind,
    unbound: () => takeLeave(settings.responseTimeoutMs, 'unbound'),
    changed() {
      endWhenDone();
      events.changed();
    },
    closed(end) {
      state = 'closed';
      clearTimeout(farewell);
      events.closed({ ...end, ...refusal });
    },
  });

  function bind(): void {
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

  /** @param limitMs - time for the other side to say its last and close */
  function takeLeave(limitMs: number, reason: CloseReason): void {
    state = 'leaving';
    clearTimeout(farewell);
    farewell = setTimeout(() => conversation.destroy(reason), limitMs);
    wasUnbound = reason === 'unbound';
    endWhenDone();
  }

  /** A SMSC that asked us to leave may still answer what it has taken. */
  function endWhenDone(): void {
    if (wasUnbound && conversation.inFlight() === 0) conversation.end('unbound');
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
      takeLeave(FAREWELL_MS, 'stopped');
    },
  };
}

function bindFields({ systemId, password, systemType }: SmppSettings): PduFields {
  return { system_id: systemId, password, system_type: systemType, interface_version: INTERFACE_VERSION };
}
