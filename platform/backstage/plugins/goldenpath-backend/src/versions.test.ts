import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { readSettings } from '@goldenpath/plugin-goldenpath-node';
import { GitVersions, isBehind, newestOf, tagsOf } from './versions';

describe('versions', () => {
  it('reads the tags that git lists', () => {
    const text = 'abc\trefs/tags/1.0.0\ndef\trefs/tags/a/b\n';
    expect(tagsOf(text)).toEqual(['1.0.0', 'a/b']);
  });

  it.each([
    [['1.9.0', '1.10.0', '1.2.0'], '1.10.0'],
    [['v1.0.0', 'v2.0.0'], 'v2.0.0'],
    [['1.0.0', 'goldenpath-3.0.0', '2.0.0rc1', 'latest'], '1.0.0'],
    [['latest'], undefined],
    [[], undefined],
  ])('takes the newest final version of %j: %s', (tags, newest) => {
    expect(newestOf(tags)).toBe(newest);
  });

  it.each([
    ['1.0.0', '1.0.1', true],
    ['1.0.1', '1.0.1', false],
    ['1.0', '1.0.0', false],
    ['v1.0.0', '1.1.0', true],
    ['1.0.0-3-gabcdef0', '1.0.0', false],
    ['1.0.0-3-gabcdef0', '1.1.0', true],
    ['0f32972', '1.1.0', undefined],
    ['1234567', '1.1.0', undefined],
  ])('%s is behind %s: %s', (version, newest, behind) => {
    expect(isBehind(version, newest)).toBe(behind);
  });

  it.each([
    '/etc',
    'file:///etc',
    '--upload-pack=touch',
    'ext::sh -c touch% /tmp/x',
    'https://169.254.169.254/latest',
    'https://internal.example.com/repository.git',
    'ssh://github.com/example/template',
  ])('asks nobody for %s', async url => {
    const config = new ConfigReader({});
    const versions = new GitVersions({
      settings: readSettings(config),
      integrations: ScmIntegrations.fromConfig(config),
      cache: mockServices.cache.mock(),
    });
    expect(await versions.newest(url)).toBeUndefined();
  });
});
