import type { OutgoingPart, SubmitOptions, SubmitOutcome } from '../../domain/bearer.ts';
import { createGate } from '../gate.ts';
import { classifyStatus, type ErrorTable, STATUS } from './command-status.ts';
import type { Response } from './decode-pdu.ts';
import { createLanes, type Lane, type LaneDeps } from './lanes.ts';
import type { Log } from './link-event.ts';
import { canonicalMessageId } from './message-id.ts';
import type { SmppSettings } from './options.ts';
import { GENERIC_NACK } from './requests.ts';
import { toSubmitFields } from './submit-fields.ts';

export interface SenderDeps extends LaneDeps {
  readonly log: Log;
  readonly lateOutcome: ((part: OutgoingPart, outcome: SubmitOutcome) => void) | undefined;
  /** What the SMSC means by statuses of its own, at this moment. */
  readonly errorTable: () => ErrorTable;
}

/** The way out: parts wait for a session, a place in its window and its rate, in turns of their tenants, and go once. */
export function createSender(settings: SmppSettings, deps: SenderDeps) {
  const { name } = settings;
  const { log, lateOutcome } = deps;
  const lanes = createLanes(settings, deps);
  const gate = createGate(lanes, lanes);
  const judge = createJudge(settings, deps);
  let drained: (() => void) | undefined;

  return {
    isReady: () => lanes.isOpen(),
    view: () => ({ inFlight: lanes.inFlight(), waiting: gate.waiting(), perSecond: finite(lanes.perSecond()) }),

    /** Never faster than so many parts a second; undefined for no limit but that of the settings. */
    limit(perSecond: number | undefined): void {
      lanes.limit(perSecond);
      gate.pump();
    },

    /** There may be room where there was none. */
    changed(): void {
      gate.pump();
      if (lanes.inFlight() === 0) drained?.();
    },

    async submit(part: OutgoingPart, { patienceMs }: SubmitOptions): Promise<SubmitOutcome> {
      const fields = toSubmitFields(part, settings);
      if (typeof fields === 'number') {
        log({ event: 'smpp.part_invalid', link: name, status: fields });
        return { type: 'refused', status: fields, kind: 'permanent' };
      }
      return new Promise((resolve) => {
        const waiterOf = (lane: Lane) => ({
          answered: (response: Response) => resolve(judge(response, lane)),
          lost: (reason: 'timeout' | 'connection_lost') => resolve({ type: 'unknown', reason }),
          late: (response: Response) => lateOutcome?.(part, judge(response, lane)),
        });
        gate.enter(
          {
            grant: () => lanes.submit(fields, waiterOf),
            refuse: (reason) => resolve({ type: 'unsent', reason }),
          },
          { lane: part.tenantId, patienceMs },
        );
      });
    },

    /** Takes no more parts. Resolves once nothing is in flight. */
    async close(): Promise<void> {
      gate.close();
      if (lanes.inFlight() > 0) await new Promise<void>((resolve) => (drained = resolve));
    },
  };
}

/** What a response means for its part, and for the rate of the session that it came by. */
function createJudge({ name, messageIds }: SmppSettings, { log, errorTable }: Pick<SenderDeps, 'log' | 'errorTable'>) {
  return ({ commandId, status, messageId }: Response, { rate }: Lane): SubmitOutcome => {
    if (status === STATUS.ok && commandId !== GENERIC_NACK) {
      return { type: 'accepted', messageId: canonicalMessageId(messageId, messageIds.response) };
    }
    const kind = classifyStatus(status, errorTable());
    if (kind === 'throttled' && rate.throttled()) {
      log({ event: 'smpp.throttled', link: name, status, perSecond: rate.perSecond() });
    }
    return { type: 'refused', status, kind };
  };
}

function finite(value: number): number | null {
  return value === Infinity ? null : value;
}
