import { ConfigReader } from '@backstage/config';
import { readSettings } from './settings';

describe('settings', () => {
  it('run the modules of the configured Python, without its working directory', () => {
    const { copier, validator } = readSettings(
      new ConfigReader({ goldenpath: { python: '/opt/python' } }),
    );
    expect(copier.command).toEqual(['/opt/python', '-P', '-m', 'copier']);
    expect(validator.command).toEqual([
      '/opt/python',
      '-P',
      '-m',
      'goldenpath',
    ]);
  });

  it('have defaults for all', () => {
    expect(readSettings(new ConfigReader({}))).toEqual({
      copier: {
        command: ['python3', '-P', '-m', 'copier'],
        timeoutMs: 300_000,
        mirrors: [],
      },
      validator: {
        command: ['python3', '-P', '-m', 'goldenpath'],
        timeoutMs: 300_000,
      },
      folder: undefined,
    });
  });

  it('are refused where they are wrong', () => {
    const wrong = new ConfigReader({
      goldenpath: { copier: { timeout: 'soon' } },
    });
    expect(() => readSettings(wrong)).toThrow(/timeout/);
  });
});
