import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAnswers } from './answers';
import { cleanUp, PYTHON, temporaryFolder } from './__testUtils__/context';

const HOSTILE = {
  quotes: `"'\`$(id) \${{ x }} [[ y ]] # - : {}`,
  breaks: 'a\nb\r\nc\td\u0085e\u2028f\u2029g',
  controls: '\u0000\u0007\u001b[31m\u007f\u009f\ufeff\ufffe\uffff',
  letters: 'Zoë 日本 😀 \ud83d\ude00',
  word: 'no',
  number: '1e3',
  empty: '',
  flag: false,
  size: 3,
  list: ['a', true],
};

describe('answers', () => {
  afterEach(cleanUp);

  it('mean the same to the reader of Copier, whatever they hold', async () => {
    const file = join(await temporaryFolder(), 'answers.yml');
    await writeFile(file, writeAnswers(HOSTILE));
    const read = execFileSync(PYTHON, [
      '-c',
      'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1], encoding="utf-8"))))',
      file,
    ]);
    expect(JSON.parse(read.toString())).toEqual(HOSTILE);
  });

  it('leave out what was not answered', () => {
    expect(writeAnswers({ a: null, b: 1 })).toBe('{"b":1}\n');
  });

  it('hold no half characters', () => {
    expect(() => writeAnswers({ name: 'a\ud800' })).toThrow(/half a character/);
  });
});
