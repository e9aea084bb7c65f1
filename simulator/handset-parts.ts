/** Messages of which parts are missing that are remembered; the oldest is forgotten. */
const MAX_MESSAGES = 50;

/** The concatenation element of a part (3GPP TS 23.040 §9.2.3.24.1). */
interface Concatenation {
  readonly reference: number;
  readonly total: number;
  readonly sequence: number;
}

/** Keeps account of messages that are not complete, for people who look at a handset; the octets are kept elsewhere. */
export function createPartsWaiting() {
  const messages = new Map<string, { from: string; reference: number; total: number; arrived: number[] }>();

  return {
    /** Notes the arrival of a part, and of the whole message when it was the last. */
    note(from: string, { reference, total, sequence }: Concatenation, complete: boolean): void {
      const key = `${from}/${reference}/${total}`;
      if (complete) {
        messages.delete(key);
        return;
      }
      const message = messages.get(key) ?? { from, reference, total, arrived: [] };
      if (!message.arrived.includes(sequence)) message.arrived.push(sequence);
      messages.set(key, message);
      const [oldest] = messages.keys();
      if (messages.size > MAX_MESSAGES && oldest !== undefined) messages.delete(oldest);
    },

    list: () => [...messages.values()],
  };
}
