import type { Handset } from './handset.ts';

type View = ReturnType<Handset['view']>;

const STYLE = `
  body { margin: 0; background: #dfe3e8; color: #1b1f24; font: 16px/1.45 system-ui, sans-serif; }
  main { max-width: 24rem; margin: 1rem auto; padding: 1rem; border-radius: 1.5rem; background: #fff; box-shadow: 0 2px 12px #0003; }
  h1 { font-size: 1.1rem; } h2 { font-size: 1rem; margin: 1.4rem 0 .4rem; border-bottom: 1px solid #ccc; }
  article { margin: .5rem 0; padding: .6rem .8rem; border-radius: .8rem; background: #f0f3f6; overflow-wrap: anywhere; }
  article.waiting { background: #fff3cd; } small { color: #56606b; } pre { white-space: pre-wrap; font-size: .8rem; }
  form { display: flex; gap: .4rem; margin-top: .4rem; } input { flex: 1; min-width: 0; } input, button { font: inherit; padding: .35rem .5rem; }`;

/** Where a field has the focus, somebody is typing. */
export const SCREEN_SCRIPT = 'setInterval(() => document.activeElement === document.body && location.reload(), 3000)';

/**
 * The phone as its user sees it: messages, what waits for him, and the settings that are installed. Plain HTML with forms;
 * it shows itself anew every few seconds, unless something is typed.
 */
export function renderScreen({ msisdn, inbox, prompts, documents }: View): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Phone ${escape(msisdn)}</title><style>${STYLE}</style><script>${SCREEN_SCRIPT}</script></head>
<body><main>
<h1>Phone ${escape(msisdn)}</h1>
<p><a href="screen">Look again</a></p>
<h2>Settings that came</h2>
${prompts.toReversed().map(renderPrompt).join('\n') || '<p>None.</p>'}
<h2>Messages</h2>
${inbox.toReversed().map(renderText).join('\n') || '<p>None.</p>'}
<form method="post"><input name="reply" required maxlength="500" aria-label="Reply" placeholder="Reply"><button>Send</button></form>
<h2>Installed</h2>
${documents.toReversed().map(renderDocument).join('\n') || '<p>Nothing.</p>'}
</main></body></html>
`;
}

function renderPrompt({ id, from, security, state, tries }: View['prompts'][number]): string {
  const told = `<small>from ${escape(from)}, ${escape(security)}</small><br>`;
  if (state !== 'waiting') return `<article>${told}${escape(state)}</article>`;
  const wrong = tries > 0 ? '<br>That PIN was wrong.' : '';
  const form = `<form method="post"><input type="hidden" name="prompt" value="${id}"><input name="pin" required
    inputmode="numeric" pattern="[0-9]{1,40}" aria-label="PIN" placeholder="PIN"><button>Install</button></form>`;
  return `<article class="waiting">${told}Settings want to be installed.${wrong}${form}</article>`;
}

/** Links can be followed, as on a phone. */
function renderText({ time, from, text }: View['inbox'][number]): string {
  const linked = escape(text).replaceAll(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
  return `<article><small>${escape(from)}, ${escape(time.slice(11, 19))}</small><br>${linked}</article>`;
}

function renderDocument({ time, from, xml }: View['documents'][number]): string {
  return `<article><small>from ${escape(from)}, ${escape(time.slice(11, 19))}</small><pre>${escape(xml)}</pre></article>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
