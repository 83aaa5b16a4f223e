import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanUp, context, settings } from '../__testUtils__/context';
import { createValidateAction } from './validate';

const RESOURCE = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: NAME
spec:
  type: service
  lifecycle: experimental
  owner: group:default/no-team-of-ours
`;

describe('goldenpath:validate', () => {
  jest.setTimeout(60_000);
  afterEach(cleanUp);
  const action = createValidateAction({ settings: settings() });

  it('fails the task on an error, and names file, line and code', async () => {
    const { ctx, logged, workspacePath } = await context({});
    await writeFile(
      join(workspacePath, 'catalog-info.yaml'),
      RESOURCE.replace('NAME', '"not a name"'),
    );
    await expect(action.handler(ctx)).rejects.toThrow(
      /what was born is not valid: \d+ errors?, the first is catalog-info\.yaml:\d+: GP\d+/,
    );
    expect(logged.join('\n')).toMatch(/catalog-info\.yaml:4: error GP\d+: /);
  });

  it('passes what has no error, and counts what it judged', async () => {
    const { ctx, logged, workspacePath } = await context({
      path: 'values.yaml',
    });
    await writeFile(join(workspacePath, 'values.yaml'), 'replicas: 1\n');
    await action.handler(ctx);
    expect(logged.at(-1)).toMatch(/^\d+ documents: 0 errors, 0 warnings$/);
  });

  it('judges nothing outside of the workspace', async () => {
    const { ctx } = await context({ path: '../..' });
    await expect(action.handler(ctx)).rejects.toThrow(
      /not allowed to refer to a directory outside/,
    );
  });

  it('says what the workspace does not have', async () => {
    const { ctx } = await context({ path: 'nothing' });
    await expect(action.handler(ctx)).rejects.toThrow(
      "the workspace has no 'nothing' to validate",
    );
  });

  it('says that goldenpath is not installed, and what helps', async () => {
    const without = createValidateAction({
      settings: settings({
        validator: { command: ['/nowhere/goldenpath'], timeoutMs: 1_000 },
      }),
    });
    const { ctx } = await context({});
    await expect(without.handler(ctx)).rejects.toThrow(
      /no program '\/nowhere\/goldenpath': install it/,
    );
  });

  it('imports nothing from the workspace', async () => {
    const { ctx, workspacePath } = await context({});
    await writeFile(
      join(workspacePath, 'yaml.py'),
      'raise SystemExit("imported")\n',
    );
    await expect(action.handler(ctx)).resolves.toBeUndefined();
  });
});
