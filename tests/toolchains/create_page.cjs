// What Backstage says of forms: reads {template, cases} as JSON on stdin, writes for each case what
// the browser's and the backend's validators hold against it, and the answers that the task makes.
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');

const load = createRequire(`${process.argv[2]}/index.js`);
const validator = load('@rjsf/validator-ajv8').customizeValidator();
load('ajv-errors')(validator.ajv);
const { validate } = load('jsonschema');
const { parseEntityRef } = load('@backstage/catalog-model');
const renderer = load('nunjitsu').createTemplateRenderer({
  allowRegexExecution: true,
  filters: { parseEntityRef, pick: load('lodash').get },
  globals: {},
});

// As `render` of the backend's NunjucksWorkflowRunner: what fails stands for itself.
function rendered(input, context) {
  const prepared = renderer.prepareContext(context);
  return JSON.parse(JSON.stringify(input), (_key, value) => {
    try {
      return typeof value === 'string' ? renderer.renderValue(value, prepared) : value;
    } catch {
      return value;
    }
  });
}

const { template, cases } = JSON.parse(readFileSync(0, 'utf8'));
const { parameters: pages, steps } = template.spec;

function judged({ values, environment, answers }) {
  const context = {
    parameters: values,
    environment: { parameters: environment ?? {}, secrets: {} },
    secrets: {},
    steps: { copy: { output: { answers: answers ?? {} } } },
  };
  return {
    browser: pages.flatMap(page =>
      validator.validateFormData(values, page).errors.map(error => `${error.property} ${error.message}`),
    ),
    backend: pages.flatMap(page => validate(values, page).errors.map(error => error.stack)),
    answers: rendered(steps[0].input.answers, context),
    steps: steps
      .filter(step => step.if === undefined || rendered(step.if, context))
      .map(step => ({ id: step.id, input: rendered(step.input ?? {}, context) })),
  };
}

process.stdout.write(JSON.stringify(cases.map(judged)));
