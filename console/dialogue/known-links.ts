/** Links that were seen to lead somewhere, so that whoever holds one does not wait because of a guesser next to him. */
export interface KnownLinks {
  has(token: string): boolean;
  add(token: string): void;
}

/** @param most - how many are remembered; the oldest is forgotten first */
export function createKnownLinks(most: number): KnownLinks {
  const tokens = new Set<string>();
  return {
    has: (token) => tokens.has(token),
    add(token) {
      tokens.delete(token);
      const [oldest] = tokens;
      if (tokens.size >= most && oldest !== undefined) tokens.delete(oldest);
      tokens.add(token);
    },
  };
}
