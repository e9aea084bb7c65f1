import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, testWith } from '../helpers/programs.ts';
import { startStack } from '../helpers/stack.ts';
import { makeFolder, projectDir } from '../launcher/world.ts';

/** The commands that the page on the dialogue shows, as they stand. */
async function commandsOf(heading: string): Promise<string> {
  const page = await readFile(join(projectDir, 'docs', 'dialogue.md'), 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands).join('\n');
}

testWith('curl', 'With curl alone, as the documentation shows it, a calling system asks its user', async (t) => {
  const stack = await startStack(t);
  const shown = await commandsOf('By the calling system, with curl');
  const commands = shown
    .replaceAll('http://127.0.0.1:8080', String(stack.api.ready['url']))
    .replaceAll('http://127.0.0.1:2790', stack.handsetUrl);
  t.is(commands.match(/^curl /gm)?.length, 10);
  const said = await run(['bash', '-euo', 'pipefail', '-c', commands], {
    cwd: await makeFolder(t),
    env: { KEY: stack.key },
  });

  t.regex(
    said,
    /"questions":\[\{"parameter":"password","secret":true,"required":true,"text":\{"en":"Your Acme password"/,
  );
  t.regex(said, /"schema":\{"type":"string","maxLength":64,"minLength":8|"schema":\{"type":"string","minLength":8/);
  t.regex(said, /"code":"parameters_invalid"/);
  t.regex(said, /\/answers\/password/);
  const { body } = await stack.call('GET', '/v1/orders');
  const [order] = body['items'] as { id: string }[];
  t.is((await stack.until(String(order?.id), 'completed'))['evidence'], 'delivered');
  const { documents, inbox } = await stack.handset('+99901000005');
  t.regex(String(documents[0]?.['xml']), /name="AAUTHNAME" value="jane@acme\.example"/);
  t.regex(String(documents[0]?.['xml']), /name="AAUTHSECRET" value="correct-horse"/);
  t.deepEqual(inbox, [], 'we sent its user nothing but his settings');
  t.deepEqual(await stack.violations(), []);
});
