import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';

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
