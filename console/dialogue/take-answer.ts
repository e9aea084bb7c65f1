import type { PromptKey, UserAnswer } from '../../domain/dialogue.ts';
import { openPrompts } from '../../domain/questions.ts';
import type { RunWord } from '../../domain/requests.ts';
import { type AnswerReading, type ReadAnswers, readAnswerForm } from './answer-form.ts';
import type { FindLink } from './find-link.ts';
import { languageOf } from './language.ts';
import { isViewer, languageFor, type PageContext } from './page-context.ts';
import { NO_ATTEMPT } from './question-page.ts';
import { readForm } from './read-form.ts';
import { isFromElsewhere } from './request-source.ts';
import type { Opened, SendPages } from './send-pages.ts';
import { isOpen } from './stage.ts';
import type { Stamps } from './stamp.ts';

export interface TakeDeps {
  readonly answers: {
    /** Committed when it resolves. */
    answer(key: PromptKey, answer: UserAnswer): Promise<'taken' | 'answered' | 'closed'>;
  };
  readonly readAnswers: ReadAnswers;
  /** What gets lost is said again by the sweeper. */
  readonly runs: { tell(order: { readonly id: string; readonly run: number }, word: RunWord): void };
  /** Where users reach us, without a slash at the end. */
  readonly publicUrl: string;
}

interface Tools {
  readonly find: FindLink;
  readonly pages: SendPages;
  readonly stamps: Stamps;
}

type Decision = UserAnswer['decision'];

/** A form as it came. */
interface Sent {
  readonly decision: Decision | undefined;
  readonly form: URLSearchParams;
  /** The language that the form was shown in; undefined when it is not one of ours for this link. */
  readonly shownIn: string | undefined;
  /** What the form was given, so that its sender is known again. */
  readonly viewer: string | undefined;
  /** What is answered when nothing can be made of it. */
  readonly refusal: number;
}

/** Takes the form of a page: an answer is committed before the page says that we have it. */
export function createTakeAnswer(deps: TakeDeps, { find, pages, stamps }: Tools) {
  const ownHost = new URL(deps.publicUrl).host;
  return async (ctx: PageContext, token: string): Promise<void> => {
    const subject = await find(ctx, token);
    if (subject === undefined) return;
    const { decision, form, shownIn, viewer, refusal } = await readSent(ctx, (stamp) => stamps.read(token, stamp));
    const language = shownIn === undefined ? languageFor(ctx, subject.dialogue) : languageOf(shownIn);
    const opened = { token, subject, language, viewer };
    if (!isOpen(subject)) return turnDown(ctx, opened, { pages, decision });

    const isOurs = shownIn !== undefined && !isFromElsewhere(ctx.headers, ownHost);
    if (!isOurs || decision === undefined)
      return pages.ask(ctx, opened, { status: refusal, attempt: { ...NO_ATTEMPT, isOutdated: true } });
    const answers = readAnswer(opened, { form, decision }, deps.readAnswers);
    if (answers.type === 'invalid') return pages.ask(ctx, opened, { status: 422, attempt: answers.attempt });
    const answer = { decision, answers: answers.answers, language: language.tag, ...standingIn(form) };
    if (await commit(deps, opened, answer)) return pages.redirect(ctx, opened);
    const now = await find(ctx, token);
    if (now !== undefined) turnDown(ctx, { ...opened, subject: now }, { pages, decision });
  };
}

async function readSent(ctx: PageContext, readStamp: (stamp: string) => string | undefined): Promise<Sent> {
  const reading = await readForm(ctx.req);
  // What is left of the body will not be read, so the connection is of no more use.
  if (reading.type === 'too_large') ctx.set('Connection', 'close');
  const form = reading.type === 'read' ? reading.form : new URLSearchParams();
  const refusal = { read: 403, too_large: 413, unreadable: 415 }[reading.type];
  return {
    decision: decisionIn(form),
    form,
    shownIn: readStamp(form.get('stamp') ?? ''),
    viewer: viewerIn(form),
    refusal,
  };
}

function readAnswer(
  { subject }: Opened,
  { form, decision }: { readonly form: URLSearchParams; readonly decision: Decision },
  readAnswers: ReadAnswers,
): AnswerReading {
  if (decision === 'decline') return { type: 'valid', answers: {} };
  return readAnswerForm(subject.dialogue, form, readAnswers);
}

/** @returns false when it was not taken: somebody was first, or the time was over */
async function commit({ answers, runs }: TakeDeps, { subject, viewer }: Opened, answer: UserAnswer): Promise<boolean> {
  const { orderId, run, number } = subject.dialogue;
  const outcome = await answers.answer(
    { orderId, run, number },
    { ...answer, ...(viewer !== undefined && { viewer }) },
  );
  if (outcome !== 'taken') return false;
  runs.tell({ id: orderId, run }, { type: 'answered', decision: answer.decision });
  return true;
}

/** For an answer that changes nothing any more. One that only repeats what was said needs no excuse. */
function turnDown(
  ctx: PageContext,
  opened: Opened,
  { pages, decision }: { readonly pages: SendPages; readonly decision: Decision | undefined },
): void {
  const { dialogue, order } = opened.subject;
  const saysTheSame = order.decision !== null && order.decision === decision;
  const isAll = decision === 'decline' || openPrompts(dialogue.definition, dialogue.given).length === 0;
  if (saysTheSame && isAll) return pages.redirect(ctx, opened);
  pages.tell(ctx, opened, { status: 409, note: order.decision === null ? 'tooLate' : 'already' });
}

/** The box that a yes shall count for a while: what it says is what its user read. */
function standingIn(form: URLSearchParams): Pick<UserAnswer, 'standing' | 'standingUntil'> {
  const until = form.get('standing');
  return until === null ? {} : { standing: true, standingUntil: until };
}

function viewerIn(form: URLSearchParams): string | undefined {
  const viewer = form.get('viewer');
  return isViewer(viewer) ? viewer : undefined;
}

function decisionIn(form: URLSearchParams): Decision | undefined {
  const decision = form.get('decision');
  return decision === 'accept' || decision === 'decline' ? decision : undefined;
}
