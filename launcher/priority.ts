import { setPriority } from 'node:os';

/** On the scale of `nice`: 0 is what everybody has, 19 the last of all. */
const BEHIND = 10;

/**
 * Lets a process that works orders off make way for those that take them in, where they share a machine: whoever orders
 * waits for an answer, what has been accepted can wait (docs/decisions/0015). Call it right after the process was
 * started: threads have the priority of the one that makes them.
 */
export function makeWay(pid: number): void {
  try {
    setPriority(pid, BEHIND);
  } catch {
    // It is gone already, which whoever watches it will say.
  }
}
