import anyTest from 'ava';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { axeViolations, keepPicture, openPage } from '../helpers/browser.ts';
import { createPageWorld, mailDefinition, newToken } from '../helpers/page-world.ts';

// One after the other: a machine has not the processors to show twenty pages at once.
const test = anyTest.serial;

/** Looks for news often, so that nobody waits. */
const LIVE = { most: 10, mostOfOne: 5, pollMs: 50, heartbeatMs: 15_000, lifeMs: 60_000 };

/** A phone. */
const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  locale: 'en-GB',
  timezoneId: 'Europe/Helsinki',
};

interface Opening {
  readonly definition?: ServiceDefinition;
  readonly options?: BrowserContextOptions;
}

type Test = Parameters<typeof openPage>[0];

async function opened(t: Test, { definition = mailDefinition(), options }: Opening = {}) {
  const world = await createPageWorld(t, { live: LIVE });
  const question = await world.ask(definition);
  const { page, errors: faults } = await openPage(t, { ...PHONE, ...options });
  await page.goto(question.url);
  return { ...world, ...question, page, faults };
}

const ask = (parameter: string, text: string) => ({ parameter, secret: false, text: { en: text } });

function everyKind(): ServiceDefinition {
  return mailDefinition({
    parameters: {
      type: 'object',
      required: ['port', 'plan', 'roaming', 'terms'],
      properties: {
        port: { type: 'integer', minimum: 1, maximum: 65_535 },
        plan: { type: 'string', enum: ['small', 'large'] },
        roaming: { type: 'boolean' },
        page: { type: 'string', format: 'uri' },
        phone: { type: 'string', format: 'msisdn' },
        birthday: { type: 'string', format: 'date' },
        host: { type: 'string', pattern: '^[a-z]+$', examples: ['imap'] },
        terms: { type: 'boolean', const: true },
      },
    },
    prompts: [
      ask('port', 'Port'),
      ask('plan', 'Plan'),
      ask('roaming', 'Roaming'),
      ask('page', 'Start page'),
      ask('phone', 'Other phone'),
      ask('birthday', 'Birthday'),
      ask('host', 'Host'),
      ask('terms', 'I agree to the terms of Acme'),
    ],
  });
}

const heading = (page: Page) => page.locator('h1').innerText();

/** Width of what is there beside the width of what is seen. */
const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

async function fillIn(page: Page): Promise<void> {
  await page.getByLabel('Your Acme address').fill('anna@acme.example');
  await page.getByLabel('Your Acme password').fill('correct horse');
}

test('a user fills in the page, accepts, and sees what becomes of it until the settings are there', async (t) => {
  const { page, told, orderId, move } = await opened(t);
  t.is(await heading(page), 'acme wants to set up your phone');
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/question');
  await fillIn(page);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: 'We have your answer' }).waitFor();
  t.deepEqual(told, [{ id: orderId, word: { type: 'answered', decision: 'accept' } }]);
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/received');
  await page.evaluate('window.isTheSamePage = true');

  for (const [state, evidence, title] of [
    ['delivering', 'none', 'The settings are being sent'],
    ['awaiting_acknowledgement', 'submitted', 'The settings were sent'],
    ['awaiting_acknowledgement', 'delivered', 'The settings have reached your phone'],
    ['completed', 'applied', 'The settings are installed'],
  ] as const) {
    await move(orderId, state, evidence);
    await page.getByRole('heading', { name: title }).waitFor();
    t.is(await page.title(), title);
    t.deepEqual(await axeViolations(page), []);
    await keepPicture(page, `pages/${state}-${evidence}`);
  }
  t.true(await page.evaluate('window.isTheSamePage'), 'without loading the page again');
  t.false(await page.locator('#updates').isVisible());
});

test('a user declines without filling in anything', async (t) => {
  const { page, told, orderId } = await opened(t);
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByRole('heading', { name: 'You declined' }).waitFor();
  t.deepEqual(told, [{ id: orderId, word: { type: 'answered', decision: 'decline' } }]);
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/declined');
});

test('the browser itself holds back an answer of the wrong form', async (t) => {
  const { page, told } = await opened(t);
  await page.getByLabel('Your Acme address').fill('anna');
  await page.getByLabel('Your Acme password').fill('short');
  await page.getByRole('button', { name: 'Accept' }).click();
  t.is(await page.locator('input:invalid').count(), 2);
  t.is(await heading(page), 'acme wants to set up your phone');
  t.deepEqual(told, []);
});

test('a wrong value that gets through is explained at its field, and the focus is on what to do', async (t) => {
  const { page, told } = await opened(t);
  await page.getByLabel('Your Acme address').fill('anna');
  await page.getByLabel('Your Acme password').fill('short');
  await page.evaluate('document.querySelector("form").noValidate = true');
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.locator('#errors').waitFor();
  t.is(await page.evaluate('document.activeElement.id'), 'errors');
  t.is(await page.getByLabel('Your Acme address').inputValue(), 'anna');
  t.is(await page.getByLabel('Your Acme password').inputValue(), '');
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/wrong-value');
  await page.getByRole('link', { name: 'Your Acme password' }).click();
  t.is(await page.evaluate('document.activeElement.id'), 'f1');
  await fillIn(page);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: 'We have your answer' }).waitFor();
  t.is(told.length, 1);
});

test('a link that leads nowhere any more says so and no more', async (t) => {
  const { page, url, orderId, move, database, origin } = await opened(t);
  await move(orderId, 'completed', 'delivered');
  await database.rows(`update orders set settled_at = now() - interval '8 days' where id = :orderId`, { orderId });
  const response = await page.goto(url);
  t.is(response?.status(), 404);
  t.is(await heading(page), 'There is nothing at this address');
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/expired-link');
  const seen = await page.content();
  await page.goto(`${origin}/a/${newToken()}`);
  t.is(await page.content(), seen);
});

test('a second device that answers late sees that its answer was not used', async (t) => {
  const { page, url, told } = await opened(t);
  const { page: second } = await openPage(t, PHONE);
  await second.goto(url);
  await fillIn(page);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: 'We have your answer' }).waitFor();
  await fillIn(second);
  await second.getByRole('button', { name: 'Accept' }).click();
  await second.getByText('This was answered before. What you have just sent was not used.').waitFor();
  t.is(told.length, 1);
  t.deepEqual(await axeViolations(second), []);
  await keepPicture(second, 'pages/second-device');
});

test('without script a user accepts, and the page looks for news by itself', async (t) => {
  const { page, told, orderId, move } = await opened(t, { options: { javaScriptEnabled: false } });
  await fillIn(page);
  await page.getByRole('button', { name: 'Accept' }).click();
  t.is(await heading(page), 'We have your answer');
  t.is(told.length, 1);
  t.is(await page.locator('noscript meta[http-equiv=refresh]').getAttribute('content'), '10');
  t.false(await page.locator('#updates').isVisible());
  await keepPicture(page, 'pages/no-script');
  await move(orderId, 'completed', 'delivered');
  await page.getByRole('link', { name: 'Look again' }).click();
  await page.getByRole('heading', { name: 'The settings have reached your phone' }).waitFor();
  t.is(await page.locator('meta[http-equiv=refresh]').count(), 0);
});

test('without script the page comes again after ten seconds', async (t) => {
  const { page, orderId, move } = await opened(t, { options: { javaScriptEnabled: false } });
  await fillIn(page);
  await page.getByRole('button', { name: 'Accept' }).click();
  await move(orderId, 'delivering');
  await page.getByRole('heading', { name: 'The settings are being sent' }).waitFor();
  t.pass();
});

test('in Arabic the page is from right to left, and numbers and addresses are not', async (t) => {
  const { page, orderId, move } = await opened(t, { options: { locale: 'ar-EG' } });
  t.is(await page.locator('html').getAttribute('dir'), 'rtl');
  t.is(await heading(page), 'تريد acme ضبط إعدادات هاتفك');
  t.is(await page.evaluate('getComputedStyle(document.getElementById("f0")).direction'), 'ltr');
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/arabic-question');
  await page.getByLabel('عنوانك في أكمي').fill('anna@acme.example');
  await page.getByLabel('كلمة مرورك في أكمي').fill('correct horse');
  await page.getByRole('button', { name: 'أوافق' }).click();
  await page.getByRole('heading', { name: 'وصلتنا إجابتك' }).waitFor();
  await move(orderId, 'awaiting_acknowledgement', 'submitted');
  await page.getByRole('heading', { name: 'أُرسلت الإعدادات' }).waitFor();
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/arabic-sent');
});

test('the language can be switched, and stays through the answer', async (t) => {
  const { page } = await opened(t);
  await page.getByRole('link', { name: 'Suomi' }).click();
  t.is(await heading(page), 'acme haluaa tehdä asetukset puhelimeesi');
  t.is(await page.locator('html').getAttribute('lang'), 'fi');
  await page.getByRole('button', { name: 'En hyväksy' }).click();
  await page.getByRole('heading', { name: 'Et hyväksynyt' }).waitFor();
  t.deepEqual(await axeViolations(page), []);
});

test('a keyboard is enough, and one sees where it is', async (t) => {
  const { page, told } = await opened(t);
  const reached: string[] = [];
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate<string>(
      '(document.activeElement.name || document.activeElement.textContent) + " " + document.activeElement.value',
    );
    reached.push(at.trim());
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineWidth');
    t.is(outline, '3px', `the focus on ${at} is seen`);
    if (at.startsWith('answer.address')) await page.keyboard.type('anna@acme.example');
    if (at.startsWith('answer.password')) await page.keyboard.type('correct horse');
    if (at === 'decision accept') break;
  }
  t.deepEqual(reached, [
    'Suomi undefined',
    'العربية undefined',
    'answer.address',
    'answer.password',
    'decision accept',
  ]);
  await keepPicture(page, 'pages/keyboard');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'We have your answer' }).waitFor();
  t.is(told.length, 1);
});

test('Enter in a field accepts, and pressing twice sends once', async (t) => {
  const { page, told } = await opened(t);
  await fillIn(page);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'We have your answer' }).waitFor();
  t.is(told.length, 1);
  t.is(await page.locator('.note').count(), 0);
});

test('on a screen of 320 pixels, and with letters twice as large, nothing is cut off', async (t) => {
  const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
  const definition = mailDefinition();
  const { page } = await opened(t, {
    definition: { ...definition, confirmation: { ...definition.confirmation, text: { en: long, fi: long, ar: long } } },
    options: { viewport: { width: 320, height: 480 } },
  });
  t.is(await overflow(page), 0);
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/narrow');
  const { width = 0, height = 0 } = (await page.getByRole('button', { name: 'Accept' }).boundingBox()) ?? {};
  t.true(width >= 44 && height >= 44, 'a finger finds the button');
  await page.evaluate('document.documentElement.style.fontSize = "200%"');
  t.is(await overflow(page), 0);
  await keepPicture(page, 'pages/narrow-large');
});

test('in the dark the colours keep their contrast', async (t) => {
  const { page } = await opened(t, { options: { colorScheme: 'dark' } });
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/dark');
  await page.evaluate('document.querySelector("form").noValidate = true');
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.locator('#errors').waitFor();
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/dark-wrong');
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByRole('heading', { name: 'You declined' }).waitFor();
  t.deepEqual(await axeViolations(page), []);
});

test('on a large screen the page is a column that can be read', async (t) => {
  const { page } = await opened(t, { options: { viewport: { width: 1280, height: 900 } } });
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/wide');
  const { width = 0 } = (await page.locator('main').boundingBox()) ?? {};
  t.true(width < 600);
});

test('every kind of question has a field that can be used, and its answer is read as the definition wants it', async (t) => {
  const { page, told, database } = await opened(t, { definition: everyKind() });
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/every-kind');
  await page.getByLabel('Port').fill('993');
  await page.getByLabel('Plan').selectOption('large');
  await page.getByLabel('Roaming').selectOption('false');
  await page.getByLabel('Start page').fill('https://acme.example/');
  await page.getByLabel('Other phone').fill('+358401234567');
  await page.getByLabel('Birthday').fill('2001-02-03');
  await page.getByLabel('I agree').check();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: 'We have your answer' }).waitFor();
  t.is(told.length, 1);
  t.is((await database.rows('select 1 from orders where answers_sealed is not null')).length, 1);
});

test('axe-core finds what is planted, so that its silence means something', async (t) => {
  const { page } = await opened(t);
  await page.evaluate('document.querySelector("label").remove(); document.querySelector("h1").style.color = "#ccc"');
  const found = await axeViolations(page);
  t.true(found.some((violation) => violation.startsWith('label')));
  t.true(found.some((violation) => violation.startsWith('color-contrast')));
});

test('the policy of the page is kept by the page: the browser reports nothing', async (t) => {
  const { page, faults } = await opened(t);
  await fillIn(page);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: 'We have your answer' }).waitFor();
  t.deepEqual(faults, []);
});
