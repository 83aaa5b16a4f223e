// A person at the portal, in a real browser: signs in, looks at the catalog, creates a service by
// its form, reads what came of it, looks at services in which time has passed, and knocks at a portal
// that lets in by Auth0 alone.
// Usage: node portal_browser.cjs <folder of playwright-core> < journey.json
// Prints {pages: {<name>: {text, faults}}, outside, authorize}: what each page shows, what went wrong
// on it, what was asked for outside of this machine, and where Auth0's button leads. A picture of
// each page is left in `pictures`.
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const { chromium } = createRequire(`${process.argv[2]}/index.js`)('playwright-core');
const order = JSON.parse(readFileSync(0, 'utf8'));
const { address, behind, chromium: program, closed, data, foreign, pictures, profile, service } = order;

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PATIENCE = 90_000;
const RELOADS = 60;
const LOADING = '[role=progressbar]:not([aria-valuenow="100"]), [class*=Skeleton], [data-pending]';
// What Backstage shows in the place of a page, a card or a tab that has failed.
const BROKEN = /Error in \S+|Something went wrong|dropped the mic|PAGE NOT FOUND|^Error: .*/gim;

const pages = {};
const outside = [];
let faults = [];
let authorize = '';

// The documentation lies in a shadow root, which `innerText` leaves out.
function shown() {
  const texts = [document.body.innerText];
  const look = root => {
    for (const element of root.querySelectorAll('*')) {
      if (!element.shadowRoot) continue;
      texts.push(...[...element.shadowRoot.children].map(child => child.innerText ?? ''));
      look(element.shadowRoot);
    }
  };
  look(document);
  return texts.join('\n');
}

// A picture names no folder of the machine on which it was taken.
function rename(folder) {
  const names = element => element.textContent.includes(folder);
  for (const element of document.body.querySelectorAll('code, span')) {
    if (names(element) && ![...element.children].some(names)) {
      element.textContent = element.textContent.replaceAll(folder, '/srv/portal');
    }
  }
}

async function keep(page, name) {
  await page.waitForFunction(selector => !document.querySelector(selector), LOADING);
  const text = await page.evaluate(shown);
  await page.evaluate(rename, data);
  await page.screenshot({ path: path.join(pictures, `${name}.png`), animations: 'disabled' });
  pages[name] = { text, faults: [...faults, ...(text.match(BROKEN) ?? [])] };
  faults = [];
}

async function choose(page, label, option) {
  await page.getByRole('textbox', { name: label }).fill(option);
  await page.getByRole('option', { name: option, exact: true }).click();
}

async function next(page, name) {
  await page.getByRole('button', { name, exact: true }).click();
}

async function signIn(page) {
  await page.goto(address);
  await page.getByRole('button', { name: 'Enter' }).waitFor();
  await keep(page, 'sign-in');
  await next(page, 'Enter');
  await page.getByRole('heading', { name: 'First steps' }).waitFor();
  await keep(page, 'home');
}

async function look(page) {
  await page.getByRole('link', { name: 'Catalog', exact: true }).click();
  // What is clicked before the first list has come is forgotten when it comes.
  await page.getByRole('heading', { level: 2, name: / Components \(\d+\)/ }).waitFor();
  await page.getByText('All', { exact: true }).click();
  await page.getByRole('heading', { level: 2, name: /^All Components/ }).waitFor();
  await page.getByRole('link', { name: service.sample }).waitFor();
  await keep(page, 'catalog');
}

async function fill(page) {
  await page.getByRole('link', { name: 'Create', exact: true }).first().click();
  await page.getByText(service.template, { exact: true }).waitFor();
  await keep(page, 'create');
  await page.goto(`${address}/create/templates/default/service`);
  await page.getByRole('textbox', { name: 'Name' }).waitFor();
  await next(page, 'Next');
  // The browser itself says of it that it is to be filled in.
  await page.locator('input:focus:invalid').waitFor();
  for (const [name, wrong] of Object.entries(service.mistakes)) {
    await page.getByRole('textbox', { name }).fill(wrong);
  }
  await next(page, 'Next');
  await page.getByText(service.refusal, { exact: true }).waitFor();
  await keep(page, 'refused');
  await page.getByRole('textbox', { name: 'Name' }).fill(service.name);
  await page.getByRole('textbox', { name: 'Description' }).fill(service.description);
  await keep(page, 'form');
  await next(page, 'Next');
  await choose(page, 'Owner', service.owner);
  await choose(page, 'System', service.system);
  await keep(page, 'ownership');
  await next(page, 'Next');
  await page.getByText('Language', { exact: true }).first().waitFor();
  await next(page, 'Next');
  await page.getByText('Does it need a database of its own?').waitFor();
  await next(page, 'Review');
  await page.getByText(service.description).waitFor();
  await keep(page, 'review');
  await next(page, 'Create');
}

async function watch(page) {
  await page.getByText('git clone').first().waitFor();
  await page.getByText('Finished step').first().waitFor();
  await keep(page, 'task');
  await page.getByRole('link', { name: 'Open in the catalog' }).click();
}

// The catalog takes a new entity in within seconds; a person reloads the page until then.
async function arrive(page, name) {
  const validate = page.getByRole('button', { name: 'Validate now' });
  const missing = page.getByText('Entity not found');
  for (let turn = 0; turn < RELOADS; turn += 1) {
    await validate.or(missing).waitFor();
    if (await validate.isVisible()) return;
    await page.reload();
  }
  throw new Error(`the catalog does not know ${name}`);
}

async function read(page) {
  await arrive(page, service.name);
  const answer = page.waitForResponse(response => response.url().endsWith('/survey'));
  await next(page, 'Validate now');
  // Where it has begun the button turns until it has ended.
  if ((await (await answer).json()).surveying) {
    await page.locator('button[data-pending]').waitFor();
  }
  await page.getByRole('button', { name: 'Validate now', disabled: false }).waitFor();
  await page.getByText('No findings').waitFor();
  await page.getByRole('link', { name: service.owner }).first().waitFor();
  await page.getByRole('link', { name: service.system }).first().waitFor();
  await page.evaluate(() => document.querySelector('nav').scrollIntoView());
  await keep(page, 'entity');
  await page.getByRole('link', { name: 'View TechDocs' }).click();
  await page.getByRole('heading', { name: service.documentation }).first().waitFor();
  await keep(page, 'techdocs');
  await page.goto(`${address}/catalog/default/api/${service.api}/definition`);
  await page.getByText(service.operation).first().waitFor();
  await keep(page, 'api');
}

async function open(page, name) {
  await page.goto(`${address}/catalog/default/component/${name}`);
  await arrive(page, name);
  // It is looked at for the first time now.
  await page.getByRole('button', { name: 'Validate now', disabled: false }).waitFor();
  await page.getByText('Validation', { exact: true }).waitFor();
}

async function compare(page) {
  await open(page, behind);
  await page.getByText('copier update').waitFor();
  await keep(page, 'behind');
  await open(page, foreign);
  await keep(page, 'foreign');
  await page.goto(`${address}/catalog/default/component/${service.sample}`);
  await page.getByText('Nothing is known of the golden path').waitFor();
  await keep(page, 'unread');
  await page.route('**/api/goldenpath/**', route => route.abort());
  await page.goto(`${address}/catalog/default/component/${behind}`);
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await keep(page, 'unreachable');
  await page.unroute('**/api/goldenpath/**');
  await next(page, 'Try again');
  await page.getByText('copier update').waitFor();
}

async function knock(page) {
  await page.goto(closed);
  const button = page.getByRole('button', { name: 'Sign In', exact: true });
  await button.waitFor();
  await keep(page, 'closed');
  // What Auth0 would be asked for: nobody answers, since the tenant is nobody's.
  const asked = page.context().waitForEvent('request', request => request.url().includes('/authorize?'));
  await button.click();
  authorize = (await asked).url();
}

async function travel() {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program,
    args: ARGUMENTS,
    // What a screen of today shows, in pictures that are small.
    viewport: { width: 1600, height: 1000 },
    deviceScaleFactor: 0.8,
  });
  try {
    context.setDefaultTimeout(PATIENCE);
    await context.route(
      url => url.hostname !== '127.0.0.1',
      route => {
        outside.push(route.request().url());
        return route.abort();
      },
    );
    const page = context.pages()[0];
    page.on('pageerror', error => faults.push(`uncaught: ${error}`));
    for (const part of [signIn, look, fill, watch, read, compare, knock]) {
      try {
        await part(page);
      } catch (error) {
        await page.screenshot({ path: path.join(pictures, 'lost.png') });
        throw new Error(`${part.name}: ${error.message}\n${page.url()}\n${await page.evaluate(shown)}`);
      }
    }
  } finally {
    await context.close();
  }
}

travel().then(
  () => process.stdout.write(JSON.stringify({ pages, outside, authorize })),
  error => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
