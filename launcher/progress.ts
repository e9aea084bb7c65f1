import type { Writable } from 'node:stream';

/** Between two lines about the same work where there is no terminal to redraw. */
const LINE_INTERVAL_MS = 5_000;
const FRAME_INTERVAL_MS = 120;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const CLEAR_LINE = '\r\u001B[2K';
const NARROWEST = 40;

/** Tells a person what takes so long. */
export interface Progress {
  readonly say: (line: string) => void;
  /**
   * Runs `work` and shows for how long: a spinner on a terminal, else a line every few seconds.
   * `work` may report where it stands; its result or its error is passed on.
   */
  during<T>(label: string, work: (report: (detail: string) => void) => Promise<T>): Promise<T>;
}

/** Where progress is shown: standard output, as a rule. */
export type Screen = Writable & { readonly isTTY?: boolean; readonly columns?: number };

interface Task {
  readonly label: string;
  readonly began: number;
  detail: string;
}

/** Shows progress on `screen`. */
export function createProgress(screen: Screen, lineIntervalMs = LINE_INTERVAL_MS): Progress {
  const view = screen.isTTY === true ? createSpinner(screen) : createLines(screen, lineIntervalMs);
  return {
    say: view.say,
    async during(label, work) {
      const task: Task = { label, began: Date.now(), detail: '' };
      const hide = view.show(task);
      try {
        const result = await work((detail) => {
          task.detail = detail;
        });
        hide();
        view.say(`${label}: done in ${seconds(task)}`);
        return result;
      } finally {
        hide();
      }
    },
  };
}

interface View {
  readonly say: (line: string) => void;
  /** Shows the task until the function that is returned is called; a second call of it does nothing. */
  show(task: Task): () => void;
}

/** One line, drawn over again, for all that is under way. */
function createSpinner(screen: Screen): View {
  const tasks = new Set<Task>();
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  const draw = () => {
    frame += 1;
    const text = `${FRAMES[frame % FRAMES.length]} ${[...tasks].map(describe).join(' · ')}`;
    screen.write(`${CLEAR_LINE}${text.slice(0, Math.max(NARROWEST, (screen.columns ?? NARROWEST) - 1))}`);
  };
  return {
    say(line) {
      screen.write(`${tasks.size > 0 ? CLEAR_LINE : ''}${line}\n`);
    },
    show(task) {
      tasks.add(task);
      timer ??= setInterval(draw, FRAME_INTERVAL_MS);
      return () => {
        if (!tasks.delete(task) || tasks.size > 0) return;
        clearInterval(timer);
        timer = undefined;
        screen.write(CLEAR_LINE);
      };
    },
  };
}

function createLines(screen: Screen, intervalMs: number): View {
  const say = (line: string) => {
    screen.write(`${line}\n`);
  };
  return {
    say,
    show(task) {
      const timer = setInterval(() => say(describe(task)), intervalMs);
      return () => clearInterval(timer);
    },
  };
}

function describe(task: Task): string {
  return `${task.label}: ${seconds(task)}${task.detail === '' ? '' : `, ${task.detail}`}`;
}

function seconds({ began }: Task): string {
  return `${((Date.now() - began) / 1_000).toFixed(1)} s`;
}
