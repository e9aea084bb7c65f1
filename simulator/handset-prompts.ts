import type { HandsetSecrets, SignedBody } from './handset-mac.ts';
import { isProven, needsPin } from './handset-mac.ts';
import type { Memory, Prompt, ReceivedDocument } from './handset-memory.ts';
import type { HandsetSettings } from './handset-settings.ts';
import { RequestError } from './parse-input.ts';

/** How many PINs a user may try at one message (Windows Mobile, MTK and Spreadtrum clients agree on three). */
const MAX_TRIES = 3;
/** Messages that can wait for their user at once; the oldest is forgotten. */
const MAX_WAITING = 50;

/** A document that waits for its user. */
interface Waiting {
  readonly prompt: Prompt;
  readonly received: ReceivedDocument;
  /** Undefined when the handset asks for no proof, or has had it at arrival. */
  readonly unproven: SignedBody | undefined;
}

export type Prompts = ReturnType<typeof createPrompts>;

/** The user of a handset: sees messages with settings, types PINs, saves or refuses. */
export function createPrompts(memory: Memory, settings: () => HandsetSettings) {
  const waiting = new Set<Waiting>();
  const timers = new Set<NodeJS.Timeout>();

  function act(entry: Waiting): void {
    if (entry.prompt.state === 'waiting') actUnasked(memory, entry, settings());
    if (entry.prompt.state !== 'waiting') waiting.delete(entry);
  }

  return {
    /** Shows a document; the user acts at once or after the delay of the settings. */
    show(received: ReceivedDocument, signed: SignedBody | undefined): void {
      const unproven = signed !== undefined && needsPin(signed.security) ? signed : undefined;
      const entry = { prompt: memory.show(received), received, unproven };
      const [oldest] = waiting;
      if (waiting.size >= MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
      waiting.add(entry);

      const delayMs = settings().user?.delayMs ?? 0;
      if (delayMs === 0) {
        act(entry);
        return;
      }
      const timer = setTimeout(() => {
        timers.delete(timer);
        act(entry);
      }, delayMs);
      timers.add(timer);
    },

    /**
     * The user types a PIN at the oldest message that waits for one, or at the one named. Typing the right one saves
     * the settings; the third wrong one throws the message away.
     *
     * @throws RequestError 409 when no such message waits
     */
    type(pin: string, promptId?: number): Prompt {
      const entry = [...waiting].find(
        ({ prompt, unproven }) => unproven !== undefined && (promptId === undefined || prompt.id === promptId),
      );
      if (entry?.unproven === undefined) throw new RequestError(409, 'Cannot type a PIN: no message waits for one');
      tryPin(memory, entry, { signed: entry.unproven, secrets: { imsi: settings().imsi, pin } });
      if (entry.prompt.state !== 'waiting') waiting.delete(entry);
      return entry.prompt;
    },

    stop(): void {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      waiting.clear();
    },
  };
}

/** What the user does with a message without being told, as the settings have it. */
function actUnasked(memory: Memory, entry: Waiting, { imsi, user }: HandsetSettings): void {
  const decision = user?.decision ?? 'accept';
  if (decision === 'ignore') return;
  if (decision === 'decline') entry.prompt.state = 'declined';
  else if (entry.unproven === undefined) save(memory, entry);
  else if (user?.pin !== undefined) tryPin(memory, entry, { signed: entry.unproven, secrets: { imsi, pin: user.pin } });
}

function tryPin(
  memory: Memory,
  entry: Waiting,
  { signed, secrets }: { signed: SignedBody; secrets: HandsetSecrets },
): void {
  const { prompt, received } = entry;
  prompt.tries += 1;
  if (isProven(signed, secrets)) {
    save(memory, entry);
  } else if (prompt.tries >= MAX_TRIES) {
    prompt.state = 'refused';
    memory.refuse(received.from, 'pin_wrong');
  }
}

/** Stores the settings, unless they belong to a context that another document opened. */
function save(memory: Memory, { prompt, received }: Waiting): void {
  const result = memory.install(received);
  prompt.state = result === 'installed' ? 'installed' : 'refused';
  if (result === 'context_exists') memory.refuse(received.from, result);
}
