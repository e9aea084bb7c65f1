/** Answers that are used again for a short time, so that many who ask the same at once ask the source once. */
export interface ShortMemory<T> {
  /** The answer of that key, asked for unless a fresh one is known. A failure is not remembered. */
  recall(key: string, ask: () => Promise<T>): Promise<T>;
  forget(key: string): void;
}

export interface ShortMemoryOptions {
  /** How long an answer is used, in milliseconds. */
  readonly ms: number;
  /** Most answers kept; the oldest goes first. */
  readonly most: number;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

export function createShortMemory<T>({ ms, most, now = () => performance.now() }: ShortMemoryOptions): ShortMemory<T> {
  const entries = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return {
    recall(key, ask) {
      const known = entries.get(key);
      if (known !== undefined && now() - known.at < ms) return known.answer;
      // Taken out first, so that the oldest entry is always the first.
      entries.delete(key);
      const [oldest] = entries.keys();
      if (entries.size >= most && oldest !== undefined) entries.delete(oldest);
      const entry = { at: now(), answer: ask() };
      entries.set(key, entry);
      entry.answer.catch(() => {
        // Only what failed: a later answer of the same key stays.
        if (entries.get(key) === entry) entries.delete(key);
      });
      return entry.answer;
    },
    forget: (key) => void entries.delete(key),
  };
}
