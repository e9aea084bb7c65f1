import type { OutgoingPart, SubmitOptions, SubmitOutcome } from '../../domain/bearer.ts';
import { createGate } from '../gate.ts';
import { createRate, type Rate } from '../rate.ts';
import { classifyStatus, STATUS } from './command-status.ts';
import type { Response } from './decode-pdu.ts';
import type { Log } from './link-event.ts';
import { canonicalMessageId } from './message-id.ts';
import type { SmppSettings } from './options.ts';
import { GENERIC_NACK } from './requests.ts';
import type { Session } from './session.ts';
import { toSubmitFields } from './submit-fields.ts';

export interface SenderDeps {
  /** The session that takes submit_sm, in whatever state it is. */
  readonly session: () => Session | undefined;
  readonly log: Log;
  readonly lateOutcome: ((part: OutgoingPart, outcome: SubmitOutcome) => void) | undefined;
}

/** The way out: parts wait for a session, a place in the window and the rate, in this order, and go once. */
export function createSender(settings: SmppSettings, { session, log, lateOutcome }: SenderDeps) {
  const { name, window } = settings;
  const rate = createRate(settings.maxPerSecond, () => performance.now());
  const inFlight = () => session()?.inFlight() ?? 0;
  const isReady = () => session()?.isReady() ?? false;
  const hasRoom = () => inFlight() < window && (session()?.isWritable() ?? false);
  const gate = createGate({ isOpen: isReady, hasRoom }, rate);
  const judge = createJudge(settings, { rate, log });
  let drained: (() => void) | undefined;

  return {
    isReady,
    view: () => ({ inFlight: inFlight(), waiting: gate.waiting(), perSecond: finite(rate.perSecond()) }),

    /** There may be room where there was none. */
    changed(): void {
      gate.pump();
      if (inFlight() === 0) drained?.();
    },

    async submit(part: OutgoingPart, { patienceMs }: SubmitOptions): Promise<SubmitOutcome> {
      const fields = toSubmitFields(part, settings);
      if (typeof fields === 'number') {
        log({ event: 'smpp.part_invalid', link: name, status: fields });
        return { type: 'refused', status: fields, kind: 'permanent' };
      }
      return new Promise((resolve) => {
        const waiter = {
          answered: (response: Response) => resolve(judge(response)),
          lost: (reason: 'timeout' | 'connection_lost') => resolve({ type: 'unknown', reason }),
          late: (response: Response) => lateOutcome?.(part, judge(response)),
        };
        gate.enter(
          {
            grant: () => session()?.submit(fields, waiter),
            refuse: (reason) => resolve({ type: 'unsent', reason }),
          },
          patienceMs,
        );
      });
    },

    /** Takes no more parts. Resolves once nothing is in flight. */
    async close(): Promise<void> {
      gate.close();
      if (inFlight() > 0) await new Promise<void>((resolve) => (drained = resolve));
    },
  };
}

/** What a response means for its part, and for the rate. */
function createJudge({ name, messageIds }: SmppSettings, { rate, log }: { readonly rate: Rate; readonly log: Log }) {
  return ({ commandId, status, messageId }: Response): SubmitOutcome => {
    if (status === STATUS.ok && commandId !== GENERIC_NACK) {
      return { type: 'accepted', messageId: canonicalMessageId(messageId, messageIds.response) };
    }
    const kind = classifyStatus(status);
    if (kind === 'throttled' && rate.throttled()) {
      log({ event: 'smpp.throttled', link: name, status, perSecond: rate.perSecond() });
    }
    return { type: 'refused', status, kind };
  };
}

function finite(value: number): number | null {
  return value === Infinity ? null : value;
}
