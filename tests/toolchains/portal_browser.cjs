// A person at the portal, in a real browser: signs in, looks at the catalog, creates a service by
// its form, and reads what came of it.
// Usage: node portal_browser.cjs <folder of playwright-core> < journey.json
// Prints {pages: {<name>: {text, faults}}, outside}: what each page shows, what went wrong on it,
// and what was asked for outside of this machine. A picture of each page is left in `pictures`.
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const { chromium } = createRequire(`${process.argv[2]}/index.js`)('playwright-core');
const { address, chromium: program, data, pictures, profile, service } = JSON.parse(
  readFileSync(0, 'utf8'),
);

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
  // Its label is not tied to it.
  await page.getByText(/^Name\b/).locator('..').getByRole('textbox').fill(service.name);
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
async function arrive(page) {
  const validate = page.getByRole('button', { name: 'Validate now' });
  const missing = page.getByText('Entity not found');
  for (let turn = 0; turn < RELOADS; turn += 1) {
    await validate.or(missing).waitFor();
    if (await validate.isVisible()) return;
    await page.reload();
  }
  throw new Error(`the catalog does not know ${service.name}`);
}

async function read(page) {
  await arrive(page);
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
    for (const part of [signIn, look, fill, watch, read]) {
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
  () => process.stdout.write(JSON.stringify({ pages, outside })),
  error => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
