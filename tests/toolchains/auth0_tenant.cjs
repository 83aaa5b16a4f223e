// Reads files as Auth0's Deploy CLI reads a tenant.yaml before it talks to Auth0.
// Usage: node auth0_tenant.cjs <folder of the installed CLI> <keywords as JSON> <tenant.yaml>...
// Prints a list: for each file {assets}, or {error} with what the CLI says against it.
const path = require('node:path');

const [folder, keywords, ...files] = process.argv.slice(2);
const lib = path.resolve(folder, 'node_modules', 'auth0-deploy-cli', 'lib');
const YAMLContext = require(path.join(lib, 'context', 'yaml')).default;

const nobody = new Proxy({}, { get: () => ({}) });

async function read(file) {
  const context = new YAMLContext(
    { AUTH0_INPUT_FILE: file, AUTH0_KEYWORD_REPLACE_MAPPINGS: JSON.parse(keywords) },
    nobody,
  );
  try {
    await context.loadAssetsFromLocal();
    return { assets: context.assets };
  } catch (error) {
    return { error: error.message };
  }
}

Promise.all(files.map(read)).then(found => process.stdout.write(JSON.stringify(found)));
