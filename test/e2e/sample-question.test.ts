import test from 'ava';
import { findFreePort } from '../../launcher/ports.ts';
import { askSampleQuestion } from '../../launcher/sample-question.ts';
import { axeViolations, keepPicture, openPage } from '../helpers/browser.ts';
import { startStack } from '../helpers/stack.ts';

test('a newcomer opens the link on the screen of the sample phone, answers, and the screen shows the settings', async (t) => {
  const port = String(await findFreePort());
  const stack = await startStack(t, { env: { HTTP_PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` } });
  const said: string[] = [];
  const { key, handsetUrl } = stack;
  const options = { apiUrl: `http://127.0.0.1:${port}`, key, handsetUrl, say: (line: string) => void said.push(line) };
  const earlier = await askSampleQuestion(options);
  const { orderId, link, screen } = await askSampleQuestion(options);
  t.is((await stack.until(earlier.orderId, 'cancelled'))['state'], 'cancelled');
  t.true(said.some((line) => line.endsWith(link)) && said.some((line) => line.endsWith(screen)));

  const phone = await openPage(t);
  await phone.page.goto(screen);
  t.deepEqual(await axeViolations(phone.page), []);
  const { page, errors, strangers } = await openPage(t, { locale: 'en-GB' });
  await page.goto(screen);
  await page.getByRole('link', { name: link }).click();
  await page.getByLabel('Your address at Example Mail').fill('anna@example.com');
  await page.getByLabel('Your password').fill('correct horse');
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: 'The settings have reached your phone' }).waitFor();
  await stack.until(orderId, 'completed');
  // By itself: the screen shows what comes to the phone.
  await phone.page.getByText('correct horse').waitFor();
  t.deepEqual(await axeViolations(phone.page), []);
  await keepPicture(phone.page, 'phone-screen');
  t.deepEqual([errors, strangers, phone.errors], [[], [], []]);
});
