import { InputError } from '@backstage/errors';
import { JsonObject, JsonValue } from '@backstage/types';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** Where Copier writes the answers, unless a template says otherwise. */
export const ANSWERS_FILE = '.copier-answers.yml';

/**
 * Writes answers as YAML that every reader takes for the same strings.
 *
 * It is JSON, in which all but plain ASCII is escaped in YAML's way: YAML folds lines at
 * characters that JSON leaves alone, and reads a pair of surrogates as two characters.
 */
export function writeAnswers(answers: JsonObject): string {
  const given = Object.entries(answers).filter(
    // What is null was left empty: Copier shall take its default.
    ([, value]) => value !== undefined && value !== null,
  );
  return `${escape(JSON.stringify(Object.fromEntries(given)))}\n`;
}

/** Reads back what a template's answers came to, or nothing where it keeps no answers. */
export async function readAnswers(
  path: string,
): Promise<{ answers: JsonObject; commit?: string }> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return { answers: {} };
    }
    throw error;
  }
  const data = parse(text) as JsonValue | undefined;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return { answers: {} };
  }
  const { _commit, ...rest } = data;
  return {
    answers: Object.fromEntries(
      Object.entries(rest).filter(([name]) => !name.startsWith('_')),
    ),
    commit: typeof _commit === 'string' ? _commit : undefined,
  };
}

function escape(json: string): string {
  if (/\\u[dD][89a-fA-F]/.test(json)) {
    throw new InputError(
      'an answer holds half a character (a lone surrogate): type it again',
    );
  }
  let escaped = '';
  for (const character of json) {
    const code = character.codePointAt(0)!;
    if (code < 0x7f) escaped += character;
    else if (code <= 0xffff) escaped += `\\u${hex(code, 4)}`;
    else escaped += `\\U${hex(code, 8)}`;
  }
  return escaped;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
