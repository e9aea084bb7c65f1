import type { CpDocument, SecurityMethod } from '../domain/document.ts';

/** What one handset remembers of each kind; the oldest goes first. */
const MAX_ENTRIES = 50;

/** Why a handset did not take what reached it. */
export type RefusalReason =
  | 'parts_unreadable'
  | 'text_unreadable'
  | 'port_unknown'
  | 'push_unreadable'
  | 'content_unknown'
  | 'document_unreadable'
  | 'unsigned'
  | 'initiator_unauthenticated'
  | 'context_unknown'
  | 'mac_missing'
  | 'mac_wrong'
  | 'pin_wrong'
  | 'context_exists'
  | 'link_dead';

interface InboxEntry {
  readonly time: string;
  readonly from: string;
  readonly text: string;
}

interface Refusal {
  readonly time: string;
  readonly from: string;
  readonly reason: RefusalReason;
}

/** A message with settings that the user was shown. */
export interface Prompt {
  readonly id: number;
  readonly time: string;
  readonly from: string;
  readonly security: SecurityMethod | 'none';
  /** True when the same octets were shown before. */
  readonly repeated: boolean;
  state: 'waiting' | 'installed' | 'declined' | 'refused';
  /** PINs typed so far. */
  tries: number;
}

/** A document as it came off the air. */
export interface ReceivedDocument {
  readonly from: string;
  readonly security: SecurityMethod | 'none';
  readonly document: CpDocument;
  /** Hexadecimal. */
  readonly wbxml: string;
  /** The PROVURL of the context whose owner sent it, for what came by a path that the handset trusts. */
  readonly into?: string;
}

interface InstalledDocument extends ReceivedDocument {
  readonly time: string;
  /** How often the user saved it; the settings are there once. */
  times: number;
}

/** Settings with one owner (OMA ProvArch): named by PROVURL, opened by the bootstrap that carried it. */
interface Context {
  readonly provUrl: string;
  readonly openedAt: string;
}

export type Memory = ReturnType<typeof createMemory>;

/** Everything a handset holds, bounded. */
export function createMemory() {
  const inbox: InboxEntry[] = [];
  const prompts: Prompt[] = [];
  const documents: InstalledDocument[] = [];
  const contexts: Context[] = [];
  const refusals: Refusal[] = [];
  const shown: string[] = [];
  let lastPrompt = 0;

  return {
    inbox,
    prompts,
    documents,
    contexts,
    refusals,

    counts: () => ({
      texts: inbox.length,
      prompts: prompts.length,
      documents: documents.length,
      refusals: refusals.length,
    }),

    /** Keeps a text message. */
    keepText(from: string, text: string): void {
      keep(inbox, { time: now(), from, text });
    },

    refuse(from: string, reason: RefusalReason): void {
      keep(refusals, { time: now(), from, reason });
    },

    /** Shows a document to the user. */
    show({ from, security, wbxml }: ReceivedDocument): Prompt {
      const repeated = shown.includes(wbxml);
      if (!repeated) keep(shown, wbxml);
      lastPrompt += 1;
      const prompt: Prompt = { id: lastPrompt, time: now(), from, security, repeated, state: 'waiting', tries: 0 };
      keep(prompts, prompt);
      return prompt;
    },

    /**
     * Stores the settings. The same octets again change nothing; another document for a context that exists is refused
     * whole, as Nokia Series 40 and Symbian do.
     */
    install(received: ReceivedDocument): 'installed' | 'context_exists' {
      const known = documents.find(({ wbxml, into }) => wbxml === received.wbxml && into === received.into);
      if (known !== undefined) {
        known.times += 1;
        return 'installed';
      }
      const provUrl = findProvUrl(received.document);
      if (provUrl !== undefined) {
        if (contexts.some((context) => context.provUrl === provUrl)) return 'context_exists';
        keep(contexts, { provUrl, openedAt: now() });
      }
      keep(documents, { ...received, time: now(), times: 1 });
      return 'installed';
    },
  };
}

function keep<T>(entries: T[], entry: T): void {
  entries.push(entry);
  if (entries.length > MAX_ENTRIES) entries.shift();
}

function now(): string {
  return new Date().toISOString();
}

function findProvUrl({ characteristics }: CpDocument): string | undefined {
  return characteristics
    .filter(({ type }) => type === 'BOOTSTRAP')
    .flatMap(({ parms }) => parms)
    .find(({ name }) => name === 'PROVURL')?.value;
}
