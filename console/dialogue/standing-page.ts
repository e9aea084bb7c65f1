import { attributes, fill, type Html, html } from '../html.ts';
import { type Content, timeIn, withProvider } from './frame.ts';
import type { PageLanguage } from './language.ts';
import type { LiveLook } from './live.ts';
import type { Note } from './page-words.ts';
import { type PageSubject, standingOf } from './stage.ts';

/** How often a browser without script looks again, in seconds. */
const REFRESH_SECONDS = 10;

/** The page that says what became of the question, and what happens next. */
export function standingPage(
  subject: PageSubject,
  language: PageLanguage,
  { note, eventsUrl, withdrawUrl }: { readonly note?: Note; readonly eventsUrl: string; readonly withdrawUrl?: string },
): Content {
  const { words } = language;
  const look = lookAt(subject, language, note);
  const { stage } = standingOf(subject);
  const { standing } = subject.order;
  return {
    title: words.stages[stage].title,
    body: html`<div id="live" role="status"${attributes({
      'data-stage': look.stage,
      'data-events': look.isFinal ? undefined : eventsUrl,
    })}>
${{ markup: look.markup }}
</div>${
      standing !== undefined &&
      withdrawUrl !== undefined &&
      html`
<p class="agreed">${fill(words.standing.given, { time: timeIn(standing.until, language) })} <a href="${withdrawUrl}">${words.standing.link}</a></p>`
    }${
      !look.isFinal &&
      html`
<p class="small updates" id="updates" hidden>${words.updates}</p>
<noscript><p><a href="">${words.lookAgain}</a></p></noscript>`
    }`,
    ...(!look.isFinal && { refreshSeconds: REFRESH_SECONDS }),
  };
}

/** What changes on that page. */
export function lookAt(subject: PageSubject, language: PageLanguage, told?: Note): LiveLook {
  const { dialogue, order } = subject;
  const { words } = language;
  const { stage, isFinal, stepsDone, note = told } = standingOf(subject);
  const { title, text } = words.stages[stage];
  const pin = !isFinal && order.pin !== undefined ? order.pin : undefined;
  const provider = dialogue.tenantTitle;
  const body = html`${told !== undefined && html`<p class="note">${withProvider(words.notes[told], provider)}</p>`}
<h1 class="stage ${stage}">${title}</h1>
<p class="lead">${withProvider(text, provider)}</p>
${note !== undefined && note !== told && html`<p>${withProvider(words.notes[note], provider)}</p>`}
${pin !== undefined && renderPin(pin, language)}
${stepsDone !== undefined && renderSteps(stepsDone, isFinal, language)}`;
  return { stage: pin === undefined ? stage : `${stage}+pin`, markup: body.markup, isFinal };
}

function renderPin(pin: string, { words }: PageLanguage): Html {
  return html`<div class="pin"><h2>${words.pinTitle}</h2><p class="digits"><bdi dir="ltr">${pin}</bdi></p><p>${words.pinText}</p></div>`;
}

function renderSteps(done: number, isFinal: boolean, { words }: PageLanguage): Html {
  const steps = words.steps.map((step, i) => {
    if (i < done) return html`<li class="done">${step} <span class="mark">(${words.stepDone})</span></li>`;
    if (i > done || isFinal) return html`<li>${step}</li>`;
    return html`<li class="now" aria-current="step">${step} <span class="mark">(${words.stepNow})</span></li>`;
  });
  return html`<h2>${words.stepsTitle}</h2>\n<ol class="steps">${steps}</ol>`;
}
