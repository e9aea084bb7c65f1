import type { SmppSettings } from './options.ts';

export interface KeepAliveEvents {
  /** To ask the other side; the answer, or its absence, is told by `answered` or `missed`. */
  ask(): void;
  dead(): void;
}

/**
 * Finds out when the other side is gone without a word: a half-open connection, or a peer that no longer makes sense of
 * the stream. It is dead after `maxMissedAnswers` questions in a row without an answer or any other sign of life.
 */
export function createKeepAlive(
  { enquireLinkMs, maxMissedAnswers }: Pick<SmppSettings, 'enquireLinkMs' | 'maxMissedAnswers'>,
  events: KeepAliveEvents,
) {
  let timer: NodeJS.Timeout | undefined;
  let missed = 0;
  let isAsking = false;
  let isSuspect = false;
  let isStopped = false;

  function askNow(): void {
    clearTimeout(timer);
    isAsking = true;
    events.ask();
  }

  function restart(): void {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(askNow, enquireLinkMs);
  }

  return {
    start: restart,
    /** True from an answer that stayed away until anything is heard. */
    isSuspect: () => isSuspect,

    /** Anything at all came. */
    heard(): void {
      missed = 0;
      isSuspect = false;
      if (!isAsking && !isStopped) timer?.refresh();
    },

    answered(): void {
      isAsking = false;
      restart();
    },

    /** A question stayed without an answer. */
    missed(): void {
      isAsking = false;
      if (isStopped) return;
      missed += 1;
      if (missed >= maxMissedAnswers) events.dead();
      else askNow();
    },

    /** A request stayed without an answer: asks at once. */
    suspect(): void {
      isSuspect = true;
      if (!isAsking && !isStopped) askNow();
    },

    stop(): void {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
